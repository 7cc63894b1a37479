import type { JsonObject } from '../json.ts';
import { byText, objectsIn, stableText, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { without } from './without.ts';

/*
 * Checks of network discovery rules have no names, and actions name them all the same. A check is told apart by its rule
 * and by what it is, in the words of Zabbix's front end, with a number where two look alike.
 */

/** Service types: https://www.zabbix.com/documentation/7.0/en/manual/api/reference/dcheck/object */
const TYPES = [
  'SSH',
  'LDAP',
  'SMTP',
  'FTP',
  'HTTP',
  'POP',
  'NNTP',
  'IMAP',
  'TCP',
  'Zabbix agent',
  'SNMPv1 agent',
  'SNMPv2 agent',
  'ICMP ping',
  'SNMPv3 agent',
  'HTTPS',
  'Telnet',
];
const WITH_KEY = new Set(['9', '10', '11', '13']);

/** Parts of discovery rules, which actions point to. */
export const discoveryChecks: Kind = {
  name: 'dchecks',
  singular: 'discovery check',
  lookup: {
    api: 'dcheck',
    idField: 'dcheckid',
    idsParameter: 'dcheckids',
    output: () => [],
    parameters: () => ({ output: 'extend', selectDRules: ['name'] }),
    key: (row) => nameOf(text(objectsIn(row.drules)[0]?.name), row),
    keysTogether: (rows) => keysOf(rows.map((row) => [text(objectsIn(row.drules)[0]?.name), row])),
  },
  travel: {
    by: 'name',
    partsOf: {
      kind: 'drules',
      keysIn: (rule) => keysOfChecks(text(rule.name), objectsIn(rule.dchecks)),
    },
  },
  references: [],
};

/** The keys of all checks of a rule, in their order. */
export function keysOfChecks(rule: string, checks: readonly JsonObject[]): string[] {
  return keysOf(checks.map((check) => [rule, check]));
}

function keysOf(checks: readonly (readonly [rule: string, check: JsonObject])[]): string[] {
  const seen = new Map<string, number>();
  const keys: string[] = [];
  // By what no name tells: a community, who may log in. Numbers are the same wherever the same checks are.
  const inOrder = checks
    .map(([rule, check], place) => ({
      place,
      name: nameOf(rule, check),
      content: stableText(checkFromApi(check)),
    }))
    .sort((a, b) => byText(a.content, b.content));
  for (const { place, name } of inOrder) {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    keys[place] = count === 1 ? name : `${name} [${count}]`;
  }
  return keys;
}

/** A check without what belongs to a row of a table. */
export function checkFromApi(row: JsonObject): JsonObject {
  return without(row, 'dcheckid', 'druleid', 'drules');
}

function nameOf(rule: string, check: JsonObject): string {
  const type = text(check.type);
  const ports = text(check.ports);
  const words = [
    TYPES[Number(type)] ?? `check of type ${type}`,
    ...(ports === '' || ports === '0' ? [] : [`(${ports})`]),
    ...(WITH_KEY.has(type) ? [JSON.stringify(text(check.key_))] : []),
  ];
  return `${rule}: ${words.join(' ')}`;
}

/**
 * The desired checks of a rule with the ids of those that take the place of a live one, so that what names these keeps
 * them: the one of the same key, else the next one of its type, else any that is left over.
 */
export function withCheckIds(
  rule: string,
  desired: readonly JsonObject[],
  live: readonly JsonObject[],
): JsonObject[] {
  const keys = keysOfChecks(rule, desired);
  const liveKeys = keysOfChecks(rule, live);
  const ids = new Map<number, string>();
  const free = new Set(live.keys());
  const take = (matches: (wanted: number, present: number) => boolean): void => {
    for (const wanted of desired.keys()) {
      if (ids.has(wanted)) continue;
      const found = [...free].find((present) => matches(wanted, present));
      if (found === undefined) continue;
      free.delete(found);
      ids.set(wanted, text(live[found]?.dcheckid));
    }
  };
  take((wanted, present) => keys[wanted] === liveKeys[present]);
  take((wanted, present) => text(desired[wanted]?.type) === text(live[present]?.type));
  take(() => true);
  return desired.map((check, index) => {
    const dcheckid = ids.get(index);
    return dcheckid === undefined ? check : { ...check, dcheckid };
  });
}
