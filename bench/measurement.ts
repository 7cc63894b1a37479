import type { LabServer, LabVersion } from '../lab/zabbix.ts';
import type { Figure } from './figures.ts';

/** What a measurement has to work with. */
export interface Bench {
  /** How often each thing is measured: the median counts. */
  readonly rounds: number;
  /** Fewer rounds, and less of what takes minutes. */
  readonly quick: boolean;
  /** The built program: a copy, so that a build meanwhile changes nothing. */
  readonly program: string;
  /** A folder for backups that is removed at the end. */
  readonly folder: string;
  /** A fresh Zabbix with 4 PHP workers; it ends with the measurement. @throws NotAvailable, see `serverOf` */
  fresh(version: LabVersion, name: string): Promise<LabServer>;
  /** For before each of two things that are compared: waits a while until little else runs, where `--when-quiet` is given. */
  quiet(): Promise<void>;
  /** Says what is being done, on standard error. */
  say(line: string): void;
}

export interface Result {
  readonly figures: readonly Figure[];
  /** Lines for people, shown as they are below the figures. */
  readonly drawing?: string;
}

/** One thing that is claimed about speed. */
export interface Measurement {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  run(bench: Bench): Promise<Result>;
}

/** A measurement that cannot be made here, with the reason: the others go on. */
export class NotAvailable extends Error {}
