import { OutcomeUnknownError } from '../../zabbix/errors.ts';
import { closedKey, isEncrypted } from '../encryption.ts';
import { interfaceForApi } from '../export-constants.ts';
import { encryptionIn } from '../inherited/section.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { Create } from '../plan.ts';
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
