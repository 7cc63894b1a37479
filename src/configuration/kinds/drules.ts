import type { Zabbix } from '../../zabbix/connection.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { ObjectKind } from '../kind.ts';
import { checkFromApi, withCheckIds } from './discovery-checks.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** When a rule runs next, and how it went: nothing that a person sets. */
const RUN_TIME = ['druleid', 'nextcheck', 'error', 'state'];

/** Network discovery rules with their checks. All that they hold can be read, SNMPv3 passphrases included. */
export const discoveryRules: ObjectKind = {
  name: 'drules',
  singular: 'network discovery rule',
  audited: ['23'],
  lookup: lookupBy('name', 'drule', 'druleid'),
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend', selectDChecks: 'extend' }),
    fromApi: (row) => ({
      ...without(row, ...RUN_TIME),
      dchecks: objectsIn(row.dchecks).map(checkFromApi),
    }),
    update: 'changed',
    completeUpdate: keepChecks,
  },
  references: [
    { path: 'proxyid', to: 'proxies', none: '0', since: '7.0' },
    { path: 'proxy_hostid', to: 'proxies', none: '0', before: '7.0' },
  ],
  key: (content) => text(content.name),
  // A trial scans no network.
  asleep: { status: '1' },
};

/**
 * A check that is sent without its id is made anew and the one that was there deleted: 5.0 and 6.0 then take it out of
 * the actions that name it, 7.0 refuses.
 */
async function keepChecks(fields: JsonObject, id: string, zabbix: Zabbix): Promise<JsonObject> {
  if (fields.dchecks === undefined) return fields;
  const [rule] = await zabbix.call<JsonObject[]>('drule.get', {
    druleids: [id],
    output: ['name'],
    selectDChecks: 'extend',
  });
  const dchecks = withCheckIds(text(rule?.name), objectsIn(fields.dchecks), objectsIn(rule?.dchecks));
  return { ...fields, dchecks };
}
