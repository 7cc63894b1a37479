import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process as the kernel knows it: the id alone may come again, together with the start time it does not. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks after boot: field 22 of /proc/PID/stat (proc(5)). */
  startTicks: string;
}

/** @returns undefined where no such process runs, or it has ended and only waits to be collected. */
export function identify(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  return identityFromStat(pid, stat);
}

/** Reads a line of /proc/PID/stat. The second field is a name in parentheses that may hold anything. */
export function identityFromStat(pid: number, stat: string): ProcessIdentity | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === undefined || state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
  return { pid, startTicks };
}

export function isAlive(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startTicks === process.startTicks;
}

/** Every process that runs inside a chroot: whoever started it, it is the lab's. */
export function processesInside(root: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => rootOf(pid) === root && identify(pid) !== undefined);
}

function rootOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/root`);
  } catch {
    return undefined;
  }
}

/** Sends a signal. Nothing happens where the process has ended. */
export function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Waits until `condition` holds. @returns false where it did not within the time. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  seconds: number,
  stepMilliseconds = 20,
): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() >= end) return false;
    await sleep(stepMilliseconds);
  }
}

/**
 * Ends a process group, as far as it runs inside `root`: a group's number that has come again for something else on
 * the machine is never touched. It is asked first (SIGINT, on which PHP's server collects its workers) and made to.
 */
export async function endGroup(groupId: number, root: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    for (const pid of membersInside(groupId, root)) trySignal(pid, signal);
    if (await waitFor(() => membersInside(groupId, root).length === 0, signal === 'SIGINT' ? 0.5 : 5, 10))
      return;
  }
}

/** Ends every process that runs inside a chroot. */
export async function endAllInside(root: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    for (const pid of processesInside(root)) trySignal(pid, signal);
    if (await waitFor(() => processesInside(root).length === 0, signal === 'SIGINT' ? 2 : 5)) return;
  }
}

function membersInside(groupId: number, root: string): number[] {
  return processesInside(root).filter((pid) => groupOf(pid) === groupId);
}

function groupOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return undefined;
  }
}
