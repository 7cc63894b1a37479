import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConciergeError, InputError } from '../src/errors.ts';
import { isInstalled } from './install.ts';
import { type DockerDemo, openDockerDemo, openWherePossible } from './quickstart/docker-demo.ts';
import { listenForInterruption } from './quickstart/interruption.ts';
import { claim, removeTraces, stopRunning } from './quickstart/running.ts';
import { createTour, runSteps, setTheStage, showPlaces, type Tour } from './quickstart/tour.ts';
import { release } from './records.ts';
import { sweep } from './tidy.ts';
import { requireRoot } from './tools.ts';
import { labPaths } from './versions.ts';
import { type ZabbixLab, zabbixLab } from './zabbix.ts';

const VERSION = '7.0';

const HELP = `A tour of what concierge-scheduler does, on two real Zabbix servers and a real Docker Engine that are made for it
and thrown away.

  npm run quickstart              the tour; the servers stay up until Ctrl-C
  npm run quickstart -- --once    the tour; everything ends with it (so it is where nobody sits at a terminal)
  npm run quickstart -- --stop    from another terminal: end the servers and remove what the tour has written

Exit codes: 0 every step ended as it should; 1 one did not; 2 wrong arguments; 130 ended with Ctrl-C on the way.
`;

async function main(argv: string[]): Promise<number> {
  const { help, once, stop } = readArguments(argv);
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  requireRoot();
  if (stop) {
    const wasRunning = await stopRunning(VERSION);
    process.stdout.write(
      wasRunning
        ? 'The quickstart has ended. Nothing of it is left running.\n'
        : 'No quickstart is running. Nothing of it is left.\n',
    );
    return 0;
  }
  return await quickstart(!once && process.stdin.isTTY === true && process.stdout.isTTY === true);
}

function readArguments(argv: string[]): { help?: boolean; once?: boolean; stop?: boolean } {
  try {
    return parseArgs({
      args: argv,
      options: {
        help: { type: 'boolean', short: 'h' },
        once: { type: 'boolean' },
        stop: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new InputError((error as Error).message, {
      remedy: '`npm run quickstart -- --help` shows all there is.',
    });
  }
}

async function quickstart(staysUp: boolean): Promise<number> {
  const interruption = listenForInterruption();
  const folder = await mkdtemp(join(tmpdir(), 'concierge-quickstart-'));
  const tour = createTour();
  await claim(folder).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  let lab: ZabbixLab | undefined;
  let docker: DockerDemo | undefined;
  try {
    lab = await openLab(tour);
    docker = await openWherePossible(
      () => openDockerDemo(folder, (line) => tour.screen.err(`  ${line}`)),
      interruption.signal,
      (line) => tour.screen.out(line),
    );
    interruption.installed();
    const stage = await setTheStage(tour, lab, docker, join(folder, 'backup'), interruption.signal);
    const succeeded = await runSteps(tour, stage, interruption.signal);
    if (staysUp && succeeded) {
      showPlaces(tour, stage);
      tour.screen.out(
        'Ctrl-C, or `npm run quickstart -- --stop` in another terminal, ends both and removes the backup.',
      );
      await untilAborted(interruption.signal);
      return 0;
    }
    return succeeded ? 0 : 1;
  } catch (error) {
    const exitCode = interruption.exitCode();
    if (exitCode === undefined) throw error;
    return exitCode;
  } finally {
    await end(tour, lab, docker, folder);
  }
}

async function openLab({ screen }: Tour): Promise<ZabbixLab> {
  screen.out(
    'A tour on two real Zabbix servers and a real Docker Engine, made for it and thrown away at its end.',
  );
  if (!isInstalled(VERSION)) screen.out('Installing Zabbix and Docker first: about three minutes, once.');
  return await zabbixLab(VERSION, { onProgress: (line) => screen.err(`  ${line}`) });
}

/** A signal alone does not keep a process going. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  const keepsGoing = setInterval(() => {}, 60_000);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(keepsGoing);
}

async function end(
  { screen }: Tour,
  lab: ZabbixLab | undefined,
  docker: DockerDemo | undefined,
  folder: string,
): Promise<void> {
  screen.status(undefined);
  if (lab !== undefined) screen.out('\nEnding the servers.');
  await docker?.stop();
  if (lab !== undefined) await lab.stop();
  else await giveUp();
  await removeTraces(folder);
  if (lab !== undefined) screen.out('Nothing is left running, and the backup is removed.');
}

/** Ends what was started before the lab was open: PostgreSQL, where nobody else uses it. */
async function giveUp(): Promise<void> {
  if (!isInstalled(VERSION)) return;
  await release(labPaths(VERSION));
  await sweep(VERSION);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConciergeError)) throw error;
  const { message, why, remedy, exitCode } = error;
  const lines = [`error:   ${message}`, why && `why:     ${why}`, remedy && `to do:   ${remedy}`];
  process.stderr.write(`${lines.filter((line) => line !== undefined && line !== '').join('\n')}\n`);
  process.exitCode = exitCode;
}
