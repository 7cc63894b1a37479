import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../../errors.ts';
import { codeOf } from './file-failure.ts';

/** Where a folder is or will be, links followed: what is written beside it must be on the same disk. */
export interface Place {
  readonly folder: string;
  readonly parent: string;
  readonly name: string;
}

/** @throws InputError where the path can be that of no folder with a parent. */
export function placeOf(dir: string): Place {
  if (dir === '' || dir.includes('\0')) {
    throw new InputError('The folder of the backup has no usable name', {
      why: dir === '' ? 'it is empty' : 'it holds a NUL character',
      remedy: 'Name a folder with --config-dir or ZBX_CONFIG_DIR.',
    });
  }
  const folder = follow(resolve(dir), 0);
  const parent = dirname(folder);
  if (parent === folder) {
    throw new InputError(`${dir} cannot be the folder of a backup`, {
      why: 'it is the root of the file system, and a backup takes the place of its folder as a whole',
      remedy: 'Name a folder inside it with --config-dir or ZBX_CONFIG_DIR.',
    });
  }
  return { folder, parent, name: basename(folder) };
}

/** As realpath, for a path of which the last parts need not exist, behind links too. */
function follow(path: string, links: number): string {
  const real = attempt(() => realpathSync(path));
  if (real !== undefined) return real;
  const link = attempt(() => readlinkSync(path));
  if (link !== undefined && links < 40) return follow(resolve(dirname(path), link), links + 1);
  const parent = dirname(path);
  return parent === path ? path : join(follow(parent, links), basename(path));
}

function attempt(look: () => string): string | undefined {
  try {
    return look();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}
