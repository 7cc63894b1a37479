import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { md5Of } from '../content.ts';
import { MissingObjectError, type StoredObject } from '../store.ts';
import { changedMeanwhile, filesWithout, isUnchanged, objectsBelow } from './confirm.ts';
import { type EncryptedBackup, send } from './encrypted-backup.ts';
import { indexText, OPAQUE_NAME } from './index-file.ts';
import type { SentIndex } from './sent-record.ts';

/**
 * Makes what was stored the backup: sends the index where it names anything new, then removes what it does not name.
 * @throws ConciergeError where somebody else changed what is there meanwhile. An index that may name what is gone is then
 * gone too
 */
export async function finish(backup: EncryptedBackup, signal: AbortSignal): Promise<void> {
  const { inner, options, files, atFirst } = backup;
  const there = await objectsBelow(inner, options.prefix, signal);
  const isAsBefore = atFirst === undefined || isUnchanged(atFirst.index, there.get(backup.indexName));
  // Whatever index is there is of the other one, which may be whole.
  if (!isAsBefore || filesWithout(there, files, options.prefix).length > 0)
    throw changedMeanwhile(inner, options.prefix);
  const index = await withIndex(backup, signal);
  const obsolete = obsoleteOf(backup, there);
  for (const name of obsolete) await inner.remove(name, signal);
  await inner.settle?.(signal);
  // What was removed may be what another upload has named meanwhile.
  if (obsolete.length > 0) await confirm(backup, index, signal, { hasRemoved: true });
  backup.atFirst = undefined;
}

/** Sends the index, save where the one that is there is the one that was sent of the same files. */
async function withIndex(backup: EncryptedBackup, signal: AbortSignal): Promise<SentIndex> {
  const { inner, files, indexName } = backup;
  const content = Buffer.from(indexText(files));
  const of = createHash('sha256').update(content).digest('hex');
  const sent = backup.sentRecord().index;
  const stored = sent?.of === of ? await storedIndex(backup, signal) : undefined;
  if (sent !== undefined && stored?.size === sent.size && stored.md5 === sent.md5) return sent;
  const object = {
    name: indexName,
    size: content.length,
    md5: async () => md5Of(content),
    open: () => Readable.from([content]),
  };
  // The index says that all of it is there: so it has to be, whatever happens next.
  await inner.settle?.(signal);
  const index = { ...(await send(backup, object, indexName, signal)), of };
  backup.sentRecord().settle(files, index);
  await confirm(backup, index, signal, { hasRemoved: false });
  return index;
}

/** The names of what was of the backup, or of an unencrypted one in its place, and is so no longer. */
function obsoleteOf(
  { files, options }: EncryptedBackup,
  there: ReadonlyMap<string, StoredObject>,
): readonly string[] {
  const { prefix, isOfBackup } = options;
  const named = new Set([...files.values()].map((entry) => `${prefix}${entry.object}`));
  return [...there.keys()].filter((name) => {
    const rest = name.slice(prefix.length);
    // An earlier, unencrypted upload of the same files would lie open beside the encrypted one.
    const isPlain = files.has(rest) || isOfBackup?.(rest) === true;
    return OPAQUE_NAME.test(rest) ? !named.has(name) : isPlain;
  });
}

/** Sees that the index is ours and all is there that it names. @throws ConciergeError, with no index left that lies */
async function confirm(
  backup: EncryptedBackup,
  sent: SentIndex,
  signal: AbortSignal,
  { hasRemoved }: { hasRemoved: boolean },
): Promise<void> {
  const { inner, options, files, indexName } = backup;
  const there = await objectsBelow(inner, options.prefix, signal);
  const { size, md5 } = (await storedIndex(backup, signal)) ?? {};
  const isOurs = size === sent.size && (md5 === undefined || md5 === sent.md5);
  if (isOurs && filesWithout(there, files, options.prefix).length === 0) return;
  if (isOurs || hasRemoved) {
    await inner.remove(indexName, signal);
    await inner.settle?.(signal);
  }
  throw changedMeanwhile(inner, options.prefix);
}

async function storedIndex(
  { inner, indexName }: EncryptedBackup,
  signal: AbortSignal,
): Promise<StoredObject | undefined> {
  try {
    return await inner.describe(indexName, signal);
  } catch (error) {
    if (error instanceof MissingObjectError) return undefined;
    throw error;
  }
}
