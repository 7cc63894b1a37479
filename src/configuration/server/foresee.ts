import type { ZabbixVersion } from '../../zabbix/version.ts';
import type { Configuration } from '../configuration.ts';
import { hostsInExpression } from '../expression.ts';
import { isObject, text } from '../json.ts';
import { isHolderKind } from '../kind.ts';
import { kindNamed, referencesOf } from '../kinds/all-kinds.ts';
import type { Change, Plan } from '../plan.ts';
import { referencePlaces } from '../references.ts';
import type { NotDoneEntry } from '../report.ts';
import type { Names } from './names.ts';

/**
 * The changes of a plan that cannot be made because they point to what is neither on the target nor made before them,
 * and those that need one of these. Known before the first write.
 */
export async function foreseeSkipped(
  plan: Plan,
  desired: Configuration,
  live: Configuration,
  names: Names,
  version: ZabbixVersion,
  signal?: AbortSignal,
): Promise<NotDoneEntry[]> {
  const places = plan.changes.flatMap((change) => placesOf(change, version));
  const wanted = new Map<string, Set<string>>();
  for (const { to, key } of places)
    if (key !== undefined) wanted.set(to, (wanted.get(to) ?? new Set()).add(key));
  await Promise.all([...wanted].map(([to, keys]) => names.findIds(to, keys, signal)));
  const made = new Set(plan.changes.map(({ kind, key }) => `${kind}\n${key}`));
  const skipped: NotDoneEntry[] = [];
  const blocked = new Set<string>();
  const uuids = ownersOfUuids(live);
  const reasonOf = (change: Change): string | undefined => {
    const owner = otherOwner(change, uuids);
    if (owner !== undefined)
      return `its uuid belongs to "${owner}" on the target, which an import would write into`;
    const reasons = placesOf(change, version).map(({ to, key, id }) =>
      reasonAgainst(to, key, id, { names, made, blocked, desired }),
    );
    return reasons.find((reason) => reason !== undefined);
  };
  // Within a kind what is needed may come later in the order: until nothing more is found.
  for (let found = -1; found < skipped.length; ) {
    found = skipped.length;
    for (const change of plan.changes) {
      const mark = `${change.kind}\n${change.key}`;
      const reason = blocked.has(mark) ? undefined : reasonOf(change);
      if (reason === undefined) continue;
      skipped.push({ kind: change.kind, key: change.key, reason });
      blocked.add(mark);
    }
  }
  return skipped;
}

/** The key that has a uuid on the target, by kind and uuid. */
function ownersOfUuids(live: Configuration): Map<string, string> {
  return new Map(
    [...live.objects].flatMap(([kind, objects]) =>
      [...objects.values()].map(({ key, content }) => [`${kind}\n${text(content.uuid)}`, key] as const),
    ),
  );
}

/** The object on the target that has the uuid of a change although it is another one. */
function otherOwner(change: Change, owners: ReadonlyMap<string, string>): string | undefined {
  const uuid = text(change.desired.content.uuid);
  if (uuid === '') return undefined;
  const owner = owners.get(`${change.kind}\n${uuid}`);
  return change.type === 'update' && owner === change.liveKey ? undefined : owner;
}

interface Target {
  readonly to: string;
  /** Undefined where the backup itself could not name it. */
  readonly key: string | undefined;
  readonly id: string;
}

function placesOf(change: Change, version: ZabbixVersion): Target[] {
  const references = referencesOf(kindNamed(change.kind), version).filter(({ unordered }) => !unordered);
  return referencePlaces(change.desired.content, references).map(({ parent, field, to }) => {
    const value = parent[field];
    return isObject(value) ? { to, key: undefined, id: text(value.id) } : { to, key: text(value), id: '' };
  });
}

interface Known {
  readonly names: Names;
  readonly made: ReadonlySet<string>;
  readonly blocked: ReadonlySet<string>;
  readonly desired: Configuration;
}

function reasonAgainst(to: string, key: string | undefined, id: string, known: Known): string | undefined {
  const { singular } = kindNamed(to);
  if (key === undefined) return `it names the ${singular} with id ${id}, whose name the backup does not hold`;
  const name = `${singular} "${key.split('\n')[0]}"`;
  if (known.names.idOf(to, key) !== undefined) return undefined;
  if (known.blocked.has(`${to}\n${key}`)) return `it needs the ${name}, which cannot be restored`;
  if (known.made.has(`${to}\n${key}`)) return undefined;
  // A trigger comes with its hosts, which are restored before what names it.
  if (to === 'triggers' && comesWithHosts(key, known.desired)) return undefined;
  return `it needs the ${name}, which is not on the target`;
}

function comesWithHosts(key: string, desired: Configuration): boolean {
  const [, ...expressions] = key.split('\n');
  const hosts = expressions.flatMap(hostsInExpression);
  return hosts.some((host) =>
    [...desired.objects].some(([kind, objects]) => isHolderKind(kindNamed(kind)) && objects.has(host)),
  );
}
