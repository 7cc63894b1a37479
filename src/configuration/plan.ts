import type { ZabbixVersion } from '../zabbix/version.ts';
import { compare, type Difference } from './compare.ts';
import type { Configuration, ConfigurationObject, Identity } from './configuration.ts';
import { EXACT, exactIdentity, exactIn } from './exact/section.ts';
import { encryptionIn, INHERITED, inheritedIn } from './inherited/section.ts';
import { alignInterfaces } from './interfaces.ts';
import type { JsonObject } from './json.ts';
import { keepingItems } from './keep-items.ts';
import type { Kind, LeftFields } from './kind.ts';
import { listIdentity, listIdentityOf } from './lists.ts';
import { alignLive } from './match.ts';
import type { NeedEntry } from './report.ts';
import { type SecretValue, secretFieldsNotCompared, secretsNotCompared } from './secret-values.ts';

interface ChangeBase extends Identity {
  readonly desired: ConfigurationObject;
}

export interface Create extends ChangeBase {
  readonly type: 'create';
}

export interface Update extends ChangeBase {
  readonly type: 'update';
  /** The object as it is now, under its new key and with references by their new names. */
  readonly live: ConfigurationObject;
  /** Its key on the server now. Other than `key`: a rename. */
  readonly liveKey: string;
  readonly differences: readonly Difference[];
}

/** An object of the target that the desired side does not have; only where it was asked to go. */
export interface Delete extends Identity {
  readonly type: 'delete';
}

/** One step that makes the live configuration more like the desired one. */
export type Change = Create | Update;

/** The ordered changes that make `live` equal to `desired`: kinds in the order in which they can be written. */
export interface Plan {
  readonly changes: readonly Change[];
  /** What goes, once everything else is in place. Under the keys that it has on the server. */
  readonly deletes: readonly Delete[];
  /** Objects on both sides before, by kind: what a share of changed objects is measured against. */
  readonly liveCounts: ReadonlyMap<string, number>;
  readonly unchanged: number;
  /** The key that an object has on the server, by kind and desired key, where the two differ. */
  readonly formerKeys: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Values that a person put into the backup and that no API reads on the target: set only where they are asked for. */
  readonly notCompared: readonly SecretValue[];
  /** What differs and stays as it is on the target, with the reason. */
  readonly leftAlone: readonly NeedEntry[];
}

export interface PlanOptions {
  /** The kinds to compare, in the order in which they are written. */
  readonly kinds: readonly Kind[];
  readonly version: ZabbixVersion;
  /** Items, rules, triggers … inside templates and hosts that the desired side does not know stay. */
  readonly keepItems: boolean;
  /** Values of secret macros that the desired side holds are set, whatever they are on the target. */
  readonly setSecrets?: boolean;
  /** Whether an object that the desired side does not have is to go. Absent: all stay. */
  readonly prunes?: (object: Identity) => boolean;
  /** Fields that the desired side does not record, by kind: not compared. */
  readonly notRecorded?: ReadonlyMap<string, readonly string[]>;
  /** Fields that are not changed, so that who restores can go on doing it. */
  readonly leave?: (desired: ConfigurationObject, live: ConfigurationObject) => LeftFields | undefined;
}

/**
 * What must be done to `found` so that every object of `wanted` is there and the same. Objects that `wanted` does not
 * know are left alone, save those that `prunes` gives up; inside an object its content is exact. Pure: neither side is changed.
 */
export function makePlan(wanted: Configuration, found: Configuration, options: PlanOptions): Plan {
  const { kinds, version } = options;
  const [desired, live] = [toldApart(wanted, kinds), toldApart(found, kinds)];
  const aligned = alignLive(desired, live, kinds, version, options.notRecorded);
  const changes: Change[] = [];
  const notCompared: SecretValue[] = [];
  const leftAlone: NeedEntry[] = [];
  let unchanged = 0;
  for (const kind of kinds) {
    const present = aligned.configuration.objects.get(kind.name);
    const ignored = new Set([
      ...(options.notRecorded?.get(kind.name) ?? []),
      ...((kind.travel.by === 'object' && kind.travel.notCompared?.(version)) || []),
    ]);
    const listIdentity = listIdentityOf(kind);
    for (const wanted of desired.objects.get(kind.name)?.values() ?? []) {
      const identity = { kind: kind.name, key: wanted.key };
      const counterpart = present?.get(wanted.key);
      if (!counterpart) {
        changes.push({ type: 'create', ...identity, desired: wanted });
        continue;
      }
      const now = {
        ...(ignored.has(EXACT) ? withoutExact(counterpart) : counterpart),
        content: alignInterfaces(wanted.content, withoutLate(kind, counterpart.content, ignored)),
      };
      const content = contentOf(kind, wanted.content, now.content, options);
      const target = content === wanted.content ? wanted : { ...wanted, content };
      const fields = options.setSecrets ? [] : secretFieldsNotCompared(kind, target.content, now.content);
      const beside = options.setSecrets ? [] : keysNotCompared(kind, target, now);
      if (!options.setSecrets) {
        const macros = new Set([...secretsNotCompared(target.content, now.content), ...fields, ...beside]);
        notCompared.push(...[...macros].map((macro) => ({ ...identity, macro })));
      }
      const ignoredHere = fields.length === 0 ? ignored : new Set([...ignored, ...fields]);
      const found = [
        ...compare(target.content, now.content, listIdentity, ignoredHere, options.setSecrets),
        ...compareSupplements(target, now, beside),
      ];
      const { differences, left } = withoutLeft(found, [
        kind.travel.by === 'object' ? kind.travel.leave?.(target.content, now.content) : undefined,
        options.leave?.(target, now),
      ]);
      leftAlone.push(...left.map((needs) => ({ ...identity, needs })));
      if (differences.length === 0) unchanged += 1;
      else {
        const liveKey = aligned.formerKeys.get(kind.name)?.get(wanted.key) ?? wanted.key;
        changes.push({
          type: 'update',
          ...identity,
          desired: target,
          live: now,
          liveKey,
          differences,
        });
      }
    }
  }
  const liveCounts = new Map([...live.objects].map(([kind, objects]) => [kind, objects.size]));
  const deletes = surplus(desired, live, aligned.formerKeys, options);
  return { changes, deletes, liveCounts, unchanged, formerKeys: aligned.formerKeys, notCompared, leftAlone };
}

/** Live objects that are nobody's counterpart and that may go. */
function surplus(
  desired: Configuration,
  live: Configuration,
  formerKeys: Plan['formerKeys'],
  { kinds, prunes }: PlanOptions,
): Delete[] {
  if (!prunes) return [];
  return kinds.filter(isDeletable).flatMap((kind) => {
    const former = formerKeys.get(kind.name);
    const paired = new Set(
      [...(desired.objects.get(kind.name)?.keys() ?? [])].map((key) => former?.get(key) ?? key),
    );
    return [...(live.objects.get(kind.name)?.keys() ?? [])]
      .filter((key) => !paired.has(key) && !kind.builtIn?.includes(key) && prunes({ kind: kind.name, key }))
      .map((key) => ({ type: 'delete', kind: kind.name, key }) as const);
  });
}

/** What the installation makes, and not a person, is not a person's to delete. */
function isDeletable({ travel }: Kind): boolean {
  return travel.by !== 'object' || !(travel.single || travel.updateOnly !== undefined);
}

/** The differences less those in fields that stay as they are, and of these what is left and why. */
function withoutLeft(
  found: readonly Difference[],
  leaves: readonly (LeftFields | undefined)[],
): { differences: Difference[]; left: string[] } {
  let differences = [...found];
  const left: string[] = [];
  for (const leave of leaves) {
    if (leave === undefined) continue;
    const here = differences.filter(({ path }) => leave.fields.includes(path[0] ?? ''));
    if (here.length === 0) continue;
    differences = differences.filter((difference) => !here.includes(difference));
    const fields = [...new Set(here.map(({ path }) => path[0]))].join(', ');
    left.push(`${fields} left as on the target: ${leave.why}`);
  }
  return { differences, left };
}

/** What the live object is to become. */
function contentOf(
  kind: Kind,
  desired: JsonObject,
  live: JsonObject,
  { keepItems, version }: PlanOptions,
): JsonObject {
  if (kind.travel.by === 'object') return kind.travel.attainable?.(desired, live, version) ?? desired;
  return keepItems ? keepingItems(desired, live) : desired;
}

/** Keys that a supplement of the desired side holds, as one converted from 5.0 does. */
function keysNotCompared(kind: Kind, desired: ConfigurationObject, live: ConfigurationObject): string[] {
  return secretFieldsNotCompared(kind, desired.supplement ?? {}, live.supplement ?? {}, 'supplement');
}

/** A side that does not record a supplement says nothing about it: that is not a difference. */
function compareSupplements(
  desired: ConfigurationObject,
  live: ConfigurationObject,
  ignored: readonly string[],
): Difference[] {
  const encryption = encryptionIn(desired.supplement);
  const former = encryptionIn(live.supplement);
  const inherited = inheritedIn(desired.supplement);
  const [exact, formerly] = [exactIn(desired.supplement), exactIn(live.supplement)];
  return [
    ...(encryption && former ? compare(encryption, former, () => undefined, new Set(ignored)) : []),
    ...(inherited
      ? compare({ [INHERITED]: inherited }, { [INHERITED]: inheritedIn(live.supplement) ?? {} }, listIdentity)
      : []),
    ...(exact || formerly
      ? compare({ [EXACT]: exact ?? {} }, { [EXACT]: formerly ?? {} }, () => exactIdentity)
      : []),
  ];
}

/** A Configuration in which every object is one of its own: see `toldApart` of a kind. */
function toldApart(configuration: Configuration, kinds: readonly Kind[]): Configuration {
  const objects = new Map(configuration.objects);
  for (const kind of kinds) {
    const all = objects.get(kind.name);
    if (all && kind.toldApart) objects.set(kind.name, kind.toldApart(all));
  }
  return { ...configuration, objects };
}

function withoutLate({ travel }: Kind, content: JsonObject, ignored: ReadonlySet<string>): JsonObject {
  const late = travel.by === 'object' ? travel.lateSection : undefined;
  return late && ignored.has(late.name) ? late.without(content) : content;
}

/** For a desired side that does not record it. */
function withoutExact(object: ConfigurationObject): ConfigurationObject {
  const { supplement, ...rest } = object;
  if (!supplement) return object;
  const { [EXACT]: _exact, ...others } = supplement;
  return Object.keys(others).length === 0 ? rest : { ...rest, supplement: others };
}

/** Whether the live Configuration is equal to the desired one already. */
export function isEmpty(plan: Plan): boolean {
  return plan.changes.length === 0 && plan.deletes.length === 0;
}
