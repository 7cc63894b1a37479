import { rm } from 'node:fs/promises';
import { openChroot } from './chroot.ts';
import { isInstalled } from './install.ts';
import { withLock } from './lock.ts';
import { postgresProcess, stopPostgres } from './postgres.ts';
import { endAllInside } from './processes.ts';
import { readServerRecords } from './records.ts';
import { requireRoot } from './tools.ts';
import type { LabVersion } from './versions.ts';
import { endServer } from './zabbix.ts';

/**
 * Ends all that runs of a version, whichever process started it, with or without a record of it: every process
 * inside the version's chroot. The installed system and the template database stay in the cache.
 *
 * @returns the names of the servers that were up.
 */
export async function down(version: LabVersion): Promise<string[]> {
  requireRoot();
  if (!isInstalled(version)) return [];
  const chroot = await openChroot(version);
  return withLock(chroot.paths.lock, async () => {
    const records = await readServerRecords(chroot.paths);
    if (postgresProcess(chroot) !== undefined) {
      for (const record of records) await endServer(chroot, record);
      await stopPostgres(chroot);
    }
    await endAllInside(chroot.paths.root);
    await rm(chroot.paths.run, { recursive: true, force: true });
    return records.map((record) => record.name);
  });
}
