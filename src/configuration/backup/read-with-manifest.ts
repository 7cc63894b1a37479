import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.ts';
import { counted } from '../../terminal/counted.ts';
import { parseVersion } from '../../zabbix/version.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { isObject, type JsonObject } from '../json.ts';
import { BACKED_UP } from '../kinds/all-kinds.ts';
import type { Backup, BackupReadOptions } from './backup.ts';
import { readFailure } from './file-failure.ts';
import { MANIFEST_FILE } from './format.ts';
import { type KindFile, objectsOfFiles } from './kind-objects.ts';
import { Edits, filesNotNamed, flatPaths, pathsInTree, pathsOf } from './kind-paths.ts';
import { type FileDigest, type Manifest, parseManifest } from './manifest.ts';
import { parseJson } from './parse-json.ts';
import { notRecorded } from './sections.ts';

/**
 * Reads a backup by this program, of either layout. Every file that the manifest names is checked, also those that are
 * not used.
 * @throws InputError where a file is missing, or is not as it was written unless that is accepted.
 */
export function readWithManifest(folder: string, options: BackupReadOptions): Backup {
  const manifestPath = join(folder, MANIFEST_FILE);
  const manifest = parseManifest(readBytes(manifestPath), manifestPath);
  const version = parseVersion(manifest.zabbix.version);
  const { layout = 'flat' } = manifest;
  const [notNamed] = filesNotNamed(manifest);
  if (notNamed !== undefined) throw damagedManifest(manifestPath, notNamed);
  const edits = new Edits(folder);
  const known = BACKED_UP.filter(({ name }) => Object.hasOwn(manifest.counts, name));
  const paths = layout === 'tree' ? pathsInTree(folder, manifest, options, edits) : flatPaths(manifest);
  const used = new Set(known.flatMap((kind) => pathsOf(kind, paths).flat()));
  for (const name of Object.keys(manifest.files)) if (!used.has(name) && paths.has(name)) read(name);

  const objects = new Map<string, ReadonlyMap<string, ConfigurationObject>>();
  for (const kind of known) {
    const [own, spanning, supplements] = pathsOf(kind, paths);
    objects.set(
      kind.name,
      objectsOfFiles(kind, version, {
        layout,
        objects: own.map((path) => parsed(read(path))),
        spanning: spanning.map((path) => parsed(read(path))),
        supplements: new Map(supplements.flatMap((path) => supplementsIn(read(path)))),
      }),
    );
  }
  const { version: zabbixVersion, exportVersion } = manifest.zabbix;
  return {
    folder,
    configuration: { zabbixVersion, exportVersion, objects },
    manifest,
    notRecorded: notRecorded(manifest.records),
    warnings: [...remarksOn(manifest, folder), ...edits.warnings()],
  };

  function read(name: string): CheckedFile {
    const path = join(folder, name);
    const digest = manifest.files[name];
    if (!digest) return { path, bytes: readBytes(path), edited: true };
    // Of a tree a person takes an object away by deleting its file.
    if (layout === 'tree' && name.includes('/') && !existsSync(path)) throw deleted(path);
    const file = { path, ...check(path, digest) };
    if (file.edited && !options.acceptEdited) throw notAsWritten(file, digest);
    if (file.edited) edits.changed.push(name);
    return file;
  }
}

interface CheckedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly edited: boolean;
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw readFailure(path, error);
  }
}

function check(path: string, { size, sha256 }: FileDigest): { bytes: Uint8Array; edited: boolean } {
  const bytes = readBytes(path);
  const edited = bytes.length !== size || createHash('sha256').update(bytes).digest('hex') !== sha256;
  return { bytes, edited };
}

function parsed({ bytes, ...file }: CheckedFile): KindFile {
  return { ...file, value: parseJson(bytes, file.path) };
}

function supplementsIn({ bytes, path }: CheckedFile): [key: string, supplement: JsonObject][] {
  const value = parseJson(bytes, path);
  const entries = isObject(value) ? Object.entries(value) : undefined;
  if (entries?.every((entry): entry is [string, JsonObject] => isObject(entry[1]))) return entries;
  throw new InputError(`${path} is not a file of a backup`, {
    why: 'it must be an object of settings by name',
    remedy: 'Restore the file from where the backup is kept.',
  });
}

function deleted(path: string): InputError {
  return new InputError(`${path} cannot be read`, {
    why: 'it is missing',
    remedy:
      'Restore the file from where the backup is kept. If it was deleted on purpose, say so with --accept-edited.',
  });
}

function notAsWritten({ path, bytes }: CheckedFile, { size }: FileDigest): InputError {
  const shorter = bytes.length < size ? ': it was cut short, or edited' : ': it was edited or damaged';
  return new InputError(`${path} is not as the backup wrote it`, {
    why: `its content does not have the sha256 that ${MANIFEST_FILE} names (${counted(bytes.length, 'byte')} instead of ${size})${shorter}`,
    remedy:
      'Restore the file from where the backup is kept. If it was edited on purpose, say so with --accept-edited.',
  });
}

function damagedManifest(path: string, name: string): InputError {
  return new InputError(`${path} is not the manifest of a whole backup`, {
    why: `it counts objects of ${name} and does not name that file`,
    remedy: 'Restore the file from where the backup is kept, or use another backup.',
  });
}

function* remarksOn(manifest: Manifest, folder: string): Generator<string> {
  const changed = manifest.changedWhileRead ?? [];
  if (changed.length > 0) {
    yield `${folder} was made while ${changed.join(', ')} were being changed: they may not be of one moment.`;
  }
  for (const name of Object.keys(manifest.counts)) {
    if (!BACKED_UP.some((kind) => kind.name === name)) {
      yield `${folder} holds ${name}, which this version of the program does not know: they are left out.`;
    }
  }
}
