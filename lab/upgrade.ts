import { rename, rm } from 'node:fs/promises';
import { InputError } from '../src/errors.ts';
import { openChroot } from './chroot.ts';
import { createDatabase } from './postgres.ts';
import { startServerProcess } from './server-process.ts';
import { SOCKET_FOLDER } from './sql.ts';
import { LAB_VERSIONS, type LabServer, type ZabbixLab } from './zabbix.ts';

/**
 * A server of a newer version on a copy of another server's database, which Zabbix's own server has upgraded: what the
 * same configuration is in the newer version.
 * @param lab of the newer version
 */
export async function upgradedCopy(from: LabServer, lab: ZabbixLab, name: string): Promise<LabServer> {
  if (LAB_VERSIONS.indexOf(from.version) >= LAB_VERSIONS.indexOf(lab.version)) {
    throw new InputError(`Zabbix ${from.version} cannot be upgraded to ${lab.version}.`);
  }
  const [old, newer] = [await openChroot(from.version), await openChroot(lab.version)];
  const file = `/tmp/${name}.dump`;
  const server = await lab.fresh(name);
  await server.restart(async () => {
    const connection = ['-h', SOCKET_FOLDER, '-U', 'postgres'];
    try {
      const dump = ['-Fc', '-Z0', '--no-owner', '-f', file, from.name];
      await old.run('postgres', [`${old.postgresPrograms}/pg_dump`, ...connection, ...dump]);
      await rename(old.outside(file), newer.outside(file));
      await createDatabase(newer, name, 'template0');
      const restore = ['--no-owner', '--exit-on-error', '-d', name, file];
      await newer.run('root', [`${newer.postgresPrograms}/pg_restore`, ...connection, ...restore]);
    } finally {
      for (const chroot of [old, newer]) await rm(chroot.outside(file), { force: true });
    }
    // Before the front end comes back: it refuses a database of an older version.
    const upgrading = await startServerProcess(server);
    await upgrading.stop();
  });
  return server;
}
