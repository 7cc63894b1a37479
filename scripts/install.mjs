import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { BIN, ROOT, run } from './processes.mjs';

const STAMP = join(ROOT, 'node_modules', '.installed-for');

/** The oldest Node.js that runs TypeScript files as they are, without a flag. */
const RUNS_TYPESCRIPT = [22, 18];

/**
 * Makes sure that node_modules is what package-lock.json says. Nothing is done where it is.
 * @returns {Promise<boolean>} false where that failed; npm has said why
 */
export async function ensureInstalled() {
  const lock = await readFile(join(ROOT, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lock).digest('hex');
  if ((await readOrUndefined(STAMP))?.trim() === hash) return true;
  if (!(await matchesLock(JSON.parse(lock)))) {
    process.stderr.write('Installing the development dependencies (npm ci)\n');
    if ((await run('npm', ['ci', '--no-fund', '--no-audit'])) !== 0) {
      process.stderr.write(
        'error:   npm ci failed\nto do:   See what npm says above; it needs the npm registry.\n',
      );
      return false;
    }
  }
  await mkdir(join(ROOT, 'node_modules'), { recursive: true });
  await writeFile(STAMP, `${hash}\n`);
  return true;
}

/**
 * Whether somebody has already run `npm ci`: npm records what it has installed in node_modules/.package-lock.json, in
 * the form of package-lock.json. Packages for other systems are optional and may be missing.
 */
async function matchesLock(lock) {
  const text = await readOrUndefined(join(ROOT, 'node_modules', '.package-lock.json'));
  if (text === undefined) return false;
  const installed = JSON.parse(text).packages ?? {};
  return Object.entries(lock.packages).every(([path, wanted]) => {
    const found = installed[path];
    return path === '' || (found === undefined ? wanted.optional === true : found.version === wanted.version);
  });
}

/**
 * The Node.js that runs the sources: the one that comes with the dependencies, else this one where it is new enough.
 * @returns {string | undefined} its path; undefined where there is none, which has been said
 */
export function findNode() {
  const own = join(BIN, 'node');
  if (spawnSync(own, ['--version']).status === 0) return own;
  // Install scripts may be switched off, and with them the one that fetches Node.js.
  const rebuilt = spawnSync('npm', ['rebuild', 'node'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (rebuilt.status === 0 && spawnSync(own, ['--version']).status === 0) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > RUNS_TYPESCRIPT[0] || (major === RUNS_TYPESCRIPT[0] && minor >= RUNS_TYPESCRIPT[1])) {
    return process.execPath;
  }
  process.stderr.write(
    `error:   There is no Node.js ${RUNS_TYPESCRIPT.join('.')} or later\n` +
      `why:     this is ${process.versions.node}, and ${own} does not run\n` +
      'to do:   Run npm ci with install scripts allowed, or install a newer Node.js.\n',
  );
  return undefined;
}

async function readOrUndefined(path) {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
