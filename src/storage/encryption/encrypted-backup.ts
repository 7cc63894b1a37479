import { MissingObjectError, type ObjectToStore, type Store, type StoredObject } from '../store.ts';
import { INDEX_NAME, type IndexEntries, type IndexEntry } from './index-file.ts';
import { readIndex } from './opening.ts';
import { openSentRecord, type SentRecord } from './sent-record.ts';
import { createSpool, type Spool } from './spool.ts';

export interface EncryptionOptions {
  /**
   * What names of one backup begin with, `NAME/`, or the empty text where the store is the backup's own folder. Objects
   * of other backups are not seen.
   */
  readonly prefix: string;
  /** To encrypt to. Empty: nothing can be stored, and what there is is what the index names. */
  readonly recipients: readonly string[];
  /** To open with. Empty: nothing can be read. */
  readonly identities: readonly string[];
  /** Where the record of what was sent is kept. */
  readonly stateDir: string;
  /** Files of a backup: unencrypted ones that an earlier upload left in the same place are taken away. */
  readonly isOfBackup?: (path: string) => boolean;
  /**
   * Makes the folder, of nobody else's, in which large files lie encrypted until they are sent, and which its maker takes away; asked
   * for once at most. Whoever only reads needs none.
   */
  readonly temporary?: () => Promise<string>;
}

/** One encrypted backup in a store, and what a run knows of it. */
export interface EncryptedBackup {
  readonly inner: Store;
  readonly options: EncryptionOptions;
  /** The index's name in the store. */
  readonly indexName: string;
  /** Whether it is being stored; else it is only read. */
  readonly isWriting: boolean;
  readonly spool: Spool;
  /** The files of the backup as it will be: stored or found unchanged in this run. */
  readonly files: Map<string, IndexEntry>;
  /** What was taken away in this run, though the record still knows it. */
  readonly removed: Set<string>;
  /** What the place had when it was first listed. */
  atFirst: { readonly index: StoredObject | undefined } | undefined;
  /** What this machine has sent of it; opened when it is first asked for. */
  sentRecord(): SentRecord;
  /** What the index in the store names; read when it is first asked for. Without an index: nothing. */
  indexed(signal: AbortSignal): Promise<IndexEntries>;
}

export function encryptedBackup(inner: Store, options: EncryptionOptions): EncryptedBackup {
  const { prefix, recipients, identities, stateDir } = options;
  const indexName = `${prefix}${INDEX_NAME}`;
  let record: SentRecord | undefined;
  let index: Promise<IndexEntries> | undefined;
  return {
    inner,
    options,
    indexName,
    isWriting: recipients.length > 0,
    spool: createSpool(options.temporary),
    files: new Map(),
    removed: new Set(),
    atFirst: undefined,
    sentRecord() {
      record ??= openSentRecord(stateDir, `${inner.location} ${prefix}`, recipients);
      return record;
    },
    indexed(signal) {
      index ??= readIndex(inner, indexName, identities, signal).catch((error) => {
        index = undefined;
        if (error instanceof MissingObjectError) return new Map();
        throw error;
      });
      return index;
    },
  };
}

/** Encrypts an object and stores it. @returns size and MD5 of what was stored */
export async function send(
  { inner, options, spool }: EncryptedBackup,
  object: ObjectToStore,
  name: string,
  signal: AbortSignal,
): Promise<{ size: number; md5: string }> {
  const spooled = await spool.encrypt(object, options.recipients, signal);
  try {
    const { size, md5, open } = spooled;
    await inner.put({ name, size, md5: async () => md5, open }, signal);
    return { size, md5 };
  } finally {
    await spooled.discard();
  }
}
