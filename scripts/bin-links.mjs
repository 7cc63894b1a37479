import { readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';

/**
 * Links the project's own programs into its node_modules/.bin, where npx looks first. npm does that for packages that
 * it installs, not for the project itself: without these links npx makes a copy of the project in its cache, and one
 * that was made before the first build stays without a program for good.
 *
 * Does nothing where there is no node_modules/.bin, and where the links are there already.
 * @param {string} root the project's folder
 * @param {Readonly<Record<string, string>>} bin as in package.json: the file of each program by its name
 */
export async function linkPrograms(root, bin) {
  const folder = join(root, 'node_modules', '.bin');
  if (!(await isFolder(folder))) return;
  for (const [name, file] of Object.entries(bin)) {
    const link = join(folder, name);
    const target = relative(folder, join(root, file));
    if ((await readlink(link).catch(() => undefined)) === target) continue;
    // Made under a name of its own and renamed: two builds may run at once.
    const fresh = join(folder, `.${name}-${process.pid}`);
    await rm(fresh, { force: true });
    await symlink(target, fresh);
    await rename(fresh, link);
  }
}

async function isFolder(path) {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
