import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { LabServer } from '../../lab/zabbix.ts';

/** The program as it is installed: `npm run build` makes it. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** What the program remembers of a test is not left with the memory of whoever runs it. */
const STATE_HOME = mkdtempSync(join(tmpdir(), 'concierge-test-state-'));
process.on('exit', () => rmSync(STATE_HOME, { recursive: true, force: true }));

export interface Ended {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document that `--json` makes of it. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what it takes the document for
  json(): any;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the program with this environment and a state folder of the tests', as a user would; nobody sits at its standard input. */
export function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd = '/',
): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { PATH: process.env.PATH, XDG_STATE_HOME: STATE_HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => out.push(data));
  child.stderr.on('data', (data: Buffer) => err.push(data));
  const ended = once(child, 'close').then(([exitCode, signal]): Ended => {
    const stdout = Buffer.concat(out).toString();
    const stderr = Buffer.concat(err).toString();
    return { exitCode, signal, stdout, stderr, json: () => JSON.parse(stdout) };
  });
  return { child, ended };
}

/** Runs the program to its end. It never says that it has a defect, and shows where it failed with --debug only. */
export async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const ended = await start(args, environment).ended;
  expectNoDefect(ended, args.includes('--debug'));
  return ended;
}

export function expectNoDefect({ stdout, stderr }: Ended, debug = false): void {
  expect(stdout + stderr).not.toContain('defect in concierge-scheduler');
  if (!debug) expect(stdout + stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/mu);
}

/** The settings with which the program speaks to a lab server (or to a gateway before it) about a folder. */
export function settings(server: Pick<LabServer, 'url'>, dir?: string): Record<string, string> {
  return {
    ZBX_API_HOST: server.url,
    ZBX_API_USER: 'Admin',
    ZBX_API_PASS: 'zabbix',
    ...(dir === undefined ? {} : { ZBX_CONFIG_DIR: dir }),
  };
}

/** Runs a command that is expected to end with this exit code; where it does not, what it said is shown. */
export async function expectExit(
  exitCode: number,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const ended = await run(args, environment);
  const said = `${args.join(' ')} said:\n${ended.stderr.slice(-6000)}\n${ended.stdout.slice(-6000)}`;
  expect(ended.exitCode, said).toBe(exitCode);
  return ended;
}

/** Writes a backup of the server to the folder. */
export async function backUp(server: Pick<LabServer, 'url'>, dir: string, ...args: string[]): Promise<Ended> {
  return await expectExit(0, ['backup_config', ...args], settings(server, dir));
}

/** What a restore of the folder would change on the server: the document of `diff --json`. */
// biome-ignore lint/suspicious/noExplicitAny: as in Ended
export async function differences(server: Pick<LabServer, 'url'>, dir: string): Promise<any> {
  const ended = await run(['diff', '--json'], settings(server, dir));
  expect([0, 3], ended.stderr).toContain(ended.exitCode);
  const document = ended.json();
  expect(document.changes.length === 0).toBe(ended.exitCode === 0);
  return document;
}

/** Expects that the server is as the backup in the folder: where it is not, the differences are shown. */
export async function expectEqual(server: Pick<LabServer, 'url'>, dir: string): Promise<void> {
  await expectExit(0, ['diff'], settings(server, dir));
}
