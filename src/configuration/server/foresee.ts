import type { ZabbixVersion } from '../../zabbix/version.ts';
import { type Configuration, markOf } from '../configuration.ts';
import { formerKeysIn, hostsOf } from '../former-keys.ts';
import { text } from '../json.ts';
import { isDocumentKind, isHolderKind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import { ownersOfParts } from '../owners-of-parts.ts';
import type { Change, Plan } from '../plan.ts';
import type { NotDoneEntry } from '../report.ts';
import { keysByKind, missingReferences, type Needed, neededBy, type Standing } from './missing-references.ts';
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
  const needs = new Map(plan.changes.map((change) => [change, neededFirst(change, version)]));
  const wanted = keysByKind([...needs.values()].flat());
  await Promise.all([...wanted].map(([to, keys]) => names.findIds(to, keys, signal)));
  const former = formerKeysIn(plan);
  const addedTo = new Map<string, string[]>();
  for (const { kind, key } of plan.changes.filter(isAddition)) {
    addedTo.set(kind, [...(addedTo.get(kind) ?? []), former.of(kind, key)]);
  }
  await Promise.all([...addedTo].map(([kind, keys]) => names.findIds(kind, keys, signal)));
  const holders = [...desired.objects.keys()].filter((kind) => isHolderKind(kindNamed(kind)));
  const hosts = [...wanted].flatMap(([to, keys]) => [...keys].flatMap((key) => hostsOf(to, key)));
  await Promise.all(holders.map((kind) => names.findIds(kind, hosts, signal)));
  const made = new Set(plan.changes.map(markOf));
  const owners = ownersOfParts(desired);
  const blocked = new Set<string>();
  const uuids = ownersOfUuids(live);
  // A service that is the same but for its place, which those above it are about to change, is in no change itself.
  // What goes by a key now and is to go by another one is not found by it from the first write on (learnNewKeys).
  const isOnTarget = (kind: string, key: string): boolean =>
    !former.isGivenUp(kind, key) &&
    (names.idOf(kind, key) ?? plan.formerKeys.get(kind)?.get(key)) !== undefined;
  const isRestored = (kind: string, key: string): boolean =>
    desired.objects.get(kind)?.has(key) === true && !blocked.has(markOf({ kind, key }));
  // What stands inside hosts comes with them: with one that is restored, where the others are there.
  const comesWithHosts = (to: string, key: string): boolean => {
    const own = hostsOf(to, key);
    return (
      own.some((host) => holders.some((kind) => isRestored(kind, host))) &&
      own.every((host) => holders.some((kind) => isRestored(kind, host) || isOnTarget(kind, host)))
    );
  };
  const standingOf = (to: string, key: string): Standing => {
    if (isOnTarget(to, key)) return 'there';
    const marks = [to, ...kindsAmong(to)].map((kind) => markOf({ kind, key }));
    if (marks.some((mark) => blocked.has(mark))) return 'not restored';
    const owner = owners.get(markOf({ kind: to, key }));
    if (owner) return blocked.has(markOf(owner)) ? 'not restored' : 'there';
    if (marks.some((mark) => made.has(mark)) || comesWithHosts(to, key)) return 'there';
    return names.idOf(to, key) === undefined ? 'missing' : 'to be renamed';
  };
  const reasonOf = (change: Change): string | undefined => {
    const owner = otherOwner(change, uuids);
    if (owner !== undefined)
      return `its uuid belongs to "${owner}" on the target, which an import would write into`;
    const lacking = lackedBy(change, version, names.idOf(change.kind, former.of(change.kind, change.key)));
    if (lacking !== undefined) return lacking;
    return missingReferences(needs.get(change) ?? [], standingOf, {
      one: 'cannot be restored',
      several: 'cannot be restored',
    });
  };
  // Within a kind what is needed may come later in the order: until nothing more is found.
  for (let found = -1; found < blocked.size; ) {
    found = blocked.size;
    for (const change of plan.changes) if (reasonOf(change) !== undefined) blocked.add(markOf(change));
  }
  return plan.changes.flatMap((change) => {
    const reason = blocked.has(markOf(change)) ? reasonOf(change) : undefined;
    return reason === undefined ? [] : [{ kind: change.kind, key: change.key, reason }];
  });
}

/**
 * What an object cannot do without. A template can do without a dashboard for which something is missing, and hosts cannot do
 * without the template; a user group without a right to what discovery has yet to make, and users not without the group. Such
 * are created, and the report says what they lack.
 */
function neededFirst({ kind, type, desired }: Change, version: ZabbixVersion): Needed[] {
  const comesWithout = ({ to, deferred }: Needed): boolean =>
    deferred && (isDocumentKind(kindNamed(kind)) || (type === 'create' && kindNamed(to).discovered === true));
  return neededBy(kindNamed(kind), desired.content, version).filter((needed) => !comesWithout(needed));
}

/** What is added to something that has to be there already. */
function isAddition({ kind, type }: Change): boolean {
  const { travel } = kindNamed(kind);
  return type === 'create' && travel.by === 'object' && travel.addedTo !== undefined;
}

/** @param id what the target has of it */
function lackedBy(change: Change, version: ZabbixVersion, id: string | undefined): string | undefined {
  const { travel } = kindNamed(change.kind);
  if (travel.by !== 'object') return undefined;
  if (isAddition(change) && id === undefined) return travel.addedTo;
  const live = change.type === 'update' ? change.live.content : undefined;
  if (live === undefined && travel.updateOnly !== undefined) return travel.updateOnly;
  return travel.lacking?.(change.desired.content, live, version);
}

/** The kinds that make up a class that is found by name. */
function kindsAmong(kind: string): readonly string[] {
  const { travel } = kindNamed(kind);
  return (travel.by === 'name' && travel.among) || [];
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
