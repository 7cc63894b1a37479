import { atLeast, type ZabbixVersion } from '../../zabbix/version.ts';
import { isObject, type JsonObject, objectsIn, stableText, text } from '../json.ts';

/*
 * An operation of an action that sends the default message may still hold the text that it sent before: action.get gives
 * it, the front end offers it to whoever wants a message of its own again. From 5.4 on action.create and action.update
 * refuse a text beside `default_msg` 1 (CAction::getOperationValidationRules), and an update leaves what the row holds, in
 * whichever of the rows of its type it takes for the operation (CAction::updateOperations). So such a text is set, or
 * taken away, by one update in which the operation sends it, and one in which it no longer does.
 *
 * The write before these could be the first of the two already. It is not: up to 50 actions are created in one call and settled
 * one after another, and until its turn, or for good where the restore is killed, an action would send people a text that it is
 * not to send. An update does not know beforehand whether it leaves the texts as they should be, as most do.
 */

/** The name of these texts among what a backup records. */
export const UNUSED_TEXTS = 'unused_texts';

const DEFAULT_MESSAGE = '1';
const TEXTS = ['subject', 'message'] as const;
/** An update may take another row for an operation than the one before it did. */
const MOST_ATTEMPTS = 3;

export const OPERATION_LISTS = ['operations', 'recovery_operations', 'update_operations'] as const;

/** Whether a message is the default one, and what it has of a text means nothing. */
export function isDefaultMessage(message: JsonObject): boolean {
  return text(message.default_msg) === DEFAULT_MESSAGE;
}

/** The same action without the texts that its operations do not send. */
export function withoutUnusedTexts(action: JsonObject): JsonObject {
  return withMessages(action, (message) => {
    const { subject: _subject, message: _message, ...rest } = message;
    return rest;
  });
}

/** The same action, each operation of which sends what it holds, be that nothing. */
function sendingUnusedTexts(action: JsonObject): JsonObject {
  return withMessages(action, (message) => ({ subject: '', message: '', ...message, default_msg: '0' }));
}

function withMessages(action: JsonObject, change: (message: JsonObject) => JsonObject): JsonObject {
  const changed = { ...action };
  for (const list of OPERATION_LISTS) {
    if (action[list] === undefined) continue;
    changed[list] = objectsIn(action[list]).map((operation) =>
      isObject(operation.opmessage) && isDefaultMessage(operation.opmessage)
        ? { ...operation, opmessage: change(operation.opmessage) }
        : operation,
    );
  }
  return changed;
}

/** Whether a write of an action may leave, or has to put, a text where none is sent. */
export function mayConcernUnusedTexts(
  desired: JsonObject,
  live: JsonObject | undefined,
  version: ZabbixVersion,
): boolean {
  if (!atLeast(version, '5.4')) return false;
  if (live === undefined) return unusedTexts(desired).some(({ texts }) => texts);
  const hasText = ({ opmessage }: JsonObject): boolean =>
    isObject(opmessage) && TEXTS.some((field) => text(opmessage[field]) !== '');
  return [desired, live].some((action) =>
    OPERATION_LISTS.some((list) => objectsIn(action[list]).some(hasText)),
  );
}

/** What stands in for an operation that sends the default message: which one it is, and whether it has a text. */
function unusedTexts(action: JsonObject): { name: string; texts: boolean }[] {
  return OPERATION_LISTS.flatMap((list) =>
    objectsIn(action[list]).flatMap(({ operationtype, opmessage, opmessage_grp, opmessage_usr }) => {
      if (!isObject(opmessage) || !isDefaultMessage(opmessage)) return [];
      const { subject = '', message = '', mediatypeid = '0' } = opmessage;
      const to = [opmessage_grp, opmessage_usr].map((rows) => objectsIn(rows).map(stableText).sort());
      const name = stableText([list, text(operationtype), mediatypeid, to, subject, message]);
      return [{ name, texts: subject !== '' || message !== '' }];
    }),
  );
}

/**
 * Sets the texts that operations do not send as they are in `action`, and takes away all others.
 * @param action as it was just written, with ids
 * @param read the operations as they are now, in the same form; undefined where the action is gone
 * @param update action.update with these fields
 */
export async function settleUnusedTexts(
  action: JsonObject,
  read: () => Promise<JsonObject | undefined>,
  update: (fields: JsonObject) => Promise<void>,
): Promise<void> {
  const operations = Object.fromEntries(
    OPERATION_LISTS.flatMap((list) => (action[list] === undefined ? [] : [[list, action[list]]])),
  );
  const wanted = namesOf(operations);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const live = await read();
    if (live === undefined || namesOf(live) === wanted) return;
    await update(sendingUnusedTexts(operations));
    await update(operations);
  }
}

function namesOf(action: JsonObject): string {
  const names = unusedTexts(action).map(({ name }) => name);
  return stableText(names.sort());
}
