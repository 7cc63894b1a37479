import { ConciergeError } from '../../errors.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { CERTIFICATE_PARTS, type CertificatePart, type Certificates } from './certificates.ts';
import { normalise, registerKey } from './pem.ts';
import type { Places } from './usable.ts';

/** Where each text stands in the inventory of the dummy host (host object of the API, `inventory`). */
export const INVENTORY_FIELDS: Readonly<Record<CertificatePart, string>> = {
  key: 'notes',
  ca: 'poc_1_notes',
  certificate: 'poc_2_notes',
};

/** The same fields as the front end calls them. */
const FIELD_TITLES: Readonly<Record<CertificatePart, string>> = {
  key: 'Notes',
  ca: 'Primary POC notes',
  certificate: 'Secondary POC notes',
};

/** A host of Zabbix, as far as it matters here. */
export interface DummyHost {
  readonly hostid: string;
  /** Its technical name. */
  readonly host: string;
  /** As they stand in Zabbix, save for line ends and blanks around. Each may be empty. */
  readonly certificates: Certificates;
}

/** What host.get gives. A host without inventory has a list in its place. */
interface HostRow {
  readonly hostid: string;
  readonly host: string;
  readonly inventory: Readonly<Record<string, string>> | readonly [];
}

/** How messages name one of the three in Zabbix: `inventory field "Notes" (notes)`. */
export function fieldName(part: CertificatePart): string {
  return `inventory field "${FIELD_TITLES[part]}" (${INVENTORY_FIELDS[part]})`;
}

/** The same for all three of a host. */
export function placesOf({ host }: DummyHost): Places {
  return {
    key: `host ${host}, ${fieldName('key')}`,
    ca: `host ${host}, ${fieldName('ca')}`,
    certificate: `host ${host}, ${fieldName('certificate')}`,
  };
}

/**
 * The dummy host of a component: the one host whose inventory alias equals the component's name.
 * @param component compared as it is, case included
 * @throws ConciergeError where there is none, or more than one: none of them is as good as another. What the
 * connection throws.
 */
export async function findDummyHost(zabbix: Zabbix, component: string): Promise<DummyHost> {
  const hosts = await dummyHostsOf(zabbix, component);
  const [host] = hosts;
  if (host === undefined) {
    throw new ConciergeError(`Zabbix has no certificates for ${component}`, {
      why: `there is no host whose inventory field "Alias" (alias) is exactly ${component}, or this user may not see it`,
      remedy: `Write them with concierge-scheduler certificates put ${component}, or give this user the right to read the host's group.`,
    });
  }
  if (hosts.length > 1) throw ambiguous(component, hosts);
  return host;
}

/**
 * Every host whose inventory alias equals the component's name. The API finds aliases that contain the name, in any
 * case (host.get, searchInventory); the keys of those are not even asked for.
 */
export async function dummyHostsOf(zabbix: Zabbix, component: string): Promise<DummyHost[]> {
  const similar = await zabbix.call<HostRow[]>('host.get', {
    output: ['hostid', 'host'],
    selectInventory: ['alias'],
    searchInventory: { alias: component },
  });
  const hostids = similar.filter((row) => aliasOf(row) === component).map(({ hostid }) => hostid);
  if (hostids.length === 0) return [];
  const rows = await zabbix.call<HostRow[]>('host.get', {
    output: ['hostid', 'host'],
    selectInventory: ['alias', ...Object.values(INVENTORY_FIELDS)],
    hostids,
  });
  // Asked again: the alias may have changed in between, and then the key is another component's.
  return rows.filter((row) => aliasOf(row) === component).map(dummyHost);
}

/** The error for hosts of which it is not known whose certificates count. */
export function ambiguous(component: string, hosts: readonly DummyHost[]): ConciergeError {
  return new ConciergeError(`Zabbix has more than one host with certificates for ${component}`, {
    why: `the inventory field "Alias" (alias) is ${component} on ${hosts.map(({ host }) => host).join(', ')}`,
    remedy: 'Clear the alias of those that are not meant.',
  });
}

function aliasOf({ inventory }: HostRow): string | undefined {
  return (inventory as Readonly<Record<string, string>>).alias;
}

function dummyHost({ hostid, host, inventory }: HostRow): DummyHost {
  const fields = inventory as Readonly<Record<string, string>>;
  const texts = CERTIFICATE_PARTS.map((part) => [part, fields[INVENTORY_FIELDS[part]] ?? ''] as const);
  // A key in a wrong field is a key all the same: whatever holds one is not printed.
  for (const [part, text] of texts) if (part === 'key' || text.includes('PRIVATE KEY')) registerKey(text);
  const certificates = Object.fromEntries(texts.map(([part, text]) => [part, normalise(text)]));
  return { hostid, host, certificates: certificates as Record<CertificatePart, string> };
}
