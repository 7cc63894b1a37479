import type { Readable } from 'node:stream';
import type { Store } from '../../storage/store.ts';

/** A file of a backup, wherever it is. */
export interface FoundFile {
  /** Bytes. */
  readonly size: number;
  /** ISO 8601 in UTC. */
  readonly modifiedAt: string;
}

/** A backup that cannot be looked into. */
export interface Sealed {
  readonly problem: string;
  readonly state: 'incomplete' | 'unknown';
  /** What makes it known; absent where that is not in anyone's hands. */
  readonly remedy?: string | undefined;
}

/** A backup, or what is left of one, as it is found in a folder or a store. */
export interface FoundBackup {
  readonly name: string;
  /** To be given to --config-dir or --from. */
  readonly location: string;
  readonly encrypted: boolean;
  /** By path, with `/` between the parts. Where an encrypted one was not opened, the objects as they lie there. */
  readonly files: ReadonlyMap<string, FoundFile>;
  /** What can be said of it without looking into it, where that is all: it is encrypted, or its folder cannot be read. */
  readonly sealed: Sealed | undefined;
  /** Bytes that it takes where it is. */
  readonly size: number;
  /** The store that its files come from, and what their names begin with there; absent where it is a folder, or sealed. */
  readonly stored?: { readonly store: Store; readonly prefix: string };
  open(path: string, signal: AbortSignal): Promise<Readable>;
  /** Deletes it, what makes it a backup first. Gives the names of what stays. */
  remove(signal: AbortSignal): Promise<readonly string[]>;
}

/** A folder or a store in which there are backups. */
export interface BackupPlace {
  /** For messages. */
  readonly location: string;
  /** In no order that counts. */
  backups(signal: AbortSignal): Promise<FoundBackup[]>;
  close(): Promise<void>;
}
