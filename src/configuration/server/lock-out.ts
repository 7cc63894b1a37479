import { ConciergeError } from '../../errors.ts';
import { LoginError } from '../../zabbix/errors.ts';
import type { JsonObject } from '../json.ts';
import { methodOf, type ObjectKind } from '../kind.ts';
import type { Update } from '../plan.ts';
import { withIds } from '../to-rows.ts';
import { type ApplyContext, reasonOf, repeatable } from './apply-context.ts';

/**
 * After an update that decides who may log in: where the user who restores could not log in any more, what was sent is
 * written as it was before, with the session that is still open.
 * @param sent the fields of the update
 * @returns why it was taken back; undefined where it stays
 * @throws what keeps the login from being tried (a signal, a lost connection), after the update was taken back, which the
 *   report says; ConciergeError where it could not be taken back
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
    try {
      await repeatable(() => zabbix.call(methodOf(kind, 'update'), parameters, { evenCancelled: true }));
    } catch (second) {
      throw notTakenBack(kind, reasonOf(error), second);
    }
    if (error instanceof LoginError)
      return `it was taken back: with it the user who restores could not log in any more (${reasonOf(error)})`;
    context.report.fail(update, `it was taken back: whether one can still log in could not be tried`);
    throw error;
  }
}

/** The session that is open is the last one that is sure to have a way in. */
function notTakenBack(kind: ObjectKind, why: string, cause: unknown): ConciergeError {
  return new ConciergeError(
    `${methodOf(kind, 'update')} may have locked everybody out, and could not be taken back`,
    {
      why: `the login that was tried afterwards failed (${why}), and so did writing the former settings (${reasonOf(cause)})`,
      remedy:
        'Try to log in with a browser. Where that fails, put the settings back in the database of Zabbix.',
      cause,
    },
  );
}
