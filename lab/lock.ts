import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConciergeError } from '../src/errors.ts';
import { LAB_ENVIRONMENT } from './command.ts';

/**
 * Runs `work` while no other process of this machine holds the same lock file. The kernel holds the lock for a
 * child (`flock` of util-linux) that lives as long as the pipe to it, so it is given back whatever ends this process.
 *
 * @throws ConciergeError where the lock was not to be had within `waitSeconds` (default 1800: another process may
 *   be installing a whole Debian).
 */
export async function withLock<T>(file: string, work: () => Promise<T>, waitSeconds = 1800): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const child = spawn(
    'flock',
    ['-w', String(waitSeconds), file, 'sh', '-c', 'echo held; exec cat >/dev/null'],
    {
      env: { ...LAB_ENVIRONMENT },
      stdio: ['pipe', 'pipe', 'ignore'],
      // A Ctrl-C in the terminal is for us, who then give the lock back.
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', () => resolve());
    child.once('close', () =>
      reject(
        new ConciergeError(`The lab's lock was not free within ${waitSeconds} s.`, {
          why: `Another process holds ${file}.`,
          remedy: 'Wait for it, or see who it is with `fuser -v` on that file.',
        }),
      ),
    );
  });
  try {
    return await work();
  } finally {
    child.stdin.end();
    await ended;
  }
}
