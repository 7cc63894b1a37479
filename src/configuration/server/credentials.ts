import type { Zabbix } from '../../zabbix/connection.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';

/*
 * An export may leave credentials out (7.0.18 and later do, for CVE-2024-36464), and an import of such a document
 * blanks them. They are read by X.get and put back into every element that lacks them. Whether an export holds them
 * is seen from the element itself, never from the version: builds differ.
 */

/** Item types that have credentials: simple check, database monitor, SSH, telnet, JMX, HTTP agent. */
const TYPES_WITH_CREDENTIALS = ['3', '11', '13', '14', '16', '19'];
const ITEM_FIELDS = ['password', 'privatekey', 'ssl_key_file', 'ssl_key_password'];
const SCENARIO_FIELDS = ['http_password', 'ssl_key_file', 'ssl_key_password'];

/** Credentials inside templates and hosts, by host id. Items, rules and prototypes share one name space of keys. */
export interface InnerCredentials {
  readonly items: ReadonlyMap<string, ReadonlyMap<string, JsonObject>>;
  readonly scenarios: ReadonlyMap<string, ReadonlyMap<string, JsonObject>>;
}

/** Reads all credentials of the server's own (not inherited) items, rules, prototypes and web scenarios. */
export async function readInnerCredentials(zabbix: Zabbix, signal?: AbortSignal): Promise<InnerCredentials> {
  const options = signal && { signal };
  const itemParameters = {
    output: ['hostid', 'key_', ...ITEM_FIELDS],
    filter: { type: TYPES_WITH_CREDENTIALS },
    inherited: false,
  };
  const [items, rules, prototypes, scenarios] = await Promise.all([
    zabbix.call<JsonObject[]>('item.get', itemParameters, options),
    zabbix.call<JsonObject[]>('discoveryrule.get', itemParameters, options),
    zabbix.call<JsonObject[]>('itemprototype.get', { ...itemParameters, selectHosts: ['hostid'] }, options),
    zabbix.call<JsonObject[]>(
      'httptest.get',
      { output: ['hostid', 'name', ...SCENARIO_FIELDS], inherited: false },
      options,
    ),
  ]);
  return {
    items: byHost([...items, ...rules, ...prototypes], 'key_', ITEM_FIELDS),
    scenarios: byHost(scenarios, 'name', SCENARIO_FIELDS),
  };
}

function byHost(
  rows: readonly JsonObject[],
  nameField: string,
  fields: readonly string[],
): Map<string, Map<string, JsonObject>> {
  const hosts = new Map<string, Map<string, JsonObject>>();
  for (const row of rows) {
    const secrets: JsonObject = {};
    for (const field of fields) if (text(row[field]) !== '') secrets[field] = text(row[field]);
    if (Object.keys(secrets).length === 0) continue;
    const hostId = text(row.hostid) || text(objectsIn(row.hosts)[0]?.hostid);
    const names = hosts.get(hostId) ?? new Map<string, JsonObject>();
    names.set(text(row[nameField]), secrets);
    hosts.set(hostId, names);
  }
  return hosts;
}

/** Puts the credentials of one template or host back into its element, where the export left them out. */
export function putBackInner(element: JsonObject, hostId: string, credentials: InnerCredentials): void {
  const items = credentials.items.get(hostId);
  if (items) {
    for (const holder of itemsOf(element)) putBack(holder, items.get(text(holder.key)));
  }
  const scenarios = credentials.scenarios.get(hostId);
  if (scenarios) {
    for (const scenario of objectsIn(element.httptests))
      putBack(scenario, scenarios.get(text(scenario.name)));
  }
}

function* itemsOf(element: JsonObject): Generator<JsonObject> {
  yield* objectsIn(element.items);
  for (const rule of objectsIn(element.discovery_rules)) {
    yield rule;
    yield* objectsIn(rule.item_prototypes);
  }
}

/** Adds the fields that are absent. One that the export holds is never touched. */
export function putBack(holder: JsonObject, secrets: JsonObject | undefined): void {
  if (!secrets) return;
  for (const [field, value] of Object.entries(secrets)) holder[field] ??= value;
}
