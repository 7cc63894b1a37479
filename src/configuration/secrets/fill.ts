import { InputError } from '../../errors.ts';
import { parseVersion } from '../../zabbix/version.ts';
import { type Configuration, type ConfigurationObject, markOf } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import type { Change, Plan } from '../plan.ts';
import type { ReportBuilder, SecretEntry } from '../report.ts';
import { placeKey, placeName, type SecretPlace, type Slot, slotsOf } from './places.ts';

/** Values of secrets by their place (`placeKey`). */
export type SecretValues = ReadonlyMap<string, string>;

/** A configuration in which secrets have their values, and which these are. */
export interface Filled {
  readonly configuration: Configuration;
  /** By kind and key. */
  readonly slots: ReadonlyMap<string, readonly Slot[]>;
}

/** The same configuration with these values in it. The one that is given stays as it is. */
export function withSecrets(configuration: Configuration, values: SecretValues): Filled {
  const slots = new Map<string, Slot[]>();
  const objects = new Map(configuration.objects);
  for (const kind of kindsInOrder(parseVersion(configuration.zabbixVersion))) {
    const all = configuration.objects.get(kind.name);
    if (!all) continue;
    const changed = new Map(all);
    for (const [key, object] of all) {
      const known = slotsOf(kind, object).some(({ path }) => values.has(placeKey(kind.name, key, path)));
      if (!known) continue;
      const copy = copyOf(object);
      const set: Slot[] = [];
      for (const slot of slotsOf(kind, copy)) {
        const value = values.get(placeKey(kind.name, key, slot.path));
        if (value === undefined) continue;
        slot.set(value);
        set.push(slot);
      }
      changed.set(key, copy);
      slots.set(markOf(copy), set);
    }
    objects.set(kind.name, changed);
  }
  return { configuration: { ...configuration, objects }, slots };
}

function copyOf({ kind, key, content, supplement }: ConfigurationObject): ConfigurationObject {
  return {
    kind,
    key,
    content: withoutSharing(content),
    ...(supplement && { supplement: withoutSharing(supplement) }),
  };
}

/** A copy in which what stands in several places is several objects. */
function withoutSharing(value: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

/** The secrets that a change writes. */
export function secretsIn(change: Change, { slots }: Filled): readonly SecretPlace[] {
  const all = slots.get(markOf(change)) ?? [];
  if (change.type === 'create') return all;
  const fields = new Set(change.differences.map(({ path }) => path[0]));
  return all.filter(({ field }) => fields.has(field));
}

/** Whether a change does nothing but set secrets, all of which somebody asked for. */
export function setsSecretsOnly(change: Change, { slots }: Filled): boolean {
  if (change.type === 'create' || change.liveKey !== change.key) return false;
  const fields = new Set((slots.get(markOf(change)) ?? []).map(({ field }) => field));
  return change.differences.every(
    ({ path, live, secret }) =>
      live === undefined && fields.has(path[0] ?? '') && (path.length === 1 || secret === true),
  );
}

/** A plan less what only sets secrets: those were asked for by name, and are no sign of a wrong server or backup. */
export function withoutSecretsOnly(plan: Plan, filled: Filled | undefined): Plan {
  if (!filled) return plan;
  return { ...plan, changes: plan.changes.filter((change) => !setsSecretsOnly(change, filled)) };
}

/** The secrets that were set when a plan was carried out. */
export function secretsSet(
  plan: Plan,
  filled: Filled,
  report: Pick<ReportBuilder, 'isBlocked'>,
): SecretEntry[] {
  return plan.changes
    .filter((change) => !report.isBlocked(change))
    .flatMap((change) => secretsIn(change, filled))
    .map(({ kind, key, path }) => ({ kind, key, secret: path.join(': ') }));
}

/**
 * @throws InputError where of fields that belong together one is given and another one neither given nor in the backup
 */
export function refuseHalves(places: readonly SecretPlace[], values: SecretValues): void {
  const isKnown = ({ kind, key, path, blank }: SecretPlace): boolean =>
    values.has(placeKey(kind, key, path)) || !blank;
  const unknown = new Map(
    places
      .filter((place) => !isKnown(place))
      .map((place) => [placeKey(place.kind, place.key, place.path), place]),
  );
  const halves = places.flatMap((place) => {
    if (!values.has(placeKey(place.kind, place.key, place.path))) return [];
    const lacking = place.together.filter((field) => unknown.has(placeKey(place.kind, place.key, [field])));
    return lacking.length > 0 ? [`${placeName(place)} without ${lacking.join(', ')}`] : [];
  });
  if (halves.length === 0) return;
  throw new InputError('The secrets file holds a part of what belongs together', {
    why: halves.join('; '),
    remedy: 'Give both, the key and its identity, or neither.',
  });
}
