import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containerLine } from '../scripts/system.mjs';
import { ConciergeError } from '../src/errors.ts';
import { hasProgram, LAB_ENVIRONMENT, run } from './command.ts';
import { withLock } from './lock.ts';
import { labCache } from './versions.ts';

/** The npm script that this process is part of, else the tests. */
const SCRIPT = process.env.npm_lifecycle_event ?? 'test';

/** @throws ConciergeError where this process may not make a chroot. */
export function requireRoot(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new ConciergeError(
    'The lab starts real Zabbix servers in a chroot, which only root on Linux may do.',
    {
      remedy: `Run it as root, or the same inside a Debian container:\n  ${containerLine(SCRIPT)}`,
    },
  );
}

/** @throws ConciergeError where there is no apt and debootstrap to install with. */
export function requireDebian(): void {
  if (isDebian(readOsRelease())) return;
  throw new ConciergeError(
    'The lab installs its servers with debootstrap and apt, and this system is not Debian.',
    {
      remedy: `Run the same inside a Debian container:\n  ${containerLine(SCRIPT)}`,
    },
  );
}

/** Judges the text of /etc/os-release (os-release(5)). */
export function isDebian(osRelease: string): boolean {
  return /^ID="?debian"?$/m.test(osRelease);
}

/** Installs a Debian package on the machine where a program is missing. */
export async function ensureProgram(
  program: string,
  packageName: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const missing = async (): Promise<string[]> => ((await hasProgram(program)) ? [] : [packageName]);
  if ((await missing()).length === 0) return;
  requireRoot();
  requireDebian();
  await installMissing(missing, onProgress);
}

/**
 * Installs Debian packages on the machine. Two processes do it one after the other, whatever they install: apt refuses a
 * second one that reads its lists.
 * @param missing the packages that are not there; asked once no other process installs
 */
export async function installMissing(
  missing: () => Promise<readonly string[]>,
  onProgress: (line: string) => void,
): Promise<void> {
  await withLock(join(labCache(), 'tools.lock'), async () => {
    const packages = await missing();
    if (packages.length === 0) return;
    onProgress(`installing ${packages.join(', ')}`);
    const apt = ['apt-get', '-o', 'DPkg::Lock::Timeout=600'];
    const options = { timeoutSeconds: 900, env: networkEnvironment() };
    await run([...apt, 'update'], options);
    await withoutServices(() =>
      run([...apt, 'install', '-y', '--no-install-recommends', ...packages], options),
    );
  });
}

/** invoke-rc.d asks this program before it starts a service: 101 is "no" (its manual page). */
const POLICY = '/usr/sbin/policy-rc.d';

/** Runs an installation without the services starting that come with a package: the lab starts its own. */
async function withoutServices(install: () => Promise<unknown>): Promise<void> {
  const ours = !existsSync(POLICY);
  if (ours) await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await install();
  } finally {
    if (ours) await rm(POLICY, { force: true });
  }
}

/** Commands that download go through the proxy that the person has set, if any. */
export function networkEnvironment(): Record<string, string> {
  const proxies = Object.entries(process.env).filter(([name]) => /^(https?|ftp|no|all)_proxy$/i.test(name));
  return { ...LAB_ENVIRONMENT, ...(Object.fromEntries(proxies) as Record<string, string>) };
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
