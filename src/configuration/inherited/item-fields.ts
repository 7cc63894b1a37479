import { atLeast, type ZabbixVersion } from '../../zabbix/version.ts';
import { type JsonObject, text } from '../json.ts';

/** The fields of inherited items, prototypes or discovery rules that may be changed. */
export interface ChangeableFields {
  /** Of objects of any type: what X.get is asked for. */
  all(version: ZabbixVersion): readonly string[];
  /** Of the type of this row. */
  of(row: JsonObject, version: ZabbixVersion): readonly string[];
}

const HTTP_AGENT = '19';
const SCRIPT = '21';
const LOG = '2';

/** The types of items that have a field (getUpdateValidationRulesInherited of 7.0's item types). */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  delay: ['0', '3', '5', '7', '8', '10', '11', '12', '13', '14', '15', '16', HTTP_AGENT, '20', SCRIPT, '22'],
  params: ['11', '13', '14', '15'],
  username: ['3', '11', '13', '14', '16'],
  password: ['3', '11', '13', '14', '16'],
  authtype: ['13'],
  publickey: ['13'],
  privatekey: ['13'],
  jmx_endpoint: ['16'],
  trapper_hosts: ['2', HTTP_AGENT],
  allow_traps: [HTTP_AGENT],
};

/** What 5.0 and 6.0 let be changed besides (`fieldRules` of CItemGeneral: all that is not marked as the template's). */
const TYPES_BEFORE_7: Readonly<Record<string, readonly string[]>> = {
  params: [SCRIPT],
  username: [HTTP_AGENT],
  password: [HTTP_AGENT],
  authtype: [HTTP_AGENT],
};

function hasField(field: string, type: string, version: ZabbixVersion): boolean {
  if (TYPES[field]?.includes(type)) return true;
  return !atLeast(version, '6.4') && TYPES_BEFORE_7[field]?.includes(type) === true;
}

function changeable(own: (version: ZabbixVersion) => readonly string[], logs: boolean): ChangeableFields {
  const time = (version: ZabbixVersion): string[] => (logs && !atLeast(version, '6.4') ? ['logtimefmt'] : []);
  return {
    all: (version) => [...own(version), ...time(version), ...Object.keys(TYPES)],
    of: (row, version) => [
      ...own(version),
      ...(text(row.value_type) === LOG ? time(version) : []),
      ...Object.keys(TYPES).filter((field) => hasField(field, text(row.type), version)),
    ],
  };
}

const STORED = ['description', 'status', 'history', 'trends'];

export const itemFields = changeable(() => [...STORED, 'inventory_link'], true);
export const prototypeFields = changeable(() => [...STORED, 'discover'], true);
export const ruleFields = changeable(
  (version) => [
    'description',
    'status',
    'lifetime',
    ...(atLeast(version, '7.0') ? ['lifetime_type', 'enabled_lifetime_type', 'enabled_lifetime'] : []),
  ],
  false,
);
