import { isObjectName } from './store.ts';

/** Names from a store, of which anybody who may write to it made some. */
export interface SafeNames {
  readonly safe: readonly string[];
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

/** `C:`, and streams of a file: `name:stream`. */
const DRIVE = /^[a-z]:|:/iu;

/** Names that Windows keeps for devices, whatever stands behind the dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

/**
 * Takes out names that would become a file outside the folder, over another one, or one that other programs act upon (a
 * `.git` with hooks). Each kept name is a file of its own on file systems that do not tell upper from lower case too.
 * @param names relative to the folder; of two that collide the first stays
 */
export function safeNames(names: Iterable<string>): SafeNames {
  const safe: string[] = [];
  const refused: { name: string; why: string }[] = [];
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const name of names) {
    const why = whyUnsafe(name) ?? collision(name, files, folders);
    if (why !== undefined) {
      refused.push({ name, why });
      continue;
    }
    safe.push(name);
    files.add(folded(name));
    for (const folder of foldersOf(name)) folders.add(folder);
  }
  return { safe, refused };
}

function whyUnsafe(name: string): string | undefined {
  if (!isObjectName(name)) return 'it is no relative path';
  const parts = name.split('/');
  if (parts.some((part) => part.startsWith('.'))) return 'a part of it begins with a dot';
  if (parts.some((part) => DRIVE.test(part) || DEVICE.test(part) || /[. ]$/u.test(part))) {
    return 'not every system takes it for a plain name';
  }
  if (parts.some((part) => Buffer.byteLength(part) > 255) || Buffer.byteLength(name) > 1024)
    return 'it is too long';
  return undefined;
}

function collision(
  name: string,
  files: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): string | undefined {
  const key = folded(name);
  if (files.has(key)) return 'another name differs from it in upper and lower case only';
  if (folders.has(key)) return 'it is a file and a folder';
  return foldersOf(name).some((folder) => files.has(folder)) ? 'it is in a folder that is a file' : undefined;
}

function foldersOf(name: string): string[] {
  const parts = folded(name).split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
