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

/** Installs a Debian package on the machine where a program is missing. Two processes do it one after the other. */
export async function ensureProgram(
  program: string,
  packageName: string,
  onProgress: (line: string) => void,
): Promise<void> {
  if (await hasProgram(program)) return;
  requireRoot();
  requireDebian();
  await withLock(join(labCache(), 'tools.lock'), async () => {
    if (await hasProgram(program)) return;
    onProgress(`installing ${packageName}`);
    const apt = ['apt-get', '-o', 'DPkg::Lock::Timeout=600'];
    const options = { timeoutSeconds: 900, env: networkEnvironment() };
    await run([...apt, 'update'], options);
    await withoutServices(() =>
      run([...apt, 'install', '-y', '--no-install-recommends', packageName], options),
    );
  });
}

/** invoke-rc.d asks this program before it starts a service: 101 is "no" (its manual page). */
const POLICY = '/usr/sbin/policy-rc.d';

/** Runs an installation without the services starting that come with a package: the lab starts its own. */
export async function withoutServices(install: () => Promise<unknown>): Promise<void> {
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
