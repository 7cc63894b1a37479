import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { run as runProgram } from '../../lab/command.ts';
import { type Ended, expectNoDefect, PROGRAM } from './program.ts';

/**
 * Runs the program so that the rights of files hold for it as for anyone: root without the capabilities that pass them
 * over (capabilities(7): CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH).
 */
export async function runWithinRights(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const bounded = ['--bounding-set', '-dac_override,-dac_read_search'];
  const child = spawn('setpriv', [...bounded, process.execPath, PROGRAM, ...args], {
    cwd: '/',
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [exitCode, signal] = await once(child, 'close');
  const ended: Ended = { exitCode, signal, stdout, stderr, json: () => JSON.parse(stdout) };
  expectNoDefect(ended);
  return ended;
}

/** Gives disks of a few kilobytes in memory: the path of each, mounted. They go after the tests. */
export function useSmallDisks(): (kilobytes: number) => Promise<string> {
  const disks: string[] = [];
  afterAll(async () => {
    for (const disk of disks) {
      await runProgram(['umount', disk]);
      rmSync(disk, { recursive: true });
    }
  });
  return async (kilobytes) => {
    const disk = mkdtempSync(join(tmpdir(), 'concierge-e2e-disk-'));
    await runProgram(['mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk]);
    disks.push(disk);
    return disk;
  };
}

/** Makes a disk read-only, or writable again. */
export async function remount(disk: string, mode: 'ro' | 'rw'): Promise<void> {
  await runProgram(['mount', '-o', `remount,${mode}`, disk]);
}
