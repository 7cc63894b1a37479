import { createHash } from 'node:crypto';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import { byText, objectsIn, stableText, text } from '../json.ts';
import type { KeyedByOthers, Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { sharedUuids, withOwnUuids } from './service-uuids.ts';
import { without } from './without.ts';

/**
 * Services form a graph of parents and children; a name identifies nothing, not even under one parent. The key is the
 * place: the names from a root down to the service, with a number where places are alike.
 */
export const services: Kind = {
  name: 'services',
  singular: 'service',
  audited: ['18'],
  lookup: {
    ...lookupBy('name', 'service', 'serviceid'),
    parameters: wholeServices,
    keysTogether: (rows, version) =>
      places(rows.map((row) => ({ id: text(row.serviceid), content: fromApi(row, version) }))),
  },
  travel: {
    by: 'object',
    parameters: wholeServices,
    fromApi,
    update: 'changed',
    together: [['propagation_rule', 'propagation_value']],
    notCompared: (version) => (atLeast(version, '7.0') ? [] : ['uuid']),
    links: linksField,
  },
  references: [
    { path: 'children[].serviceid', to: 'services', unordered: true, since: '6.0' },
    { path: 'dependencies[].dependsOnServiceid', to: 'services', unordered: true, before: '6.0' },
    { path: 'triggerid', to: 'triggers', none: '0', before: '6.0' },
  ],
  assignKeys: places,
  alias: [
    (content) => text(content.uuid),
    (content) => stableText(without(content, ...LINKS)),
    // A service without uuid (5.0) that was renamed is still the same in all else, under the same parent.
    (content, key) =>
      content.uuid === undefined ? `${parentOf(key)}\n${stableText(without(content, 'name', ...LINKS))}` : '',
  ],
  aliasFirst: true,
  rekeyed,
  toldApart: withOwnUuids,
};

function wholeServices(version: ZabbixVersion): JsonObject {
  return atLeast(version, '6.0')
    ? {
        output: 'extend',
        selectChildren: ['serviceid'],
        selectTags: 'extend',
        selectProblemTags: 'extend',
        selectStatusRules: 'extend',
      }
    : { output: 'extend', selectDependencies: 'extend', selectTimes: 'extend' };
}

const STEP = ' / ';

/** The place of the parent: the key less its last step. */
function parentOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf(STEP)));
}

/** The place of a service below one that has another place now. */
function rekeyed(key: string, newKeys: ReadonlyMap<string, string>): string {
  for (let above = parentOf(key); above !== ''; above = parentOf(above)) {
    const place = newKeys.get(above);
    if (place !== undefined) return `${place}${key.slice(above.length)}`;
  }
  return key;
}

const LINKS = ['children', 'dependencies'];

function linksField(version: ZabbixVersion): string {
  return atLeast(version, '6.0') ? 'children' : 'dependencies';
}

const RUN_TIME = ['serviceid', 'status', 'readonly', 'created_at'];

function fromApi(row: JsonObject, version: ZabbixVersion): JsonObject {
  const service = without(row, ...RUN_TIME, 'parents', 'parent', 'trigger', 'alarms');
  if (atLeast(version, '6.0')) return service;
  return {
    ...service,
    times: objectsIn(service.times).map((time) => without(time, 'timeid', 'serviceid')),
    dependencies: objectsIn(service.dependencies).map((link) => ({
      dependsOnServiceid: text(link.servicedownid),
      soft: text(link.soft),
    })),
  };
}

function childIds(content: JsonObject): string[] {
  return [
    ...objectsIn(content.children).map((child) => text(child.serviceid)),
    ...objectsIn(content.dependencies).map((child) => text(child.dependsOnServiceid)),
  ];
}

/**
 * Level by level from the roots down, so that every service is named by its shortest way from a root. Services that
 * look alike are numbered by uuid, where there is none (5.0) or they share it by what they hold.
 */
function places(objects: readonly KeyedByOthers[]): string[] {
  const byId = new Map(objects.map((object) => [object.id, object]));
  const shared = sharedUuids(objects.map(({ content }) => content));
  const hasParent = new Set(objects.flatMap((object) => childIds(object.content)));
  const keys = new Map<string, string>();
  const known = new Map<string, string>();
  let level = new Map<string, string[]>([
    ['', objects.filter(({ id }) => !hasParent.has(id)).map(({ id }) => id)],
  ]);
  while (level.size > 0) {
    const next = new Map<string, string[]>();
    for (const [parent, ids] of [...level].sort(([a], [b]) => byText(a, b))) {
      const unnamed = [...new Set(ids)].filter((id) => byId.has(id) && !keys.has(id));
      for (const [id, key] of named(unnamed, parent, { byId, shared, known })) {
        keys.set(id, key);
        const children = childIds((byId.get(id) as KeyedByOthers).content);
        if (children.length > 0) next.set(key, children);
      }
    }
    level = next;
  }
  return objects.map(({ id, content }) => keys.get(id) ?? text(content.name));
}

/** What numbering look-alikes goes by. */
interface Known {
  readonly byId: ReadonlyMap<string, KeyedByOthers>;
  /** Uuids that several services have. */
  readonly shared: ReadonlySet<string>;
  /** Signatures that were made already. */
  readonly known: Map<string, string>;
}

function named(ids: readonly string[], parent: string, all: Known): [string, string][] {
  const contentOf = (id: string): JsonObject => (all.byId.get(id) as KeyedByOthers).content;
  const order = new Map(ids.map((id) => [id, signature(id, all)]));
  const counts = new Map<string, number>();
  return ids
    .toSorted((a, b) => byText(order.get(a) ?? '', order.get(b) ?? ''))
    .map((id) => {
      const name = text(contentOf(id).name);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const step = name.replace(/[\\/[\]]/g, '\\$&');
      const place = parent === '' ? step : `${parent}${STEP}${step}`;
      return [id, count === 1 ? place : `${place} [${count}]`];
    });
}

const LONGEST_BELOW = 10_000;

/**
 * What tells look-alikes apart on any server: the uuid, and where that is not its own the content of the service and of all
 * below it. A service may be reached by very many ways, and so a long text is a hash of it.
 */
function signature(id: string, all: Known): string {
  const { byId, shared, known } = all;
  const content = byId.get(id)?.content;
  if (!content) return '';
  const uuid = text(content.uuid);
  if (uuid !== '' && !shared.has(uuid)) return uuid;
  const made = known.get(id);
  if (made !== undefined) return made;
  // Zabbix allows no ring; if there were one it would end here.
  known.set(id, uuid);
  const below = childIds(content)
    .map((child) => signature(child, all))
    .sort(byText)
    .join('\n');
  const hashed = below.length > LONGEST_BELOW ? createHash('sha256').update(below).digest('hex') : below;
  const whole = `${uuid}${stableText(without(content, ...LINKS, 'triggerid'))}\n${hashed}`;
  known.set(id, whole);
  return whole;
}
