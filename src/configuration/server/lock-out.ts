import { LoginError } from '../../zabbix/errors.ts';
import type { JsonObject } from '../json.ts';
import type { ObjectKind } from '../kind.ts';
import type { Update } from '../plan.ts';
import { withIds } from '../to-rows.ts';
import { type ApplyContext, callOptions, reasonOf, repeatable } from './apply-context.ts';

/**
 * After an update that decides who may log in: where the user who restores could not log in any more, what was sent is
 * written as it was before, with the session that is still open.
 * @param sent the fields of the update
 * @returns why it was taken back; undefined where it stays
 * @throws what keeps the login from being tried, after the update was taken back
 */
export async function takeBackLockOut(
  kind: ObjectKind,
  update: Update,
  sent: JsonObject,
  context: ApplyContext,
): Promise<string | undefined> {
  const { zabbix } = context;
  try {
    await zabbix.proveLogin();
    return undefined;
  } catch (error) {
    const former = withIds(kind, update.live.content, context.names, zabbix.version);
    for (const field of Object.keys(former)) if (!Object.hasOwn(sent, field)) delete former[field];
    const parameters = kind.travel.toApi?.(former, zabbix.version) ?? former;
    await repeatable(() => zabbix.call(`${kind.lookup.api}.update`, parameters, callOptions(context)));
    if (!(error instanceof LoginError)) throw error;
    return `it was taken back: with it the user who restores could not log in any more (${reasonOf(error)})`;
  }
}
