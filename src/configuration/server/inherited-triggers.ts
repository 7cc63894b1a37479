import type { Zabbix } from '../../zabbix/connection.ts';
import { renameHostsInExpression } from '../expression.ts';
import type { InheritedClass } from '../inherited/classes.ts';
import { type InheritedObject, identityText } from '../inherited/section.ts';
import { type JsonObject, objectsIn, sameJson, text } from '../json.ts';
import { expressionOf, TRIGGER_PARTS } from '../kinds/trigger-expression.ts';

/*
 * Triggers are told apart by name and expressions, in which an inherited one names its own host only: `{HOST.HOST}`
 * stands for that, so that a host may be renamed. What they depend on is named as in an export.
 */

export const DEPENDENCIES = 'dependencies';

const SELF = '{HOST.HOST}';
const CLASSES = ['trigger', 'triggerprototype'];

/** Whether a trigger depends on others than what it is inherited from, or on fewer. */
export function hasOwnDependencies(row: JsonObject, parent: JsonObject | undefined): boolean {
  const { matched, missing } = matchDependencies(row, parent);
  return missing.length > 0 || matched.length < objectsIn(row.dependencies).length;
}

/** Dependencies that come with the template: on the trigger of the same host, or on the very same trigger. */
function matchDependencies(
  row: JsonObject,
  parent: JsonObject | undefined,
): { matched: string[]; missing: string[] } {
  const own = objectsIn(row.dependencies);
  const matched: string[] = [];
  const missing: string[] = [];
  for (const { triggerid } of objectsIn(parent?.dependencies)) {
    const found = own.find((each) => each.templateid === triggerid || each.triggerid === triggerid);
    if (found) matched.push(text(found.triggerid));
    else missing.push(text(triggerid));
  }
  return { matched, missing };
}

interface FoundTrigger {
  readonly row: JsonObject;
  readonly object: InheritedObject;
}

/** The triggers with their expressions as part of what tells them apart, and with what they depend on. */
export async function withTriggerNames(
  zabbix: Zabbix,
  { api }: InheritedClass,
  found: readonly FoundTrigger[],
  parentOf: (id: string) => JsonObject | undefined,
  signal?: AbortSignal,
): Promise<InheritedObject[]> {
  if (found.length === 0) return [];
  const depending = found.map(({ row }) => {
    const { matched, missing } = matchDependencies(row, parentOf(text(row.templateid)));
    return { own: objectsIn(row.dependencies).map(({ triggerid }) => text(triggerid)), matched, missing };
  });
  const counterparts = await findCounterparts(
    zabbix,
    depending.flatMap(({ missing }) => missing),
    signal,
  );
  const expected = depending.map(({ matched, missing }, index) => {
    const host = text(objectsIn(found[index]?.row.hosts)[0]?.hostid);
    return [...matched, ...missing.map((id) => counterparts.get(`${host}\n${id}`) ?? id)];
  });
  const named = await namesOf(zabbix, [...depending.flatMap(({ own }) => own), ...expected.flat()], signal);
  const own = await rowsOf(
    zabbix,
    api,
    found.map(({ object }) => object.id),
    signal,
  );
  return found.map(({ row, object }, index) => {
    const host = text(objectsIn(row.hosts)[0]?.host);
    const full = own.get(object.id);
    const list = (ids: readonly string[]): JsonObject[] =>
      ids
        .flatMap((id): JsonObject[] => {
          const name = named.get(id);
          return name ? [name] : [];
        })
        .toSorted((a, b) => (identityText(DEPENDENCIES, a) < identityText(DEPENDENCIES, b) ? -1 : 1));
    return {
      ...object,
      identity: full ? withoutHost(nameOf(full, zabbix), host) : object.identity,
      own: { ...object.own, [DEPENDENCIES]: list(depending[index]?.own ?? []) },
      parent: { ...object.parent, [DEPENDENCIES]: list(expected[index] ?? []) },
    };
  });
}

/** The ids of triggers that are named as in an export; undefined for one that is not there. */
export async function idsOfTriggers(
  zabbix: Zabbix,
  names: readonly JsonObject[],
  signal?: AbortSignal,
): Promise<(string | undefined)[]> {
  const filter = { description: [...new Set(names.map(({ name }) => text(name)))] };
  const rows = await Promise.all(
    CLASSES.map((api) =>
      zabbix.call<JsonObject[]>(
        `${api}.get`,
        {
          output: ['triggerid', 'description', 'expression', 'recovery_expression'],
          ...TRIGGER_PARTS,
          filter,
        },
        signal && { signal },
      ),
    ),
  );
  const found = rows.flat().map((row) => ({ id: text(row.triggerid), name: nameOf(row, zabbix) }));
  return names.map((name) => found.find((each) => sameJson(each.name, name))?.id);
}

/** Triggers on hosts that are inherited from these, by host id and id. */
async function findCounterparts(
  zabbix: Zabbix,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const result = new Map<string, string>();
  if (ids.length === 0) return result;
  for (const api of CLASSES) {
    const rows = await zabbix.call<JsonObject[]>(
      `${api}.get`,
      {
        output: ['triggerid', 'templateid'],
        selectHosts: ['hostid'],
        filter: { templateid: [...new Set(ids)] },
      },
      signal && { signal },
    );
    for (const row of rows) {
      for (const { hostid } of objectsIn(row.hosts))
        result.set(`${text(hostid)}\n${text(row.templateid)}`, text(row.triggerid));
    }
  }
  return result;
}

async function namesOf(
  zabbix: Zabbix,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, JsonObject>> {
  if (ids.length === 0) return new Map();
  const rows = await Promise.all(CLASSES.map((api) => rowsOf(zabbix, api, ids, signal)));
  return new Map(rows.flatMap((found) => [...found].map(([id, row]) => [id, nameOf(row, zabbix)] as const)));
}

async function rowsOf(
  zabbix: Zabbix,
  api: string,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, JsonObject>> {
  const rows = await zabbix.call<JsonObject[]>(
    `${api}.get`,
    {
      output: ['triggerid', 'description', 'expression', 'recovery_expression'],
      ...TRIGGER_PARTS,
      triggerids: [...new Set(ids)],
    },
    signal && { signal },
  );
  return new Map(rows.map((row) => [text(row.triggerid), row]));
}

/** A trigger as an export names it where another depends on it. */
function nameOf(row: JsonObject, { version }: Zabbix): JsonObject {
  const recovery = expressionOf(row, 'recovery_expression', version);
  return {
    name: text(row.description),
    expression: expressionOf(row, 'expression', version),
    ...(recovery !== '' && { recovery_expression: recovery }),
  };
}

function withoutHost(name: JsonObject, host: string): JsonObject {
  const self = new Map([[host, SELF]]);
  return Object.fromEntries(
    Object.entries(name).map(([field, value]) => [
      field,
      field === 'name' ? value : renameHostsInExpression(text(value), self),
    ]),
  );
}
