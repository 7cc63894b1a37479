import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrontendOptions } from './frontend.ts';
import { identify, isAlive, type ProcessIdentity } from './processes.ts';
import type { LabPaths } from './versions.ts';

/** What is written down about a running front end, so that a later process can find it and end it. */
export interface ServerRecord {
  name: string;
  url: string;
  process: ProcessIdentity;
  /** The process that it ends with; null where it stays up until `down`. */
  owner: ProcessIdentity | null;
  options: FrontendOptions;
  /** Its zabbix_server, where one was started. */
  serverProcess?: ProcessIdentity;
  startedAt: string;
}

/** This process, as it stands in records. */
export function thisProcess(): ProcessIdentity {
  const identity = identify(process.pid);
  if (identity === undefined) throw new Error('/proc is not mounted.');
  return identity;
}

export async function writeServerRecord(paths: LabPaths, record: ServerRecord): Promise<void> {
  await writeJson(join(serversFolder(paths), `${record.name}.json`), record);
}

export async function readServerRecords(paths: LabPaths): Promise<ServerRecord[]> {
  return readFolder<ServerRecord>(serversFolder(paths));
}

export async function removeServerRecord(paths: LabPaths, name: string): Promise<void> {
  await rm(join(serversFolder(paths), `${name}.json`), { force: true });
}

/** Writes down that this process uses the version's PostgreSQL. */
export async function hold(paths: LabPaths): Promise<void> {
  const self = thisProcess();
  await writeJson(join(holdersFolder(paths), `${self.pid}.json`), self);
}

export async function release(paths: LabPaths): Promise<void> {
  await rm(join(holdersFolder(paths), `${process.pid}.json`), { force: true });
}

/** The live processes that use the version's PostgreSQL; what the dead left behind is cleared away. */
export async function holders(paths: LabPaths): Promise<ProcessIdentity[]> {
  const all = await readFolder<ProcessIdentity>(holdersFolder(paths));
  for (const holder of all) {
    if (!isAlive(holder)) await rm(join(holdersFolder(paths), `${holder.pid}.json`), { force: true });
  }
  return all.filter(isAlive);
}

function serversFolder(paths: LabPaths): string {
  return join(paths.run, 'servers');
}

function holdersFolder(paths: LabPaths): string {
  return join(paths.run, 'holders');
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.tmp`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

async function readFolder<T>(folder: string): Promise<T[]> {
  const names = await readdir(folder).catch(() => []);
  const read = names
    .filter((name) => name.endsWith('.json'))
    .map((name) => readRecord<T>(join(folder, name)));
  return (await Promise.all(read)).filter((value) => value !== undefined);
}

/** A record that is gone by now, or was cut short when the disk was full, is as good as none. */
async function readRecord<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
