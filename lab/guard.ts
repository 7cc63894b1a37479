import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { LAB_ENVIRONMENT } from './command.ts';
import type { LabVersion } from './versions.ts';

/** Waits for this process to end, and then clears away what it left. */
export interface Guard {
  /** Call it when there is nothing left to clear away. */
  dismiss(): void;
}

/**
 * Starts a shell that reads from a pipe to this process. The pipe breaks when this process ends, however it ends
 * (SIGKILL too), and the shell becomes `cli.ts sweep`.
 */
export function startGuard(version: LabVersion | 'docker'): Guard {
  const sweep = [process.execPath, fileURLToPath(new URL('cli.ts', import.meta.url)), 'sweep', version];
  const { XDG_CACHE_HOME } = process.env;
  const child = spawn('sh', ['-c', 'read -r _; exec "$0" "$@"', ...sweep], {
    cwd: '/',
    env: { ...LAB_ENVIRONMENT, HOME: homedir(), ...(XDG_CACHE_HOME ? { XDG_CACHE_HOME } : {}) },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // The guard keeps nothing waiting: neither it nor its pipe is a reason for this process to go on.
  child.unref();
  (child.stdin as typeof child.stdin & { unref(): void }).unref();
  child.once('error', () => {});
  return { dismiss: () => void child.kill('SIGKILL') };
}
