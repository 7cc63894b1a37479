import type { Configuration } from '../configuration.ts';
import type { Manifest } from './manifest.ts';

/** A folder of files, read. */
export interface Backup {
  /** Where it was read from, links followed. */
  readonly folder: string;
  readonly configuration: Configuration;
  /** Absent in backups by the Python tool. */
  readonly manifest: Manifest | undefined;
  /**
   * Fields of objects of a kind that were not asked for when the backup was made, so that their absence says nothing:
   * they are neither compared nor written. Empty for backups by this version of the program.
   */
  readonly notRecorded: ReadonlyMap<string, readonly string[]>;
  /** What a person should know before relying on it. */
  readonly warnings: readonly string[];
}

export interface BackupReadOptions {
  /** Files that are not as they were written are read, with a warning, instead of being refused. */
  readonly acceptEdited?: boolean;
}
