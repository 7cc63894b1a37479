import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { codeOf, readFailure } from '../../configuration/backup/file-failure.ts';
import { ID_MAP_FILE, MANIFEST_FILE } from '../../configuration/backup/format.ts';
import { type Manifest, NewerFormatError, parseManifest } from '../../configuration/backup/manifest.ts';
import { faultsIn } from '../../configuration/backup/wholeness.ts';
import { type ConciergeError, InputError } from '../../errors.ts';
import { DamagedError } from '../../storage/encryption/keys.ts';
import { MissingObjectError } from '../../storage/store.ts';
import type { FoundBackup, FoundFile } from './place.ts';

/** A manifest names each file in some 150 bytes; more than this is none. */
const LONGEST_MANIFEST = 64 * 1024 * 1024;

const NOT_ALLOWED: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

/** What is known of a backup. */
export interface Description {
  readonly backup: FoundBackup;
  /**
   * `whole`: everything that its manifest names is there in its size. `unknown`: it cannot be told, as it is encrypted
   * and not opened, not to be read by this user, by the Python tool, or of a newer format.
   */
  readonly state: 'whole' | 'incomplete' | 'unknown';
  /** What keeps it from being whole, or from being known. */
  readonly problems: readonly string[];
  /** What a person can do so that it becomes known, where the state is `unknown`. */
  readonly remedy?: string | undefined;
  readonly manifest: Manifest | undefined;
  /** The manifest is there, and none that can be read. */
  readonly unreadable?: InputError | undefined;
  /** When the server was read; where no manifest says so, when the newest file was written. */
  readonly time: Date | undefined;
}

/** Looks at a backup: its manifest, and whether all that it names is there. Contents are not read. */
export async function describeBackup(backup: FoundBackup, signal: AbortSignal): Promise<Description> {
  const { files, sealed } = backup;
  const written = newest(files);
  const unknown = (problem: string, state: 'unknown' | 'incomplete', remedy?: string): Description => {
    return { backup, state, problems: [problem], remedy, manifest: undefined, time: written };
  };
  if (sealed !== undefined) return unknown(sealed.problem, sealed.state, sealed.remedy);
  const manifestFile = files.get(MANIFEST_FILE);
  if (manifestFile === undefined) {
    return files.has(ID_MAP_FILE)
      ? unknown(
          `${MANIFEST_FILE} is missing, as in a backup by the Python tool`,
          'unknown',
          'Such a backup cannot be checked: diff and restore_config read it, and backup_config makes one with a manifest.',
        )
      : unknown(`${MANIFEST_FILE} is missing`, 'incomplete');
  }
  if (manifestFile.size > LONGEST_MANIFEST) return unknown(`${MANIFEST_FILE} is no manifest`, 'incomplete');
  let bytes: Buffer;
  let manifest: Manifest;
  try {
    bytes = await buffer(await backup.open(MANIFEST_FILE, signal));
  } catch (error) {
    if (error instanceof MissingObjectError) return unknown(`${MANIFEST_FILE} is missing`, 'incomplete');
    if (error instanceof DamagedError) return unknown(inWords(error), 'incomplete');
    const failure = readFailure(MANIFEST_FILE, error);
    // A file of this machine that this user may not read says nothing of the other backups; a store out of reach does.
    if (failure instanceof InputError && NOT_ALLOWED.has(codeOf(error) ?? ''))
      return unknown(inWords(failure), 'unknown', failure.remedy);
    throw failure;
  }
  try {
    manifest = parseManifest(bytes, MANIFEST_FILE);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const state = error instanceof NewerFormatError ? 'unknown' : 'incomplete';
    return { ...unknown(inWords(error), state, error.remedy), unreadable: error };
  }
  const problems = faultsIn(manifest, (name) => files.get(name)?.size);
  const state = problems.length === 0 ? 'whole' : 'incomplete';
  return { backup, state, problems, manifest, time: new Date(manifest.times.started) };
}

/**
 * Reads every file that the manifest names and compares its sha256.
 * @returns what is wrong; empty where the backup can be relied on.
 */
export async function checkBackup(
  description: Description,
  signal: AbortSignal,
  onFile: (name: string) => void,
): Promise<string[]> {
  const { backup, manifest, problems } = description;
  if (manifest === undefined) return [...problems];
  const found: string[] = [...problems];
  for (const [name, { size, sha256 }] of Object.entries(manifest.files)) {
    signal.throwIfAborted();
    if (backup.files.get(name)?.size !== size) continue;
    onFile(name);
    try {
      const hash = createHash('sha256');
      for await (const piece of await backup.open(name, signal)) hash.update(piece as Buffer);
      if (hash.digest('hex') !== sha256)
        found.push(`${name} is not as it was written: its sha256 is another`);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof MissingObjectError) found.push(`${name} is missing`);
      else if (error instanceof DamagedError) found.push(inWords(error));
      // Without an answer from the disk or the store nothing can be said of the backup.
      else throw readFailure(name, error);
    }
  }
  return found;
}

function inWords({ message, why }: ConciergeError): string {
  return why === undefined ? message : `${message}: ${why}`;
}

function newest(files: ReadonlyMap<string, FoundFile>): Date | undefined {
  const times = [...files.values()].map(({ modifiedAt }) => Date.parse(modifiedAt));
  return times.length === 0 ? undefined : new Date(times.reduce((a, b) => Math.max(a, b)));
}
