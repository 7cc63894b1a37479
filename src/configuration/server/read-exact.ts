import type { Zabbix } from '../../zabbix/connection.ts';
import { exactClasses } from '../exact/all-classes.ts';
import type { ExactClass, ExactObject } from '../exact/exact-class.ts';
import { exactSection } from '../exact/section.ts';
import type { JsonObject } from '../json.ts';
import type { Kind } from '../kind.ts';
import { exactReader } from './exact-reader.ts';

/** Elements of sections by list, by the id of the template, host or media type. */
type FoundElements = Map<string, Map<string, JsonObject[]>>;

/** What documents cannot say of the objects of a kind: see ExactClass. */
export interface ExactSections {
  /** Looks at those of these elements, by id, that may hold what only they themselves tell. */
  lookInto(elements: ReadonlyMap<string, JsonObject>): Promise<void>;
  /** The section of an object that was looked into; undefined where there is nothing of that. */
  of(id: string): JsonObject | undefined;
}

/**
 * Begins to read what documents cannot say of objects of a kind. Classes without `mayBeIn` are asked for at once and of all
 * objects (items with other line ends). The others wait for the exported element, which tells whether there can be anything
 * of them: an object without web scenarios is not asked about their steps. See `lookInto`.
 * @param ids the ids of the objects that are read
 */
export function readExactSections(
  zabbix: Zabbix,
  kind: Kind,
  ids: ReadonlySet<string>,
  signal?: AbortSignal,
): ExactSections {
  const classes = exactClasses(kind, zabbix.version);
  const found: FoundElements = new Map();
  const options = signal && { signal };
  const untold = ids.size === 0 ? [] : classes.filter(({ mayBeIn }) => mayBeIn === undefined);
  const atOnce = Promise.all(
    untold.map(async (each) =>
      keep(found, each, await each.read(exactReader(zabbix, kind, ids, options)), ids),
    ),
  );
  // Whatever ends the documents first is what is thrown.
  atOnce.catch(() => undefined);
  return {
    async lookInto(elements) {
      await atOnce;
      for (const each of classes) {
        const some = [...elements].filter(([, element]) => each.mayBeIn?.(element));
        if (some.length === 0) continue;
        const holders = new Set(some.map(([id]) => id));
        keep(found, each, await each.read(exactReader(zabbix, kind, holders, options)), holders);
      }
    },
    of: (id) => exactSection(found.get(id) ?? new Map()),
  };
}

function keep(
  found: FoundElements,
  { list }: ExactClass,
  objects: readonly ExactObject[],
  ids: ReadonlySet<string>,
): void {
  for (const { holder, identity, now } of objects) {
    if (!ids.has(holder) || Object.keys(now).length === 0) continue;
    const lists = found.get(holder) ?? new Map<string, JsonObject[]>();
    found.set(holder, lists);
    lists.set(list, [...(lists.get(list) ?? []), { ...identity, ...now }]);
  }
}
