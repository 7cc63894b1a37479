import { type LabServer, type LabVersion, suiteGone, type ZabbixLab, zabbixLab } from '../lab/zabbix.ts';
import { describeServer } from './machine.ts';
import { NotAvailable } from './measurement.ts';

/** The lab servers of a run of the bench. */
export interface Servers {
  /** @throws NotAvailable where the mirror no longer has what that version is installed from */
  fresh(version: LabVersion, name: string): Promise<LabServer>;
  /** Ends those that run now: the next measurement is to have the machine for itself. */
  stopServers(): Promise<void>;
  /** What the servers that ran are made of, by version. */
  describe(): Promise<Record<string, string>>;
  /** Ends everything. */
  stop(): Promise<void>;
}

export function servers(say: (line: string) => void): Servers {
  const labs = new Map<LabVersion, ZabbixLab>();
  let running: LabServer[] = [];
  const stopServers = async (): Promise<void> => {
    const ending = running;
    running = [];
    for (const server of ending) await server.stop();
  };
  return {
    async fresh(version, name) {
      const gone = await suiteGone(version);
      if (gone !== undefined) throw new NotAvailable(gone);
      const lab = labs.get(version) ?? (await zabbixLab(version, { onProgress: (line) => say(`  ${line}`) }));
      labs.set(version, lab);
      const server = await lab.fresh(name, { workers: 4 });
      running.push(server);
      return server;
    },
    stopServers,
    async describe() {
      const entries = [...labs.keys()]
        .sort()
        .map(async (version) => [version, await describeServer(version)]);
      return Object.fromEntries(await Promise.all(entries)) as Record<string, string>;
    },
    async stop() {
      await stopServers();
      for (const lab of labs.values()) await lab.stop();
    },
  };
}
