import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ConciergeError, InputError, RefusedError } from '../errors.ts';
import { counted } from '../terminal/counted.ts';
import type { Progress } from '../terminal/progress.ts';
import type { BackupFormat } from './backup-format.ts';
import { wholeOf } from './content.ts';
import { forEachAtOnce } from './limit.ts';
import { type HashedFile, hashed, localFiles, readFrom } from './local-files.ts';
import { MissingObjectError, type ObjectToStore, type Store, type StoredObject } from './store.ts';

/** Reading and hashing is work for a processor: more at once than there are cores gains nothing. */
const HASHED_AT_ONCE = 2;

/** So much of what was read for the checksums is kept in memory, to be sent without being read again. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** Small files are read without a pause for no longer than this. */
const TURN_MS = 20;

/** More than these say nothing new: the store or the network is at fault, not the files. */
const MOST_FAILURES = 20;

export interface UploadOptions {
  /** The folder of the backup. */
  readonly dir: string;
  /** The backup's name in the store. Default: that of the folder. */
  readonly name?: string;
  readonly format: BackupFormat;
  /** Objects that are there already and unchanged are sent all the same. */
  readonly force?: boolean;
  /** Files at once; the store may have a limit of its own. */
  readonly atOnce: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What came of an upload. It is whole in the store where nothing failed. */
export interface UploadReport {
  readonly location: string;
  readonly name: string;
  readonly sent: number;
  readonly unchanged: number;
  /** Bytes that were sent. */
  readonly bytes: number;
  /** Objects of an earlier backup in the same place that this one has not. */
  readonly removed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly why: string }[];
  /** Files that were not tried any more after too many had failed. */
  readonly notTried: number;
  /** What a person should know of files that did not go up. */
  readonly warnings: readonly string[];
}

/**
 * Brings a whole backup into a store, as `NAME/RELATIVE PATH`. The manifest goes last; one of an earlier backup in the
 * same place is taken away before anything else changes there, so that at any moment what is in the store is whole, or
 * has no manifest. A later call sends only what is missing.
 * @throws RefusedError where the folder holds no whole backup; InputError where the store cannot be used as it is set
 * up; the signal's reason. What fails for single files is in the report
 */
export async function upload(store: Store, options: UploadOptions): Promise<UploadReport> {
  const { format, progress, signal, atOnce } = options;
  const name = options.name ?? basename(options.dir);
  const prefix = `${name}/`;
  const { files, manifest, warnings } = await wholeBackup(options);
  const there = await listed(store, prefix, signal);
  const { send, unchanged } = await sortOut(store, files, there, options);
  const obsolete = obsoleteIn(there, files, format, prefix);
  const { unchanged: sameManifest } = await sortOut(store, [manifest], there, options);

  const isWhole = there.has(manifest.name);
  const changes = send.length + obsolete.length > 0;
  if (changes && isWhole) {
    await store.remove(`${prefix}${manifest.name}`, signal);
    await store.settle?.(signal);
  }

  const report = { location: store.location, name, removed: obsolete, warnings };
  const sending = await sendAll(store, send, prefix, { progress, signal, atOnce });
  const { failed, notTried } = sending;
  if (failed.length > 0) return { ...report, removed: [], ...sending, unchanged: unchanged.length };

  for (const gone of obsolete) await store.remove(`${prefix}${gone}`, signal);
  if (!changes && sameManifest.length > 0) {
    return { ...report, ...sending, unchanged: unchanged.length + 1 };
  }
  // The manifest says that all of it is there: so it has to be, whatever happens next.
  await store.settle?.(signal);
  const last = await sendAll(store, [manifest], prefix, { progress: undefined, signal, atOnce });
  if (last.failed.length === 0) await confirm(store, [...files, manifest], manifest.name, prefix, signal);
  await store.settle?.(signal);
  return {
    ...report,
    sent: sending.sent + last.sent,
    bytes: sending.bytes + last.bytes,
    failed: last.failed,
    notTried,
    unchanged: unchanged.length,
  };
}

/** All files of the folder, hashed, where they are what the manifest says. */
async function wholeBackup({ dir, format, progress, signal }: UploadOptions) {
  const found = await readFolder(dir);
  if (!found.files.some(({ name }) => name === format.manifestName)) {
    throw new RefusedError(`There is no whole backup in ${dir}`, {
      why: `it holds no ${format.manifestName}`,
      remedy: 'Make one with backup_config, or name its folder with --config-dir or ZBX_CONFIG_DIR.',
    });
  }
  const bytes = found.files.reduce((sum, { size }) => sum + size, 0);
  progress.start('checksums', found.files.length);
  const files: HashedFile[] = [];
  let kept = 0;
  let turn = performance.now();
  await forEachAtOnce(found.files, HASHED_AT_ONCE, async (file) => {
    // Signals and the progress line have their turn in between.
    if (performance.now() - turn > TURN_MS) {
      await setImmediate(undefined, { signal });
      turn = performance.now();
    }
    const keep = kept + file.size <= KEPT_BYTES;
    const read = await hashed(file, keep, signal).catch((error) =>
      Promise.reject(unreadable(file.path, error)),
    );
    kept += read.content?.length ?? 0;
    files.push(read);
    progress.advance('checksums');
  });
  progress.done('checksums', `${counted(found.files.length, 'file')}, ${megabytes(bytes)}`);
  const byName = new Map(files.map((file) => [file.name, file]));
  const manifest = byName.get(format.manifestName) as HashedFile;
  const content = manifest.content ?? (await wholeOf(readFrom(manifest, { signal })));
  const named = format.parse(content, manifest.path);
  const wrong = [...named].flatMap(([name, digest]) => {
    const file = byName.get(name);
    if (file === undefined) return [`${name} is missing`];
    if (file.size === digest.size && file.sha256 === digest.sha256) return [];
    return [`${name} is not as the backup wrote it`];
  });
  if (wrong.length > 0) {
    throw new RefusedError(`The backup in ${dir} is not whole`, {
      why: shortened(wrong),
      remedy: 'Make a new one with backup_config.',
    });
  }
  const warnings = found.passedOver.map(({ name, why }) => `${name} does not go up: ${why}.`);
  if (found.hidden.length > 0) {
    warnings.push(
      `Names that begin with a dot do not go up: ${shortened(found.hidden).replaceAll('\n', ', ')}.`,
    );
  }
  byName.delete(format.manifestName);
  return { files: [...byName.values()], manifest, warnings };
}

async function readFolder(dir: string) {
  try {
    return await localFiles(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unreadable(dir, error);
    throw new InputError(`There is no backup in ${dir}`, {
      why: code === 'ENOENT' ? 'there is no such folder' : 'it is a file, not a folder',
      remedy:
        'Name the folder of a backup with --config-dir or ZBX_CONFIG_DIR, or make one with backup_config.',
    });
  }
}

function unreadable(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || !/^E[A-Z0-9]+$/u.test(code)) return error;
  return new InputError(`${path} cannot be read`, {
    why: message,
    remedy: 'Put that right, and run it again.',
    cause: error,
  });
}

/** What is in the store already below the prefix, by its name without it. */
async function listed(store: Store, prefix: string, signal: AbortSignal): Promise<Map<string, StoredObject>> {
  const there = new Map<string, StoredObject>();
  for await (const object of store.list(prefix, signal)) there.set(object.name.slice(prefix.length), object);
  return there;
}

async function sortOut(
  store: Store,
  files: readonly HashedFile[],
  there: ReadonlyMap<string, StoredObject>,
  options: UploadOptions,
): Promise<{ send: HashedFile[]; unchanged: HashedFile[] }> {
  const send: HashedFile[] = [];
  const unchanged: HashedFile[] = [];
  await forEachAtOnce(files, options.atOnce, async (file) => {
    const object = there.get(file.name);
    const isSame =
      options.force !== true && object !== undefined && (await holds(store, file, object, options.signal));
    (isSame ? unchanged : send).push(file);
  });
  // Large ones first: a small one fills the gap that the last large one leaves.
  send.sort((a, b) => b.size - a.size);
  return { send, unchanged };
}

/** Where the list does not say it, or says another checksum than the content's own (KMS), the object is looked at. */
async function holds(
  store: Store,
  file: HashedFile,
  object: StoredObject,
  signal: AbortSignal,
): Promise<boolean> {
  if (object.size !== file.size) return false;
  const md5 = await file.md5();
  if (object.md5 === md5) return true;
  try {
    const described = await store.describe(object.name, signal);
    return described.md5 === md5 && described.size === file.size;
  } catch (error) {
    if (error instanceof MissingObjectError) return false;
    throw error;
  }
}

/** Files of an earlier backup that this one has not. What a person keeps there stays. */
function obsoleteIn(
  there: ReadonlyMap<string, StoredObject>,
  files: readonly HashedFile[],
  format: BackupFormat,
  prefix: string,
): string[] {
  const kept = new Set([...files.map(({ name }) => name), format.manifestName]);
  return [...there.values()]
    .map(({ name }) => name.slice(prefix.length))
    .filter((name) => format.isBackupFile(name) && !kept.has(name))
    .sort();
}

interface Sending {
  readonly sent: number;
  readonly bytes: number;
  readonly failed: { name: string; why: string }[];
  readonly notTried: number;
}

async function sendAll(
  store: Store,
  files: readonly HashedFile[],
  prefix: string,
  { progress, signal, atOnce }: { progress: Progress | undefined; signal: AbortSignal; atOnce: number },
): Promise<Sending> {
  let sent = 0;
  let bytes = 0;
  let notTried = 0;
  const failed: { name: string; why: string }[] = [];
  const shown = files.length > 0 ? progress : undefined;
  shown?.start('upload', files.length);
  await forEachAtOnce(files, atOnce, async (file) => {
    const { name, size } = file;
    if (failed.length >= MOST_FAILURES) {
      notTried += 1;
      return;
    }
    try {
      await store.put(objectOf(file, `${prefix}${name}`), signal);
      sent += 1;
      bytes += size;
      shown?.advance('upload');
    } catch (error) {
      signal.throwIfAborted();
      // Settings, rights, a bucket that is not there: every other file would fail in the same way.
      if (error instanceof InputError || (error instanceof ConciergeError && error.exitCode === 2))
        throw error;
      failed.push({ name, why: whyOf(error) });
    }
  });
  shown?.done('upload', `${counted(sent, 'file')}, ${megabytes(bytes)}`);
  failed.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { sent, bytes, failed, notTried };
}

function objectOf({ path, size, sha256, md5, content }: HashedFile, name: string): ObjectToStore {
  const open = (pieces?: number) => readFrom({ path, size }, { pieces });
  return { name, size, sha256, md5, open, ...(content !== undefined && { whole: () => content }) };
}

function whyOf(error: unknown): string {
  if (error instanceof ConciergeError) return error.why ?? error.message;
  if (error instanceof MissingObjectError) return error.message;
  if ((error as NodeJS.ErrnoException | undefined)?.code === undefined) throw error;
  return (error as Error).message;
}

/** Two that upload to one place at once could leave a manifest beside files of the other: then it has to go. */
async function confirm(
  store: Store,
  files: readonly HashedFile[],
  manifestName: string,
  prefix: string,
  signal: AbortSignal,
): Promise<void> {
  const there = await listed(store, prefix, signal);
  const wrong: HashedFile[] = [];
  for (const file of files) {
    const object = there.get(file.name);
    // A store that lists no checksum has compared it when the object was put.
    const isSame =
      object?.md5 === undefined ? object?.size === file.size : await holds(store, file, object, signal);
    if (!isSame) wrong.push(file);
  }
  if (wrong.length === 0) return;
  await store.remove(`${prefix}${manifestName}`, signal);
  throw new ConciergeError(`The backup in ${store.location}/${prefix.slice(0, -1)} is not whole`, {
    why: `something else changed it meanwhile:\n${shortened(wrong.map(({ name }) => name))}`,
    remedy: 'Run upload again. Two uploads to the same place at once cannot both succeed.',
  });
}

/** The first of them, a line each, and how many more there are. */
export function shortened(lines: readonly string[], most = 10): string {
  const more = lines.length > most ? [`and ${lines.length - most} more`] : [];
  return [...lines.slice(0, most), ...more].join('\n');
}

/** 10⁶ bytes: `0.3 MB`, `2147 MB`. */
export function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} MB`;
}
