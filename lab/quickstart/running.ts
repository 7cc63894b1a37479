import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConciergeError } from '../../src/errors.ts';
import { isAlive, type ProcessIdentity, trySignal, waitFor } from '../processes.ts';
import { thisProcess } from '../records.ts';
import { sweep } from '../tidy.ts';
import { type LabVersion, labCache } from '../versions.ts';
import { removeDemo } from './docker-demo.ts';

/** What is written down about a quickstart, so that `--stop` finds it from another terminal. */
interface RunningRecord {
  readonly process: ProcessIdentity;
  /** Removed with it. */
  readonly folder: string;
}

/** How long an orderly end may take: two front ends, two databases, PostgreSQL, and an installation that gives up. */
const LONGEST_ENDING_SECONDS = 120;

function recordFile(): string {
  return join(labCache(), 'quickstart.json');
}

async function readRecord(): Promise<RunningRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordFile(), 'utf8')) as RunningRecord;
  } catch {
    return undefined;
  }
}

/**
 * Writes down that this process is the quickstart.
 * @param folder what it writes to; removed by `removeTraces`
 * @throws ConciergeError where one runs already
 */
export async function claim(folder: string): Promise<void> {
  const other = await readRecord();
  if (other !== undefined && isAlive(other.process)) {
    throw new ConciergeError('A quickstart is running already', {
      why: `process ${other.process.pid} started it`,
      remedy: 'End it with Ctrl-C there, or with `npm run quickstart -- --stop`.',
    });
  }
  if (other !== undefined) await rm(other.folder, { recursive: true, force: true });
  const file = recordFile();
  await mkdir(dirname(file), { recursive: true });
  const record: RunningRecord = { process: thisProcess(), folder };
  await writeFile(`${file}.${process.pid}`, JSON.stringify(record));
  await rename(`${file}.${process.pid}`, file);
}

/** Removes the folder and the record of a quickstart that has ended. */
export async function removeTraces(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await rm(recordFile(), { force: true });
}

/**
 * Ends the quickstart that runs in another terminal, and clears away what a killed one left.
 * @returns false where none was running
 * @throws ConciergeError where it does not end
 */
export async function stopRunning(version: LabVersion): Promise<boolean> {
  const record = await readRecord();
  const wasRunning = record !== undefined && isAlive(record.process);
  if (record !== undefined && wasRunning) {
    trySignal(record.process.pid, 'SIGTERM');
    if (!(await waitFor(() => !isAlive(record.process), LONGEST_ENDING_SECONDS, 100))) {
      throw new ConciergeError('The quickstart does not end', {
        why: `process ${record.process.pid} still runs`,
        remedy: `See what it does, then end it with: kill -9 ${record.process.pid}; npm run lab -- down ${version}`,
      });
    }
  }
  await sweep(version);
  await removeDemo();
  if (record !== undefined) await removeTraces(record.folder);
  return wasRunning;
}
