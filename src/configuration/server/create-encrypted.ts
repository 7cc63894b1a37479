import { OutcomeUnknownError } from '../../zabbix/errors.ts';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import { closedKey, isEncrypted } from '../encryption.ts';
import { interfaceForApi } from '../export-constants.ts';
import { encryptionIn } from '../inherited/section.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import type { Change, Create } from '../plan.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf } from './apply-context.ts';
import { haveAppeared } from './have-appeared.ts';
import { allOwnFields } from './own-fields.ts';
import { idOnTarget } from './update-own.ts';

/**
 * Creates a host whose encryption no document can carry, closed from its first moment; the import that follows finds
 * it there and fills it. Does nothing for a host without encryption.
 */
export async function createEncrypted(kind: Kind, create: Create, context: ApplyContext): Promise<void> {
  const { content } = create.desired;
  const supplement = encryptionIn(create.desired.supplement);
  if (!supplement || !isEncrypted(supplement)) return;
  const parameters: JsonObject = {
    ...allOwnFields(create.desired, {
      version: context.zabbix.version,
      idOf: (to, key) => idOnTarget(to, key, context),
      macroIds: new Map(),
    }),
    interfaces: objectsIn(content.interfaces).map(interfaceForApi),
    ...supplement,
    ...closedKey(supplement),
  };
  try {
    await context.zabbix.call(`${kind.lookup.api}.create`, parameters, callOptions(context));
  } catch (error) {
    if (error instanceof OutcomeUnknownError && !context.signal?.aborted) {
      // Without a look the import could create it anew, and without encryption.
      if (await haveAppeared([create], context)) return;
    } else if (!concernsOneWrite(error, context.signal)) throw error;
    context.report.fail(create, reasonOf(error));
  }
}

/** What a person must put in place after a change, because no backup can hold it. */
export function needsOf(change: Change, version: ZabbixVersion): string[] {
  const { content } = change.desired;
  const supplement = encryptionIn(change.desired.supplement);
  const known = change.type === 'update' ? secretMacros(change.live.content) : new Set<string>();
  const needs = [...secretMacros(content)]
    .filter((macro) => !known.has(macro))
    .map((macro) => `the value of its secret macro ${macro}`);
  if (change.type !== 'create' || !hasSupplement(change.kind, version)) return needs;
  if (supplement && closedKey(supplement)) needs.push('its pre-shared key (a random one was set)');
  if (!supplement) {
    needs.push('its encryption: the backup does not record any, and it was created without');
  }
  return needs;
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
