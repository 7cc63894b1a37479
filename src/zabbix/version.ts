import { NotAZabbixError } from './errors.ts';

/** `5.0`, `6.4`, `7.0` …: the part of a version that decides what the API takes and gives. */
export type ZabbixSeries = string;

export interface ZabbixVersion {
  /** As the server says it: `7.0.22`, `7.4.0rc1`. */
  readonly text: string;
  readonly series: ZabbixSeries;
  readonly major: number;
  readonly minor: number;
}

/** The oldest series that is spoken to, and the newest that this project was run against. */
export const OLDEST_SERIES: ZabbixSeries = '5.0';
export const NEWEST_TESTED_SERIES: ZabbixSeries = '7.0';

/**
 * Reads what `apiinfo.version` gives (`7.0.22`, `6.4.0beta3`).
 * @throws NotAZabbixError where it is not a version at all.
 */
export function parseVersion(text: string): ZabbixVersion {
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.\d+)?(?:(?:alpha|beta|rc)\d+)?$/.exec(text.trim());
  if (match === null) {
    throw new NotAZabbixError(`"${text.slice(0, 60)}" is not a Zabbix version`);
  }
  const major = Number(match[1]);
  const minor = Number(match[2]);
  return { text: text.trim(), series: `${major}.${minor}`, major, minor };
}

/** Whether `version` is of `series` (`'6.4'`) or a later one. */
export function atLeast(version: ZabbixVersion, series: ZabbixSeries): boolean {
  const [major = 0, minor = 0] = series.split('.').map(Number);
  return version.major > major || (version.major === major && version.minor >= minor);
}
