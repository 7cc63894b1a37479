import { readdir, readFile } from 'node:fs/promises';

/**
 * The licences of every package of which something is in the bundle, as they ask to be passed on.
 * @param {{ inputs: Record<string, unknown> }} metafile what esbuild says it has read
 * @param {URL} root the project's folder
 */
export async function licencesOf(metafile, root) {
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap((path) => {
      const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(path);
      return found === null ? [] : [found[0]];
    }),
  );
  const texts = await Promise.all([...folders].sort().map((folder) => licenceOf(new URL(folder, root))));
  return texts.join(`\n${'-'.repeat(78)}\n\n`);
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : await readFile(new URL(file, folder), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
