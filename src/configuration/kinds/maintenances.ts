import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** Without data collection nothing is told apart by tags: create and update refuse them. */
const NO_DATA = '1';

/** The fields of a time period that its type uses (CMaintenance.php); the others are refused from 6.0 on. */
const FIELDS_OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  '0': ['start_date'],
  '2': ['start_time', 'every'],
  '3': ['start_time', 'every', 'dayofweek'],
  '4': ['start_time', 'every', 'dayofweek', 'day', 'month'],
};

export const maintenances: Kind = {
  name: 'maintenances',
  singular: 'maintenance',
  audited: ['27'],
  lookup: lookupBy('name', 'maintenance', 'maintenanceid'),
  travel: {
    by: 'object',
    parameters: (version) => ({
      output: 'extend',
      selectHosts: ['hostid'],
      [atLeast(version, '6.2') ? 'selectHostGroups' : 'selectGroups']: ['groupid'],
      selectTags: 'extend',
      selectTimeperiods: 'extend',
    }),
    fromApi,
    toApi,
    update: 'changed',
  },
  references: [
    { path: 'groups[].groupid', to: 'hostgroups' },
    { path: 'hosts[].hostid', to: 'hosts' },
  ],
  key: (content) => text(content.name),
};

function fromApi(row: JsonObject): JsonObject {
  const maintenance: JsonObject = {
    ...without(row, 'maintenanceid', 'hostgroups'),
    groups: objectsIn(row.hostgroups ?? row.groups).map(({ groupid = '' }) => ({ groupid })),
    hosts: objectsIn(row.hosts).map(({ hostid = '' }) => ({ hostid })),
    tags: objectsIn(row.tags).map((tag) => without(tag, 'maintenancetagid', 'maintenanceid')),
    timeperiods: objectsIn(row.timeperiods).map(periodFromApi),
  };
  return text(row.maintenance_type) === NO_DATA ? without(maintenance, 'tags', 'tags_evaltype') : maintenance;
}

function periodFromApi(row: JsonObject): JsonObject {
  const type = text(row.timeperiod_type);
  const fields = ['timeperiod_type', 'period', ...(FIELDS_OF_TYPE[type] ?? [])];
  return Object.fromEntries(Object.entries(row).filter(([field]) => fields.includes(field)));
}

/** Before 6.0 hosts and groups are written as lists of ids. */
function toApi(content: JsonObject, version: ZabbixVersion): JsonObject {
  if (atLeast(version, '6.0')) return content;
  const { groups, hosts, ...rest } = content;
  return {
    ...rest,
    ...(groups === undefined ? {} : { groupids: objectsIn(groups).map(({ groupid }) => text(groupid)) }),
    ...(hosts === undefined ? {} : { hostids: objectsIn(hosts).map(({ hostid }) => text(hostid)) }),
  };
}
