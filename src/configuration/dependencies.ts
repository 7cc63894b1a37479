import type { ZabbixVersion } from '../zabbix/version.ts';
import { type Configuration, type Identity, markOf } from './configuration.ts';
import { hostsInExpression } from './expression.ts';
import { formerKeysIn } from './former-keys.ts';
import { isObject, type JsonObject, text } from './json.ts';
import { isHolderKind, type Kind } from './kind.ts';
import { kindNamed, referencesOf } from './kinds/all-kinds.ts';
import { ownersOfParts } from './owners-of-parts.ts';
import type { Change, Plan, Update } from './plan.ts';
import { referencePlaces } from './references.ts';
import type { Selection } from './selection.ts';

/** An object that comes along because another one needs it. */
export interface Dependency extends Identity {
  readonly neededBy: Identity;
}

/**
 * Everything that an object names, in the order in which its kind declares it, itself left out: also what may come later
 * than the object, and the hosts in its expressions.
 */
function namedIn(kind: Kind, key: string, content: JsonObject, version: ZabbixVersion): Identity[] {
  const named = new Map<string, Identity>();
  for (const { parent, field, to, reference } of referencePlaces(content, referencesOf(kind, version))) {
    const value = parent[field];
    // What the backup could not name itself can be found in it by nobody.
    if (isObject(value)) continue;
    const keys = reference.expression ? hostsInExpression(text(value)) : [text(value)];
    for (const target of keys) {
      if (to === kind.name && target === key) continue;
      named.set(markOf({ kind: to, key: target }), { kind: to, key: target });
    }
  }
  return [...named.values()];
}

/** Whether an object that something names is to come: `named` is what is named, itself or a part of the object. */
export type Brings = (object: Identity, named: Identity) => boolean;

/**
 * Follows what objects name, from those that `selection` chooses on, as far as `brings` says that it is to come.
 * @returns what comes beside the chosen objects, each once, with the first that needs it. What --skip leaves out never comes.
 */
export function dependenciesOf(
  configuration: Configuration,
  selection: Selection,
  version: ZabbixVersion,
  brings: Brings = () => true,
): Dependency[] {
  const found = new Map<string, Dependency>();
  const carriersOf = carriersIn(configuration);
  const open: Identity[] = [];
  for (const [kind, objects] of configuration.objects) {
    for (const key of objects.keys()) if (selection.object(kind, key)) open.push({ kind, key });
  }
  for (let next = open.pop(); next; next = open.pop()) {
    const object = configuration.objects.get(next.kind)?.get(next.key);
    if (!object) continue;
    for (const named of namedIn(kindNamed(next.kind), next.key, object.content, version)) {
      for (const { kind, key } of carriersOf(named)) {
        if (found.has(markOf({ kind, key })) || selection.object(kind, key) || selection.skips(kind, key))
          continue;
        if (!brings({ kind, key }, named)) continue;
        found.set(markOf({ kind, key }), { kind, key, neededBy: { kind: next.kind, key: next.key } });
        open.push({ kind, key });
      }
    }
  }
  const order = [...configuration.objects.keys()];
  return [...found.values()].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.key < b.key ? -1 : 1),
  );
}

/** The objects of a configuration that bring what is named: the object itself, or those that it stands in. */
function carriersIn(configuration: Configuration): (named: Identity) => Identity[] {
  const { objects } = configuration;
  const holders = [...objects.keys()].filter((kind) => isHolderKind(kindNamed(kind)));
  const owners = ownersOfParts(configuration);
  const has = ({ kind, key }: Identity): boolean => objects.get(kind)?.has(key) === true;
  return (named) => {
    if (has(named)) return [named];
    const owner = owners.get(markOf(named));
    if (owner) return [owner];
    const { travel } = kindNamed(named.kind);
    if (travel.by !== 'name') return [];
    return [
      ...(travel.among ?? []).map((kind) => ({ kind, key: named.key })),
      ...(travel.within?.(named.key) ?? []).flatMap((key) => holders.map((kind) => ({ kind, key }))),
    ].filter(has);
  };
}

/** What is named in these objects and stands inside others: whether the target has it must be asked of the target. */
export function partsNamedIn(
  configuration: Configuration,
  objects: readonly Identity[],
  version: ZabbixVersion,
): Map<string, Set<string>> {
  const parts = new Map<string, Set<string>>();
  for (const { kind, key } of objects) {
    const content = configuration.objects.get(kind)?.get(key)?.content;
    if (!content) continue;
    for (const named of namedIn(kindNamed(kind), key, content, version)) {
      if (!isPart(named)) continue;
      parts.set(named.kind, (parts.get(named.kind) ?? new Set()).add(named.key));
    }
  }
  return parts;
}

function isPart({ kind }: Identity): boolean {
  const { travel } = kindNamed(kind);
  return travel.by === 'name' && (travel.within !== undefined || travel.partsOf !== undefined);
}

/**
 * Brings what a restore must create or rename for others to be whole. What is on the target already stays as it is there,
 * save where it lacks the very part that is named.
 * @param plan what would be done if all that is needed were restored
 * @param isOnTarget whether the target has a part (an item, a trigger …) already
 */
export function bringsWhatLacks(plan: Plan, isOnTarget: (part: Identity) => boolean): Brings {
  const changes = new Map(plan.changes.map((change) => [markOf(change), change]));
  return (object, named) => {
    const change = changes.get(markOf(object));
    if (change === undefined) return false;
    if (change.type === 'create' || change.liveKey !== change.key) return true;
    return isPart(named) && !isOnTarget(named);
  };
}

/**
 * What comes along with the chosen objects: what `brings` says, and what is on the target by its name only because one of
 * these objects has that name there and is about to give it up. With both of them in the plan the key decides which of the
 * two the target has (match.ts), and nothing is renamed.
 * @param brings by the plan in which everything needed is restored: it has both already, so it shows no such rename
 * @param planWith what would be done to restore the chosen objects together with these
 * @returns what comes along, and the plan with it
 */
export function comingAlong(
  configuration: Configuration,
  selection: Selection,
  version: ZabbixVersion,
  brings: Brings,
  planWith: (dependencies: readonly Dependency[]) => Plan,
): { dependencies: Dependency[]; plan: Plan } {
  const givenUp: ((object: Identity) => boolean)[] = [];
  const found = (): Dependency[] =>
    dependenciesOf(
      configuration,
      selection,
      version,
      (object, named) => brings(object, named) || givenUp.some((isGivenUp) => isGivenUp(object)),
    );
  // What comes along may itself be renamed from what something else needs.
  for (let dependencies = found(); ; ) {
    const plan = planWith(dependencies);
    givenUp.push(namesGivenUp(plan));
    const more = found();
    if (more.length === dependencies.length) return { dependencies, plan };
    dependencies = more;
  }
}

/**
 * Whether a plan renames what goes by the key of an object now. Not so where that is known by its uuid: if it were taken for
 * the object of that key, what has its uuid in the backup could not be created (otherOwner in foresee.ts).
 */
function namesGivenUp(plan: Plan): (object: Identity) => boolean {
  const former = formerKeysIn(plan);
  const known = new Set(
    plan.changes.filter(isKnownByUuid).map(({ kind, liveKey }) => markOf({ kind, key: liveKey })),
  );
  return (object) => former.isGivenUp(object.kind, object.key) && !known.has(markOf(object));
}

function isKnownByUuid(change: Change): change is Update {
  const uuid = text(change.desired.content.uuid);
  return change.type === 'update' && uuid !== '' && uuid === text(change.live.content.uuid);
}

/** The objects of `configuration` that are chosen, and these with them. */
export function chosenWith(
  configuration: Configuration,
  selection: Selection,
  dependencies: readonly Identity[] = [],
): Configuration {
  const also = new Set(dependencies.map(markOf));
  const kinds = new Set(dependencies.map(({ kind }) => kind));
  const objects = [...configuration.objects]
    .filter(([kind]) => selection.kind(kind) || kinds.has(kind))
    .map(([kind, all]) => {
      const chosen = [...all].filter(
        ([key]) => selection.object(kind, key) || also.has(markOf({ kind, key })),
      );
      return [kind, new Map(chosen)] as const;
    });
  return { ...configuration, objects: new Map(objects) };
}

/** What comes along, for people: a line each. */
export function renderDependencies(dependencies: readonly Dependency[] = []): string[] {
  if (dependencies.length === 0) return [];
  return [
    'Restored as well, since others need it:',
    ...dependencies.map(
      ({ kind, key, neededBy }) => `  ${kind}: ${key} (for ${neededBy.kind}: ${neededBy.key})`,
    ),
  ];
}

/** The same for programs. */
export function dependenciesDocument(dependencies: readonly Dependency[] | undefined): JsonObject {
  if (dependencies === undefined) return {};
  return {
    dependencies: dependencies.map(({ kind, key, neededBy }) => ({ kind, key, needed_by: { ...neededBy } })),
  };
}
