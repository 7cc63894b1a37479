import { statSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../terminal/counted.ts';
import { MANIFEST_FILE } from './format.ts';
import { filesNotNamed } from './kind-paths.ts';
import type { Manifest } from './manifest.ts';
import { manifestIn } from './recognise.ts';

/**
 * What keeps a backup from being whole, judged by its manifest and the sizes of its files; their contents are not read.
 * @param sizeOf the size of a file in bytes, undefined where it is not there.
 */
export function faultsIn(manifest: Manifest, sizeOf: (name: string) => number | undefined): string[] {
  const notNamed = filesNotNamed(manifest).map(
    (name) => `${MANIFEST_FILE} counts objects of ${name} and does not name that file`,
  );
  const faults = Object.entries(manifest.files).flatMap(([name, { size }]) => {
    const found = sizeOf(name);
    if (found === undefined) return [`${name} is missing`];
    return found === size ? [] : [`${name} has ${counted(found, 'byte')} instead of ${size}`];
  });
  return [...notNamed, ...faults];
}

/**
 * In words, why a backup with all its files still holds less than everything that it could: 'partial' (who read the server
 * did not see everything), 'selected (--only hosts)'.
 * @returns undefined where it holds everything.
 */
export function lessThanEverything({ partial, selection }: Manifest): string | undefined {
  const words = [
    ...(selection?.only ?? []).map((pattern) => `--only ${pattern}`),
    ...(selection?.skip ?? []).map((pattern) => `--skip ${pattern}`),
  ];
  const selected = selection && `selected (${words.sort().join(' ')})`;
  return [...(partial ? ['partial'] : []), ...(selected ? [selected] : [])].join(', ') || undefined;
}

/** As `faultsIn`, for a folder. */
export function faultsOf(folder: string): string[] {
  const manifest = manifestIn(folder);
  if (manifest === undefined) return [`${MANIFEST_FILE} is missing or damaged`];
  return faultsIn(manifest, (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size);
}
