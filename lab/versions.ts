import { homedir } from 'node:os';
import { join } from 'node:path';

/** A Zabbix series that the lab can start: the one that a Debian release carries as a package. */
export type LabVersion = '5.0' | '6.0' | '7.0';

export const LAB_VERSIONS: readonly LabVersion[] = ['5.0', '6.0', '7.0'];

/** The Debian release whose packages hold each series (bullseye 5.0.8, bookworm 6.0.14, trixie 7.0.22). */
export const DEBIAN_SUITES: Readonly<Record<LabVersion, string>> = {
  '5.0': 'bullseye',
  '6.0': 'bookworm',
  '7.0': 'trixie',
};

export function isLabVersion(text: string): text is LabVersion {
  return LAB_VERSIONS.some((version) => version === text);
}

/** Where everything of one version lies, on the machine. */
export interface LabPaths {
  /** Holds all the rest. */
  base: string;
  /** The whole Debian system with Zabbix in it: what `chroot` is given. */
  root: string;
  /** Records of running servers, logs. */
  run: string;
  /** Held while PostgreSQL is started or ended. */
  lock: string;
}

/** Places of one version, under `$XDG_CACHE_HOME` (default `~/.cache`). */
export function labPaths(version: LabVersion, env: NodeJS.ProcessEnv = process.env): LabPaths {
  const base = join(labCache(env), version);
  return { base, root: join(base, 'root'), run: join(base, 'run'), lock: join(base, 'lab.lock') };
}

/** The folder that every version's files lie in. */
export function labCache(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'concierge-scheduler-lab');
}
