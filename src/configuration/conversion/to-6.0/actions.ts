import { isObject, type JsonObject, objectsIn, text } from '../../json.ts';
import { type Draft, eachOf, type Loss } from '../draft.ts';
import { ACTION_KINDS, OPERATION_LISTS } from './scripts.ts';
import { convertTexts } from './texts.ts';

const TRIGGER_EVENTS = '0';
const APPLICATION = '15';
const SUPPRESSED = '16';
const VALUE_OF_TAG = '26';
const RECOVERY_TO_ALL = '11';

const LONGEST = { subject: 255, message: 65_535 };

/**
 * 5.4 and 6.0: applications are tags of that name, functions in messages are macros of their own, and a problem that
 * recovers has another macro for its name. Commands are converted before (`scripts`).
 */
export const actions = eachOf('conditions and messages of actions', ACTION_KINDS, (action, key, draft) => {
  const { filter, eventsource } = action;
  for (const condition of isObject(filter) ? objectsIn(filter.conditions) : []) convertCondition(condition);
  const ofTriggers = text(eventsource) === TRIGGER_EVENTS;
  if (ofTriggers) action.notify_if_canceled = '1';
  for (const list of OPERATION_LISTS) {
    for (const operation of objectsIn(action[list])) {
      if (!isObject(operation.opmessage)) continue;
      if (ofTriggers && text(operation.operationtype) === RECOVERY_TO_ALL)
        nameOfRecovery(operation.opmessage);
      const kept = convertTexts(operation.opmessage, LONGEST);
      if (kept.length > 0) lose(draft, { kind: kindOf(eventsource), key, what: tooLong(kept) });
    }
  }
});

const KINDS: Readonly<Record<string, string>> = {
  '0': 'trigger_actions',
  '1': 'discovery_actions',
  '2': 'reg_actions',
  '3': 'internal_actions',
};

function kindOf(eventsource: JsonObject[string] | undefined): string {
  return KINDS[text(eventsource)] ?? 'actions';
}

function tooLong(fields: readonly string[]): string {
  return `functions in its ${fields.join(' and ')}, which in the syntax of 6.0 would be too long`;
}

function lose(draft: Draft, loss: Loss): void {
  draft.losses.push(loss);
}

function convertCondition(condition: JsonObject): void {
  const type = text(condition.conditiontype);
  if (type === APPLICATION) Object.assign(condition, { conditiontype: VALUE_OF_TAG, value2: 'Application' });
  if (type === SUPPRESSED) delete condition.value;
}

function nameOfRecovery(message: JsonObject): void {
  for (const field of Object.keys(LONGEST)) {
    if (typeof message[field] !== 'string') continue;
    message[field] = text(message[field]).replaceAll('{EVENT.NAME}', '{EVENT.RECOVERY.NAME}');
  }
}
