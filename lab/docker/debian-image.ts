import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../command.ts';
import type { DockerLab } from '../docker.ts';
import { withLock } from '../lock.ts';
import { ensureProgram, networkEnvironment, requireDebian, requireRoot } from '../tools.ts';
import { labCache } from '../versions.ts';

/** An image such as `node:24-trixie-slim`, made without a registry. */
export const DEBIAN_NODE_IMAGE = 'concierge-lab/debian-node';

const SUITE = 'trixie';
const NODE = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));

/**
 * Makes the image where the Engine does not have it: Debian from its packages, Node.js from the package `node`, npm as
 * this machine has it, with this machine's own ways to Debian's packages and to those of npm.
 */
export async function buildDebianNodeImage(
  docker: DockerLab,
  onProgress: (line: string) => void,
): Promise<void> {
  const { stdout } = await docker.docker(['image', 'ls', '--quiet', DEBIAN_NODE_IMAGE]);
  if (stdout.trim() !== '') return;
  const base = join(labCache(), 'image');
  await mkdir(base, { recursive: true });
  await withLock(join(base, 'lab.lock'), async () => {
    const root = await debianRoot(base, onProgress);
    onProgress(`making the image ${DEBIAN_NODE_IMAGE}`);
    const archive = join(base, 'root.tar');
    await run(
      ['tar', '--create', '--file', archive, '--directory', root, '--exclude=./var/cache/apt/*.bin', '.'],
      {
        timeoutSeconds: 600,
      },
    );
    await docker.docker(
      ['import', '--change', 'ENV PATH=/usr/local/bin:/usr/bin:/bin', archive, DEBIAN_NODE_IMAGE],
      {
        timeoutSeconds: 600,
      },
    );
    await rm(archive);
  });
}

async function debianRoot(base: string, onProgress: (line: string) => void): Promise<string> {
  const root = join(base, 'root');
  if (existsSync(root)) return root;
  requireRoot();
  requireDebian();
  await ensureProgram('debootstrap', 'debootstrap', onProgress);
  onProgress(`installing Debian ${SUITE} (about 30 s)`);
  const unfinished = `${root}.tmp`;
  await rm(unfinished, { recursive: true, force: true });
  const debootstrap = ['debootstrap', '--variant=minbase', '--include=ca-certificates', SUITE, unfinished];
  // What it mounts ends with it.
  await run(['unshare', '--mount', '--fork', '--kill-child', ...debootstrap], {
    timeoutSeconds: 1800,
    env: networkEnvironment(),
  });
  await run(['chroot', unfinished, 'apt-get', 'clean']);
  await copyNode(unfinished);
  await copyWaysOut(unfinished);
  await rename(unfinished, root);
  return root;
}

/** Its npm is a folder of scripts that runs with any Node.js. */
async function copyNode(root: string): Promise<void> {
  const { stdout } = await run(['which', 'npm'], { env: { PATH: process.env.PATH ?? '' } });
  const installed = dirname(dirname(await realpath(stdout.trim())));
  await cp(NODE, join(root, 'usr/local/bin/node'), { dereference: true });
  const npm = join(root, 'usr/local/lib/node_modules/npm');
  await cp(installed, npm, { recursive: true, dereference: true });
  await run(['ln', '-sf', '../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm')]);
}

/** Configuration of apt, certificates and the settings of npm, where this machine needs them to reach packages. */
async function copyWaysOut(root: string): Promise<void> {
  const certificates = 'etc/ssl/certs/ca-certificates.crt';
  await cp(join('/', certificates), join(root, certificates));
  const apt = '/etc/apt/apt.conf.d';
  for (const name of (await readdir(apt)).filter((each) => each.startsWith('99'))) {
    await cp(join(apt, name), join(root, apt, name));
  }
  await mkdir(join(root, 'root'), { recursive: true });
  await writeFile(join(root, 'root/.npmrc'), `cafile=/${certificates}\n`);
  await mkdir(dirname(join(root, 'etc/resolv.conf')), { recursive: true });
}
