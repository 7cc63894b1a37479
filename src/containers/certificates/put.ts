import { ConciergeError, RefusedError } from '../../errors.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { atLeast } from '../../zabbix/version.ts';
import { CERTIFICATE_PARTS, type CertificatePart, type Certificates } from './certificates.ts';
import { ambiguous, type DummyHost, dummyHostsOf, fieldName, INVENTORY_FIELDS } from './dummy-host.ts';
import { pemBlocks } from './pem.ts';

/** The host group that new dummy hosts are put into. */
export const DUMMY_GROUP = 'Concierge certificates';

/** What was done. */
export interface PutResult {
  readonly action: 'created' | 'updated' | 'unchanged';
  /** The technical name of the host. */
  readonly host: string;
  /** The parts that were written. */
  readonly written: readonly CertificatePart[];
  /** Whether the host group had to be made. */
  readonly groupCreated: boolean;
}

const DISABLED = 1;
const INVENTORY_MANUAL = 0;

/** 5.0 refuses a host without an interface. A disabled host is never asked anything there. */
const UNUSED_INTERFACE = {
  type: 1,
  main: 1,
  useip: 1,
  ip: '127.0.0.1',
  dns: '',
  port: '10050',
};

/** What the front end takes in one of these fields, and MySQL holds (column type `text`). */
const LONGEST_FIELD = 65_535;

/** The technical name of a dummy host that is made here. */
function dummyHostName(component: string): string {
  return `concierge-certificates-${component}`;
}

/**
 * Writes certificates into the dummy host of a component, which is made where there is none, and reads them again.
 * Of a host that is there only the three inventory fields are written, and only those that differ.
 * @param certificates as `normalise` gives them
 * @throws RefusedError where a field holds something else than certificates; ConciergeError where more than one host
 * has this alias, or where what was written does not stand there afterwards; what the connection throws
 */
export async function putCertificates(
  zabbix: Zabbix,
  component: string,
  certificates: Certificates,
): Promise<PutResult> {
  refuseTooLong(certificates);
  const hosts = await dummyHostsOf(zabbix, component);
  const [host] = hosts;
  if (hosts.length > 1) throw ambiguous(component, hosts);
  const result =
    host === undefined
      ? await create(zabbix, component, certificates)
      : await update(zabbix, host, certificates);
  const [after, ...others] = await dummyHostsOf(zabbix, component);
  if (after === undefined || others.length > 0 || differing(after, certificates).length > 0) {
    throw new ConciergeError(`The certificates of ${component} are not in Zabbix as they were written`, {
      why: `host ${result.host} was ${result.action}, and reads otherwise now: somebody else changes it, or this user may write to it and not read it`,
      remedy: `Look with concierge-scheduler certificates check ${component}, and write them again.`,
    });
  }
  return result;
}

async function create(zabbix: Zabbix, component: string, certificates: Certificates): Promise<PutResult> {
  const host = dummyHostName(component);
  const taken = await zabbix.call<unknown[]>('host.get', { output: ['hostid'], filter: { host: [host] } });
  if (taken.length > 0) {
    throw new RefusedError(`Zabbix has a host ${host} already, and its alias is not ${component}`, {
      why: 'it may be the dummy host of another component',
      remedy: `Set its inventory field "Alias" (alias) to ${component} where it is meant, or rename it.`,
    });
  }
  const { groupid, groupCreated } = await dummyGroup(zabbix);
  await zabbix.call('host.create', {
    host,
    status: DISABLED,
    groups: [{ groupid }],
    interfaces: atLeast(zabbix.version, '6.0') ? [] : [UNUSED_INTERFACE],
    description: `Keeps the certificates with which concierge-scheduler reaches the Docker Engine of ${component}. It monitors nothing.`,
    inventory_mode: INVENTORY_MANUAL,
    inventory: { alias: component, ...inventoryOf(certificates, CERTIFICATE_PARTS) },
  });
  return { action: 'created', host, written: CERTIFICATE_PARTS, groupCreated };
}

async function update(zabbix: Zabbix, host: DummyHost, certificates: Certificates): Promise<PutResult> {
  const foreign = CERTIFICATE_PARTS.filter((part) => !isReplaceable(host.certificates[part]));
  if (foreign.length > 0) {
    throw new RefusedError(`Host ${host.host} holds something else than certificates`, {
      why: `there is a text that is no PEM in ${foreign.map(fieldName).join(' and ')}, and it would be lost`,
      remedy:
        'Move the text elsewhere and clear the field, or clear the alias of this host where it is not meant.',
    });
  }
  const written = differing(host, certificates);
  if (written.length === 0) return { action: 'unchanged', host: host.host, written, groupCreated: false };
  await zabbix.call('host.update', { hostid: host.hostid, inventory: inventoryOf(certificates, written) });
  return { action: 'updated', host: host.host, written, groupCreated: false };
}

async function dummyGroup(zabbix: Zabbix): Promise<{ groupid: string; groupCreated: boolean }> {
  const [found] = await zabbix.call<{ groupid: string }[]>('hostgroup.get', {
    output: ['groupid'],
    filter: { name: [DUMMY_GROUP] },
  });
  if (found !== undefined) return { groupid: found.groupid, groupCreated: false };
  const { groupids } = await zabbix.call<{ groupids: string[] }>('hostgroup.create', { name: DUMMY_GROUP });
  return { groupid: groupids[0] ?? '', groupCreated: true };
}

function differing(host: DummyHost, certificates: Certificates): CertificatePart[] {
  return CERTIFICATE_PARTS.filter((part) => host.certificates[part] !== certificates[part]);
}

/** Empty, or nothing but PEM that somebody put there before. */
function isReplaceable(text: string): boolean {
  return text === '' || pemBlocks(text).length > 0;
}

function inventoryOf(certificates: Certificates, parts: readonly CertificatePart[]): Record<string, string> {
  return Object.fromEntries(parts.map((part) => [INVENTORY_FIELDS[part], certificates[part]]));
}

function refuseTooLong(certificates: Certificates): void {
  for (const part of CERTIFICATE_PARTS) {
    if (certificates[part].length <= LONGEST_FIELD) continue;
    throw new ConciergeError(`${fieldName(part)} of Zabbix cannot hold so much`, {
      exitCode: 2,
      why: `it takes ${LONGEST_FIELD} characters, and these are ${certificates[part].length}`,
      remedy: 'Give only what this Engine needs: its own authority, not all that a system trusts.',
    });
  }
}
