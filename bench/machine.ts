import { arch, cpus, loadavg, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { openChroot } from '../lab/chroot.ts';
import type { LabVersion } from '../lab/zabbix.ts';

/** What the figures were measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly architecture: string;
  readonly node: string;
  /** Share of the processors that other programs used just before, 0 to 1. */
  readonly busyBefore: number;
  readonly loadBefore: number;
}

export async function describeMachine(): Promise<Machine> {
  const processors = cpus();
  return {
    processor: (processors[0]?.model ?? 'unknown').replace(/\s+/g, ' ').trim(),
    cores: processors.length,
    memoryGigabytes: Math.round(totalmem() / 1e9),
    architecture: arch(),
    node: process.versions.node,
    busyBefore: await busyShare(),
    loadBefore: loadavg()[0] ?? 0,
  };
}

/** The share of all processors that is used, 0 to 1, over so many milliseconds. */
async function busyShare(milliseconds = 2_000): Promise<number> {
  const before = processorTimes();
  await sleep(milliseconds);
  const after = processorTimes();
  const all = after.all - before.all;
  return all === 0 ? 0 : 1 - (after.idle - before.idle) / all;
}

/**
 * Waits until little else runs, for so many minutes at most.
 * @param seconds for how long little must have run
 * @returns whether it became quiet
 */
export async function untilQuiet(
  minutes: number,
  say: (line: string) => void,
  seconds = 5,
): Promise<boolean> {
  const end = Date.now() + minutes * 60_000;
  for (let waited = false; ; waited = true) {
    const share = await busyShare(seconds * 1000);
    if (share < QUIET) return true;
    if (Date.now() > end) return false;
    if (!waited) say(`the machine is ${percent(share)} busy with other things: waiting`);
  }
}

/** Less than this is what a machine does by itself. */
const QUIET = 0.1;

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function processorTimes(): { idle: number; all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}

/** The versions of a lab server's parts: 'Zabbix 7.0.22, PHP 8.4.16, PostgreSQL 17'. The lab must be installed. */
export async function describeServer(version: LabVersion): Promise<string> {
  const chroot = await openChroot(version);
  const { stdout: php } = await chroot.run('www-data', ['/usr/bin/php', '-r', 'echo PHP_VERSION;']);
  const { stdout: zabbix } = await chroot.run('root', [
    'dpkg-query',
    '-W',
    '-f',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own notation
    '${Version}',
    'zabbix-frontend-php',
  ]);
  const upstream = /^(?:\d+:)?(?<number>\d+(?:\.\d+)+)/.exec(zabbix)?.groups?.number ?? version;
  const postgres = /postgresql\/(?<major>\d+)/.exec(chroot.postgresPrograms)?.groups?.major ?? '?';
  return `Zabbix ${upstream}, PHP ${php}, PostgreSQL ${postgres}`;
}
