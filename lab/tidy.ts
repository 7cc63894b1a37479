import { rm } from 'node:fs/promises';
import { type Chroot, openChroot } from './chroot.ts';
import { frontendLog, serverFolder, stopFrontend } from './frontend.ts';
import { isInstalled } from './install.ts';
import { withLock } from './lock.ts';
import { dropDatabase, postgresProcess, stopPostgres } from './postgres.ts';
import { endAllInside, endGroup, isAlive } from './processes.ts';
import { holders, readServerRecords, removeServerRecord, type ServerRecord } from './records.ts';
import { requireRoot } from './tools.ts';
import type { LabVersion } from './versions.ts';

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
    for (const record of records) await endServer(chroot, record);
    await stopPostgres(chroot);
    await endAllInside(chroot.paths.root);
    await rm(chroot.paths.run, { recursive: true, force: true });
    return records.map((record) => record.name);
  });
}

/** Ends what processes that were killed have left of a version, and PostgreSQL where nothing uses it any more. */
export async function sweep(version: LabVersion): Promise<void> {
  requireRoot();
  if (!isInstalled(version)) return;
  const chroot = await openChroot(version);
  await withLock(chroot.paths.lock, async () => {
    await sweepServers(chroot);
    await stopPostgresIfUnused(chroot);
  });
}

/**
 * Ends the servers whose owner is gone, and clears away kept ones that have ended by themselves (a machine that was
 * switched off). For the holder of the lock.
 */
export async function sweepServers(chroot: Chroot): Promise<void> {
  for (const record of await readServerRecords(chroot.paths)) {
    if (!isAlive(record.owner ?? record.process)) await endServer(chroot, record);
  }
}

/** Ends PostgreSQL, and whatever else may run inside, unless a server or a process uses it. For the holder of the lock. */
export async function stopPostgresIfUnused(chroot: Chroot): Promise<void> {
  const servers = await readServerRecords(chroot.paths);
  if (servers.some((record) => isAlive(record.process)) || (await holders(chroot.paths)).length > 0) return;
  await stopPostgres(chroot);
  await endAllInside(chroot.paths.root);
}

/** Ends a server for good: front end, database, record, log. */
export async function endServer(chroot: Chroot, record: ServerRecord): Promise<void> {
  await stopFrontend(chroot, record.process);
  // Where a newer one of that name has replaced it, the database is the newer one's.
  const current = (await readServerRecords(chroot.paths)).find((one) => one.name === record.name);
  if (current === undefined || current.process.pid !== record.process.pid) return;
  if (current.serverProcess !== undefined) await endGroup(current.serverProcess.pid, chroot.paths.root);
  if (postgresProcess(chroot) !== undefined) await dropDatabase(chroot, record.name);
  await removeServerRecord(chroot.paths, record.name);
  await rm(chroot.outside(serverFolder(record.name)), { recursive: true, force: true });
  await rm(frontendLog(chroot, record.name), { force: true });
}
