import { afterAll, describe } from 'vitest';
import { labApi } from '../../lab/api.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../lab/gateway.ts';
import { stockTemplate } from '../../lab/populate/stock.ts';
import { type PopulateResult, populate } from '../../lab/populate.ts';
import {
  LAB_VERSIONS,
  type LabOptions,
  type LabServer,
  type LabVersion,
  suiteGone,
  type ZabbixLab,
  zabbixLab,
} from '../../lab/zabbix.ts';

/** A server that holds the sample configuration, and what populate says of it. Tests copy it; none changes it. */
export interface Source {
  readonly server: LabServer;
  readonly sample: PopulateResult;
}

/** The servers of one version that a file of tests uses. What it makes ends with its tests. */
export interface Servers {
  readonly version: LabVersion;
  /** As the installer leaves it, with hundreds of stock templates. */
  fresh(options?: LabOptions): Promise<LabServer>;
  /** A fresh server that keeps only the stock templates that something uses: a second instead of many to read. */
  lean(options?: LabOptions): Promise<LabServer>;
  copy(from: LabServer, options?: LabOptions): Promise<LabServer>;
  /** The sample on a fresh server. */
  source(): Promise<Source>;
  /** The sample on a lean server. */
  leanSource(): Promise<Source>;
  gateway(server: LabServer, options?: GatewayOptions): Promise<Gateway>;
}

/**
 * Describes the same for every version. Where the mirror no longer has a version's Debian release, its tests are
 * reported as not run for that reason.
 */
export async function onEachVersion(
  title: string,
  tests: (servers: Servers) => void,
  versions: readonly LabVersion[] = LAB_VERSIONS,
): Promise<void> {
  for (const version of versions) {
    const gone = await suiteGone(version);
    describe.skipIf(gone !== undefined)(
      `${title}, Zabbix ${version}${gone ? `, not run: ${gone}` : ''}`,
      () => tests(useServers(version)),
    );
  }
}

let count = 0;

/** A name that no other process has: several may use the lab at once. */
function newName(): string {
  count += 1;
  return `e2e_${process.pid}_${count}`;
}

function useServers(version: LabVersion): Servers {
  const enders: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of enders.splice(0).reverse()) await end();
  });

  function ending(server: LabServer): LabServer {
    enders.push(() => server.stop());
    return server;
  }

  return {
    version,
    fresh: async (options) => ending(await (await shared(version).lab()).fresh(newName(), options)),
    lean: async (options) => {
      const { lab, leanServer } = shared(version);
      return ending(await (await lab()).copy(await leanServer(), newName(), options));
    },
    copy: async (from, options) => ending(await (await shared(version).lab()).copy(from, newName(), options)),
    source: () => shared(version).source(),
    leanSource: () => shared(version).leanSource(),
    async gateway(server, options) {
      const gateway = await startGateway(server, options);
      enders.push(() => gateway.stop());
      return gateway;
    },
  };
}

/** What all tests of this process share. It ends with the process: the lab sees to that. */
interface Shared {
  lab(): Promise<ZabbixLab>;
  leanServer(): Promise<LabServer>;
  source(): Promise<Source>;
  leanSource(): Promise<Source>;
}

const all = new Map<LabVersion, Shared>();

function shared(version: LabVersion): Shared {
  const known = all.get(version);
  if (known !== undefined) return known;
  const lab = once(() => zabbixLab(version));
  const leanServer = once(async () => await withoutUnusedStock(await (await lab()).fresh(newName())));
  const made: Shared = {
    lab,
    leanServer,
    source: once(async () => await populated(await (await lab()).fresh(newName()))),
    leanSource: once(async () => await populated(await (await lab()).copy(await leanServer(), newName()))),
  };
  all.set(version, made);
  return made;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function populated(server: LabServer): Promise<Source> {
  return { server, sample: await populate(server, { hosts: 20 }) };
}

/** Deletes the stock templates that no host, no action and no other kept template names, and that the sample does not. */
async function withoutUnusedStock(server: LabServer): Promise<LabServer> {
  const unused = await server.sql<{ hostid: string }>(
    `with recursive used as (
       select l.templateid from hosts_templates l join hosts h on h.hostid = l.hostid where h.status in (0, 1) and h.flags = 0
       union select templateid from optemplate
       union select value::bigint from conditions where conditiontype = 13
       union select hostid from hosts where status = 3 and host = '${stockTemplate(server.version)}'
       union select l.templateid from hosts_templates l join used on used.templateid = l.hostid
     )
     select hostid from hosts where status = 3 and hostid not in (select templateid from used)`,
  );
  const api = await labApi(server);
  await api.call(
    'template.delete',
    unused.map(({ hostid }) => hostid),
  );
  return server;
}
