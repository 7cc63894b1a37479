import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asIndexEntry, type IndexEntry } from './index-file.ts';

/** The index that was sent: its checksum in the store, and which files it names. */
export interface SentIndex {
  readonly size: number;
  readonly md5: string;
  /** sha256 of the index's plain text. */
  readonly of: string;
}

/**
 * What this machine has sent of one encrypted backup to one place, to the same recipients. It stays on this machine: it
 * is what tells an unchanged file, as the encrypted one differs every time. It is a hint: who uses it looks whether the
 * object is still there as it was sent. Lost or damaged, it costs sending everything again.
 */
export interface SentRecord {
  readonly files: ReadonlyMap<string, IndexEntry>;
  readonly index: SentIndex | undefined;
  /** Notes at once that a file was sent, so that a run that is killed has not sent it in vain. */
  sent(path: string, entry: IndexEntry): void;
  /** Replaces the record: these files are what the index now names. */
  settle(files: ReadonlyMap<string, IndexEntry>, index: SentIndex): void;
}

/**
 * @param stateDir the program's folder for what it remembers; the record is a file in `sent-encrypted/`.
 * @param place the location and the backup in it, as text.
 */
export function openSentRecord(stateDir: string, place: string, recipients: readonly string[]): SentRecord {
  const folder = join(stateDir, 'sent-encrypted');
  const key = createHash('sha256')
    .update(JSON.stringify([place, ...recipients]))
    .digest('hex')
    .slice(0, 32);
  const path = join(folder, `${key}.jsonl`);
  const files = new Map<string, IndexEntry>();
  let index: SentIndex | undefined;
  for (const line of linesOf(path)) {
    const { file, entry, index: sentIndex } = line;
    const known = asIndexEntry(entry);
    if (typeof file === 'string' && known !== undefined) files.set(file, known);
    else if (isSentIndex(sentIndex)) index = sentIndex;
  }
  return {
    files,
    get index() {
      return index;
    },
    sent(file, entry) {
      files.set(file, entry);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      appendFileSync(path, `${JSON.stringify({ file, entry })}\n`, { mode: 0o600 });
    },
    settle(settled, settledIndex) {
      const kept = [...settled];
      files.clear();
      for (const [file, entry] of kept) files.set(file, entry);
      index = settledIndex;
      const lines = [
        JSON.stringify({ place }),
        ...kept.map(([file, entry]) => JSON.stringify({ file, entry })),
        JSON.stringify({ index }),
      ];
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const fresh = `${path}.${process.pid}`;
      writeFileSync(fresh, `${lines.join('\n')}\n`, { mode: 0o600 });
      renameSync(fresh, path);
    },
  };
}

/** Lines that cannot be read, as the last one of a killed run, count for nothing. */
function linesOf(path: string): Record<string, unknown>[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return value !== null && typeof value === 'object' ? [value as Record<string, unknown>] : [];
    } catch {
      return [];
    }
  });
}

function isSentIndex(value: unknown): value is SentIndex {
  const index = value as Partial<SentIndex> | undefined;
  return (
    typeof index === 'object' &&
    index !== null &&
    typeof index.size === 'number' &&
    typeof index.md5 === 'string' &&
    typeof index.of === 'string'
  );
}
