import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConciergeError } from '../../src/errors.ts';
import { run } from '../command.ts';
import { withLock } from '../lock.ts';
import { installMissing, networkEnvironment, requireDebian, requireRoot } from '../tools.ts';
import type { DockerPaths } from './paths.ts';

/** What dockerd, its client and Compose v1 come from, by a file that the package brings. */
const PACKAGES: Readonly<Record<string, string>> = {
  'docker.io': '/usr/sbin/dockerd',
  'docker-compose': '/usr/bin/docker-compose',
  'busybox-static': '/bin/busybox',
  iproute2: '/usr/sbin/ip',
  tini: '/usr/bin/tini',
  openssl: '/usr/bin/openssl',
};

/** The Debian release whose package `docker-compose` holds Compose v2 (2.26.1), one file that runs on older ones too. */
const COMPOSE_V2_SUITE = 'trixie';
const COMPOSE_V2_FILE = 'usr/libexec/docker/cli-plugins/docker-compose';

/** The client that belongs to the lab's dockerd, whatever else is called `docker` on this machine. */
export const DOCKER = '/usr/bin/docker';

/** Installs what is missing of the packages and of Compose v2. Two processes do it one after the other. */
export async function installDocker(paths: DockerPaths, onProgress: (line: string) => void): Promise<void> {
  requireRoot();
  if (isInstalled(paths)) return;
  requireDebian();
  await withLock(join(paths.base, 'install.lock'), async () => {
    await installPackages(onProgress);
    await installComposeV2(paths, onProgress);
    await linkPrograms(paths);
  });
}

export function isInstalled(paths: DockerPaths): boolean {
  const files = [
    ...Object.values(PACKAGES),
    composeV2(paths),
    join(paths.compose, 'v1', 'bin', 'docker-compose'),
  ];
  return files.every((file) => existsSync(file));
}

/**
 * The variables with which a program finds one Compose and no other, whatever is installed on the machine: v2 as
 * `docker compose`, v1 as `docker-compose`.
 */
export function composeEnvironment(paths: DockerPaths, version: 'v1' | 'v2'): Record<string, string> {
  const folder = join(paths.compose, version);
  return { PATH: join(folder, 'bin'), HOME: folder, DOCKER_CONFIG: join(folder, 'config') };
}

function composeV2(paths: DockerPaths): string {
  return join(paths.compose, 'v2', 'config', 'cli-plugins', 'docker-compose');
}

async function installPackages(onProgress: (line: string) => void): Promise<void> {
  const missing = async (): Promise<string[]> =>
    Object.entries(PACKAGES)
      .filter(([, file]) => !existsSync(file))
      .map(([name]) => name);
  if ((await missing()).length === 0) return;
  await installMissing(missing, onProgress);
  const absent = Object.entries(PACKAGES).find(([, file]) => !existsSync(file));
  if (absent === undefined) return;
  throw new ConciergeError(`The package ${absent[0]} was installed, and ${absent[1]} is not there.`, {
    remedy: 'Is this Debian 12? The lab is made for it.',
  });
}

/** Unpacks the newer release's package beside the system: apt gets it with lists of its own. */
async function installComposeV2(paths: DockerPaths, onProgress: (line: string) => void): Promise<void> {
  if (existsSync(composeV2(paths))) return;
  onProgress('unpacking Compose v2');
  const work = join(paths.base, 'compose-v2.tmp');
  await rm(work, { recursive: true, force: true });
  for (const folder of ['lists/partial', 'cache/archives/partial', 'download', 'unpacked'])
    await mkdir(join(work, folder), { recursive: true });
  const sources = join(work, 'sources.list');
  await writeFile(sources, `deb [signed-by=${await keyring()}] ${await mirror()} ${COMPOSE_V2_SUITE} main\n`);
  const options = Object.entries({
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(work, 'lists'),
    'Dir::Cache': join(work, 'cache'),
    'APT::Sandbox::User': 'root',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const network = { timeoutSeconds: 900, env: networkEnvironment() };
  await run(['apt-get', ...options, 'update'], network);
  await run(
    [
      'sh',
      '-c',
      'cd "$0" && exec "$@"',
      join(work, 'download'),
      'apt-get',
      ...options,
      'download',
      'docker-compose',
    ],
    network,
  );
  const [archive = ''] = await readdir(join(work, 'download'));
  await run(['dpkg', '-x', join(work, 'download', archive), join(work, 'unpacked')]);
  const file = composeV2(paths);
  await mkdir(join(file, '..'), { recursive: true });
  await copyFile(join(work, 'unpacked', COMPOSE_V2_FILE), `${file}.tmp`);
  await chmod(`${file}.tmp`, 0o755);
  await rename(`${file}.tmp`, file);
  await rm(work, { recursive: true, force: true });
}

/** Where this machine's own apt gets Debian from. */
async function mirror(): Promise<string> {
  const list = ['apt-get', 'indextargets', '--format', '$(REPO_URI) $(CODENAME)'];
  const { stdout } = await run([...list, 'Origin: Debian', 'Created-By: Packages', 'Component: main']);
  const uri = mainArchive(stdout);
  if (uri !== undefined) return uri;
  throw new ConciergeError('apt does not say where this machine gets Debian from.', {
    why: stdout.trim() || '`apt-get indextargets` lists nothing of the origin Debian.',
    remedy: 'See that /etc/apt/sources.list names a Debian mirror, and run apt-get update.',
  });
}

/** The first archive that is a whole Debian: those of security and backports have a dash in their codenames. */
export function mainArchive(indexTargets: string): string | undefined {
  const rows = indexTargets.split('\n').map((line) => line.trim().split(' '));
  return rows.find(
    ([uri, codename]) => uri !== undefined && codename !== undefined && !codename.includes('-'),
  )?.[0];
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

async function keyring(): Promise<string> {
  if (existsSync(KEYRING)) return KEYRING;
  throw new ConciergeError(`${KEYRING} is not there, so packages cannot be verified.`, {
    remedy: 'Install the package debian-archive-keyring.',
  });
}

/** v1 must find no `docker`, or it would not be the only Compose. */
async function linkPrograms(paths: DockerPaths): Promise<void> {
  const links = { 'v1/bin/docker-compose': '/usr/bin/docker-compose', 'v2/bin/docker': DOCKER };
  for (const [name, target] of Object.entries(links)) {
    const link = join(paths.compose, name);
    await mkdir(join(link, '..'), { recursive: true });
    await mkdir(join(link, '..', '..', 'config'), { recursive: true });
    await rm(link, { force: true });
    await symlink(target, link);
  }
}
