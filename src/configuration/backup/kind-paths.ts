import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../terminal/counted.ts';
import type { Kind } from '../kind.ts';
import { BACKED_UP } from '../kinds/all-kinds.ts';
import type { BackupReadOptions } from './backup.ts';
import {
  isBackupFolder,
  isBackupPath,
  kindFile,
  kindFolder,
  SPANNING_LISTS,
  spanningFolder,
  supplementFile,
  supplementFolder,
} from './format.ts';
import type { Manifest } from './manifest.ts';

/** More of a kind say nothing new. */
const MOST_NAMED = 10;

/** What a person did to files of a backup, where that is accepted. Paths in its folder. */
export class Edits {
  readonly changed: string[] = [];
  readonly added: string[] = [];
  readonly missing: string[] = [];
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  warnings(): string[] {
    return [
      ...this.named(this.changed, 'was changed after the backup was made; it is read as it is now.'),
      ...this.named(this.added, 'was added after the backup was made; it is read too.'),
      ...this.named(this.missing, 'was deleted after the backup was made; the backup is read without it.'),
    ];
  }

  private named(paths: readonly string[], what: string): string[] {
    const more = paths.length - MOST_NAMED;
    return [
      ...paths.slice(0, MOST_NAMED).map((path) => `${join(this.folder, path)} ${what}`),
      ...(more > 0 ? [`The same holds of ${counted(more, 'more file')}.`] : []),
    ];
  }
}

/** The paths of files by the folder in which they are: '' for the backup's own. */
export interface Paths {
  readonly byFolder: ReadonlyMap<string, readonly string[]>;
  has(path: string): boolean;
}

/** The files of a backup with a file per kind: those that its manifest names. */
export function flatPaths(manifest: Manifest): Paths {
  return pathsFrom(Object.keys(manifest.files));
}

/**
 * The files of objects that a backup with a file per kind lacks in its manifest though it counts objects of them: it was
 * cut or edited, and cannot be read. In a tree a kind without objects has no file.
 */
export function filesNotNamed(manifest: Manifest): string[] {
  if (manifest.layout === 'tree') return [];
  const paths = flatPaths(manifest);
  return BACKED_UP.filter(
    (kind) => Object.hasOwn(manifest.counts, kind.name) && pathsOf(kind, paths)[0].length === 0,
  ).map(({ name }) => kindFile(name));
}

/**
 * The files of a tree: those of the manifest. Where edits are accepted, those that are there now: an object is added and
 * taken away with its file.
 */
export function pathsInTree(
  folder: string,
  manifest: Manifest,
  { acceptEdited }: BackupReadOptions,
  edits: Edits,
): Paths {
  const named = Object.keys(manifest.files);
  if (!acceptEdited) return pathsFrom(named);
  const there = new Set(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isBackupFolder(entry.name))
      .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`)),
  );
  edits.added.push(
    ...[...there].filter((path) => isBackupPath(path) && !Object.hasOwn(manifest.files, path)).sort(),
  );
  edits.missing.push(...named.filter((path) => path.includes('/') && !there.has(path)));
  const missing = new Set(edits.missing);
  return pathsFrom([...named.filter((path) => !missing.has(path)), ...edits.added]);
}

function pathsFrom(paths: readonly string[]): Paths {
  const byFolder = new Map<string, string[]>();
  for (const path of paths) {
    const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
    const list = byFolder.get(folder);
    if (list) list.push(path);
    else byFolder.set(folder, [path]);
  }
  const all = new Set(paths);
  return { byFolder, has: (path) => all.has(path) };
}

/** The paths of a kind: of its objects, of what spans several of them, and of their supplements. */
export function pathsOf({ name }: Kind, { byFolder, has }: Paths): [string[], string[], string[]] {
  const inFolder = (folder: string): readonly string[] => byFolder.get(folder) ?? [];
  return [
    [kindFile(name), ...inFolder(kindFolder(name))].filter(has),
    SPANNING_LISTS.flatMap((list) => inFolder(spanningFolder(name, list))),
    [supplementFile(name), ...inFolder(supplementFolder(name))].filter(has),
  ];
}
