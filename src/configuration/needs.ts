import type { ZabbixVersion } from '../zabbix/version.ts';
import { closedKey } from './encryption.ts';
import { encryptionIn } from './inherited/section.ts';
import { type JsonObject, objectsIn, text } from './json.ts';
import type { ObjectKind } from './kind.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import type { Change, Create, Update } from './plan.ts';

/** What is said of a host or proxy whose key nobody knows. */
export const RANDOM_KEY = 'its pre-shared key (a random one was set)';

/** What a person must put in place after a change, because no backup can hold it. Pure, so that it is known beforehand. */
export function needsOf(change: Change, version: ZabbixVersion): string[] {
  const { travel } = kindNamed(change.kind);
  const made =
    travel.by === 'object'
      ? madeUp(kindNamed(change.kind) as ObjectKind, change, version)?.needs
      : change.type === 'update' && makesUpKey(change)
        ? RANDOM_KEY
        : undefined;
  return [...(made === undefined ? [] : [made]), ...needsOfContent(change, version)];
}

/** Those that come of what the object holds, and not of what is made up when it is written. */
export function needsOfContent(change: Change, version: ZabbixVersion): string[] {
  const { content } = change.desired;
  const supplement = encryptionIn(change.desired.supplement);
  const known = change.type === 'update' ? secretMacros(change.live.content) : new Set<string>();
  const needs = [...secretMacros(content)]
    .filter((macro) => !known.has(macro))
    .map((macro) => `the value of its secret macro ${macro}`);
  if (change.type !== 'create' || !hasSupplement(change.kind, version)) return needs;
  if (supplement && closedKey(supplement)) needs.push(RANDOM_KEY);
  if (!supplement) {
    needs.push('its encryption: the backup does not record any, and it was created without');
  }
  return needs;
}

/** What is made up for an object, and what a person must put in its place. */
export type MadeUp = NonNullable<ReturnType<NonNullable<ObjectKind['travel']['closed']>>>;

/** What a change makes up. An object that comes to need a secret that nobody has is closed; one that had it keeps its own. */
function madeUp(kind: ObjectKind, change: Change, version: ZabbixVersion): MadeUp | undefined {
  if (change.type === 'update') return madeUpForUpdate(kind, change, version);
  // What is added to something that is there makes nothing up.
  return kind.travel.addedTo === undefined ? closedFor(kind, change.desired.content, version) : undefined;
}

/** As closedFor, for an update. */
export function madeUpForUpdate(
  kind: ObjectKind,
  { desired, live }: Pick<Update, 'desired' | 'live'>,
  version: ZabbixVersion,
): MadeUp | undefined {
  return kind.travel.closed?.(live.content, version) ? undefined : closedFor(kind, desired.content, version);
}

/** What is made up for a new object, where nobody has given it. */
export function closedFor(kind: ObjectKind, content: JsonObject, version: ZabbixVersion): MadeUp | undefined {
  const closed = kind.travel.closed?.(content, version);
  const fields = Object.keys(closed?.fields ?? {});
  // Without fields it is something that only a person can make, as the value of a token.
  const isGiven = fields.length > 0 && fields.every((field) => content[field] !== undefined);
  return isGiven ? undefined : closed;
}

/** Whether a host comes to use a pre-shared key that nobody has; one that uses a key already keeps it. */
export function makesUpKey({ desired, live }: Pick<Update, 'desired' | 'live'>): boolean {
  const [wanted, former] = [encryptionIn(desired.supplement), encryptionIn(live.supplement)];
  const hadKey = former !== undefined && closedKey(former) !== undefined;
  return wanted !== undefined && closedKey(wanted) !== undefined && !hadKey;
}

/** Whether an object that is there as it is wanted would, had it been made now, have come with this need. */
export function isStillNeeded(create: Create, needs: string, version: ZabbixVersion): boolean {
  return needsOf(create, version).includes(needs);
}

/** Whether objects of the kind have an encryption that their documents have no place for. */
function hasSupplement(name: string, version: ZabbixVersion): boolean {
  const { travel } = kindNamed(name);
  return travel.by === 'document' && (travel.supplement?.(version) ?? []).length > 0;
}

/** Secret macros without a value: of the object itself, and of the host prototypes in it. */
function secretMacros(content: JsonObject): Set<string> {
  const prototypes = objectsIn(content.discovery_rules).flatMap((rule) => objectsIn(rule.host_prototypes));
  return new Set(
    [content, ...prototypes]
      .flatMap((holder) => objectsIn(holder.macros))
      .filter((macro) => macro.type === 'SECRET_TEXT' && macro.value === undefined)
      .map((macro) => text(macro.macro)),
  );
}
