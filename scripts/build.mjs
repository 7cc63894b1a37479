/**
 * Bundles the program into dist/: every dependency inside, so that an installed package needs nothing but Node.js.
 * Parts that only some commands use stay files of their own and are loaded when they are needed.
 */
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { linkPrograms } from './bin-links.mjs';
import { withoutImportsOfNode, withRequire } from './builtins.mjs';
import { HEAD } from './head.mjs';
import { licencesOf } from './licences.mjs';

const root = new URL('../', import.meta.url);
const { version, bin } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));

// Beside the last build until it is whole: that one may be running.
const fresh = new URL('node_modules/.cache/dist/', root);
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
const { metafile } = await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: { cli: 'src/cli.ts', 'image-entrypoint': 'src/image-entrypoint.ts' },
  outdir: fileURLToPath(fresh),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // The ES modules of packages that have both: only those can be taken apart into what is used and what is not.
  mainFields: ['module', 'main'],
  target: 'node22.13',
  minifySyntax: true,
  legalComments: 'none',
  chunkNames: 'parts/[name]-[hash]',
  define: { BUILT_VERSION: JSON.stringify(version) },
  metafile: true,
  logLevel: 'warning',
});

// cli.js stays as it is: it must load on older versions of Node.js too, to say that they are too old.
const parts = new URL('parts/', fresh);
for (const name of await readdir(parts)) {
  const part = new URL(name, parts);
  await writeFile(part, withRequire(withoutImportsOfNode(await readFile(part, 'utf8'))));
}

const cli = new URL('cli.js', fresh);
await writeFile(cli, `${HEAD}${await readFile(cli, 'utf8')}`);
await chmod(cli, 0o755);
await writeFile(new URL('third-party-licences.txt', fresh), await licencesOf(metafile, root));
await rm(new URL('dist/', root), { recursive: true, force: true });
await rename(fresh, new URL('dist/', root));
await linkPrograms(fileURLToPath(root), bin);
