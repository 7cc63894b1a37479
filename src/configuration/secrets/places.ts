import { parseVersion } from '../../zabbix/version.ts';
import type { Configuration, ConfigurationObject, Identity } from '../configuration.ts';
import { type JsonObject, objectsIn, text } from '../json.ts';
import type { Kind, Secret } from '../kind.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import { isSecretMacro } from '../mask.ts';

/** Where a value stands that no API gives back. */
export interface SecretPlace extends Identity {
  /** Below kind and name: ['passwd'], ['macros', macro], ['host_prototypes', key of the rule, prototype, macro]. */
  readonly path: readonly string[];
  /** The backup does not hold it. */
  readonly blank: boolean;
  /** An empty text is a value. */
  readonly mayBeEmpty: boolean;
  /** All fields of the secret, of which this is one. */
  readonly together: readonly string[];
}

/** A place in an object that can be written to. */
export interface Slot extends SecretPlace {
  /** The field of the object in which a difference shows. */
  readonly field: string;
  set(value: string): void;
}

/** What tells one place from all others. */
export function placeKey(kind: string, key: string, path: readonly string[]): string {
  return JSON.stringify([kind, key, ...path]);
}

/** A place for people: 'hosts: web: macros: {$PASSWORD}'. */
export function placeName({ kind, key, path }: Pick<SecretPlace, 'kind' | 'key' | 'path'>): string {
  return [kind, key, ...path].join(': ');
}

/** Every secret of a backup: of each kind what its descriptor declares, and the secret macros inside. */
export function secretPlaces(configuration: Configuration): SecretPlace[] {
  return kindsInOrder(parseVersion(configuration.zabbixVersion)).flatMap((kind) =>
    [...(configuration.objects.get(kind.name)?.values() ?? [])].flatMap((object) => slotsOf(kind, object)),
  );
}

/** The secrets of one object. Setting one changes the object that is given. */
export function slotsOf(kind: Kind, { key, content, supplement }: ConfigurationObject): Slot[] {
  const identity = { kind: kind.name, key };
  const declared = (kind.secrets ?? []).flatMap((secret) =>
    declaredSlots(identity, secret, secret.in === 'supplement' ? supplement : content),
  );
  return kind.holdsMacros ? [...declared, ...macroSlots(identity, content)] : declared;
}

function declaredSlots(identity: Identity, secret: Secret, holder: JsonObject | undefined): Slot[] {
  if (holder === undefined || secret.has?.(holder) === false) return [];
  return secret.fields.map((field) => ({
    ...identity,
    path: [field],
    blank: secret.mayBeEmpty ? holder[field] === undefined : text(holder[field]) === '',
    mayBeEmpty: secret.mayBeEmpty === true,
    together: secret.fields,
    field,
    set(value) {
      holder[field] = value;
    },
  }));
}

/** Secret macros of a template or host, made by discovery or not, and of the host prototypes in it. */
function macroSlots(identity: Identity, content: JsonObject): Slot[] {
  const inside = objectsIn(content.discovery_rules).flatMap((rule) =>
    objectsIn(rule.host_prototypes).flatMap((prototype) =>
      slotsOfMacros(
        identity,
        prototype,
        ['host_prototypes', text(rule.key), text(prototype.host)],
        'discovery_rules',
      ),
    ),
  );
  return [...slotsOfMacros(identity, content, ['macros'], 'macros'), ...inside];
}

function slotsOfMacros(
  identity: Identity,
  holder: JsonObject,
  above: readonly string[],
  field: string,
): Slot[] {
  return objectsIn(holder.macros)
    .filter(isSecretMacro)
    .map((macro) => ({
      ...identity,
      path: [...above, text(macro.macro)],
      blank: macro.value === undefined,
      mayBeEmpty: true,
      together: [text(macro.macro)],
      field,
      set(value) {
        macro.value = value;
      },
    }));
}
