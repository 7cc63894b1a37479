import { existsSync } from 'node:fs';
import { chmod, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConciergeError } from '../src/errors.ts';
import { CommandError, run } from './command.ts';
import { withLock } from './lock.ts';
import { ensureProgram, networkEnvironment, requireDebian, requireRoot } from './tools.ts';
import { DEBIAN_SUITES, type LabVersion, labPaths } from './versions.ts';

/** What is installed in each. bullseye has no package of the sender alone. */
function packages(version: LabVersion): string[] {
  const sender = version === '5.0' ? 'zabbix-agent' : 'zabbix-sender';
  return ['zabbix-server-pgsql', 'zabbix-frontend-php', 'php-pgsql', 'php-cli', 'postgresql', sender];
}

/** The mirror answers, and no longer has the Debian release that a Zabbix version comes from. */
export class SuiteGoneError extends ConciergeError {}

/** Whether a version's Debian system stands ready in the cache. */
export function isInstalled(version: LabVersion): boolean {
  return existsSync(labPaths(version).root);
}

/**
 * Makes the Debian system of a version where the cache does not hold it: debootstrap, then Zabbix's packages. It is
 * built beside and renamed when whole; a second process that wants the same waits for the first.
 *
 * @throws SuiteGoneError, ConciergeError (not root, not Debian, no network).
 */
export async function installRoot(version: LabVersion, onProgress: (line: string) => void): Promise<void> {
  requireRoot();
  if (isInstalled(version)) return;
  requireDebian();
  const { base, root } = labPaths(version);
  await withLock(join(base, 'install.lock'), async () => {
    if (isInstalled(version)) return;
    await ensureProgram('debootstrap', 'debootstrap', onProgress);
    const unfinished = `${root}.tmp`;
    await removeUnfinished(version, unfinished);
    try {
      await debootstrap(version, unfinished, onProgress);
      await installPackages(version, unfinished, onProgress);
    } catch (error) {
      throw error instanceof CommandError ? installFailure(version, error) : error;
    }
    await rename(unfinished, root);
  });
}

/**
 * Tells whether a version cannot be had because the mirror dropped its Debian release: installs it where it is
 * missing, since nothing less shows it for certain.
 *
 * @returns the reason, or undefined where the version is installed.
 * @throws ConciergeError on every other failure.
 */
export async function suiteGone(version: LabVersion): Promise<string | undefined> {
  try {
    await installRoot(version, () => {});
    return undefined;
  } catch (error) {
    if (error instanceof SuiteGoneError) return error.message;
    throw error;
  }
}

function installFailure(version: LabVersion, cause: CommandError): ConciergeError {
  return new ConciergeError(
    `Debian ${DEBIAN_SUITES[version]} with Zabbix ${version} could not be installed.`,
    {
      why: `${cause.message}\n${cause.why}`,
      remedy:
        'Check that this machine reaches its Debian mirror (http_proxy is heeded) and has 2 GB of room; in a container, ' +
        'that it was started with --privileged. Then run it again: it starts afresh.',
      cause,
    },
  );
}

async function debootstrap(
  version: LabVersion,
  root: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const suite = DEBIAN_SUITES[version];
  onProgress(`installing Debian ${suite} (about 30 s)`);
  try {
    await run(
      worker(version, ['debootstrap', '--variant=minbase', '--include=ca-certificates', suite, root]),
      {
        timeoutSeconds: 1800,
        env: networkEnvironment(),
      },
    );
  } catch (error) {
    const reason = error instanceof CommandError ? await whySuiteIsGone(suite, error) : undefined;
    if (reason === undefined) throw error;
    throw new SuiteGoneError(`Zabbix ${version} cannot be installed: ${reason}`, { cause: error });
  }
}

/**
 * debootstrap names the file that it could not get, not why: the mirror is asked once more for that very file, with
 * the same client (and so the same proxy).
 */
async function whySuiteIsGone(suite: string, failure: CommandError): Promise<string | undefined> {
  const url = missingReleaseFile(failure.stdout + failure.stderr);
  if (url === undefined) return undefined;
  const answer = await run(['wget', '-S', '--spider', '--tries=1', '--timeout=30', url], {
    env: networkEnvironment(),
  }).catch((error: unknown) => error);
  if (!(answer instanceof CommandError) || !isNotFound(answer.stderr)) return undefined;
  return `the mirror no longer has the Debian release "${suite}" (${url} is not there).`;
}

/** @returns the address in debootstrap's own message, where it failed for want of a Release file. */
export function missingReleaseFile(output: string): string | undefined {
  return /Failed getting release file (https?:\/\/\S+)/.exec(output)?.[1];
}

/** Judges the status lines that `wget --server-response` prints: the last one counts. */
export function isNotFound(wgetOutput: string): boolean {
  const statuses = [...wgetOutput.matchAll(/^\s*HTTP\/[\d.]+ (\d{3})/gm)].map((match) => match[1]);
  return ['404', '410'].includes(statuses.at(-1) ?? '');
}

async function installPackages(
  version: LabVersion,
  root: string,
  onProgress: (line: string) => void,
): Promise<void> {
  onProgress(`installing Zabbix ${version} (about 30 s)`);
  // invoke-rc.d asks this program before it starts a service: 101 is "no" (its manual page).
  const policy = join(root, 'usr/sbin/policy-rc.d');
  await writeFile(policy, '#!/bin/sh\nexit 101\n');
  await chmod(policy, 0o755);
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages(version)];
  await run(
    worker(version, ['sh', '-c', 'mount -t proc proc "$0/proc"; exec chroot "$0" "$@"', root, ...install]),
    { timeoutSeconds: 1800, env: networkEnvironment() },
  );
  await run(['chroot', root, 'apt-get', 'clean']);
}

/**
 * A command that works on an unfinished system. Its mounts are its own: the kernel takes them away with it, however
 * it ends. It holds a lock together with all its children, so that where this process is killed, the next one waits
 * for those that go on for a while.
 */
function worker(version: LabVersion, command: readonly string[]): string[] {
  return ['flock', join(labPaths(version).base, 'worker.lock'), 'unshare', '--mount', ...command];
}

/** Removes what an interrupted installation left, once nothing works on it any more. */
async function removeUnfinished(version: LabVersion, root: string): Promise<void> {
  // Should anything be mounted below, it stays whole.
  await run(worker(version, ['rm', '-rf', '--one-file-system', root]), { timeoutSeconds: 900 });
}
