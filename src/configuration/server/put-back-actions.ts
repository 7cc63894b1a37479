import type { ActionToPutBack } from '../backup/put-back.ts';
import type { JsonObject } from '../json.ts';
import { isObject, text } from '../json.ts';
import { ACTIONS_BY_SOURCE, triggerActions } from '../kinds/actions.ts';
import { kindNamed, referencesOf } from '../kinds/all-kinds.ts';
import { triggers } from '../kinds/names-only.ts';
import { templates } from '../kinds/templates.ts';
import { referencePlaces } from '../references.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf, repeatable } from './apply-context.ts';
import { actionUpdate, OFF } from './force-templates.ts';

/**
 * Gives actions back what --force-templates took out of them, save those that came back with the restore. Every action
 * is found by name and only one that is still switched off is written: ids may be another server's by now, and a person
 * may have put it in order.
 * @returns the actions that are still to be put back; why is in the context's report
 * @throws what concerns more than these actions (nobody there, no login any more), and the signal's reason
 */
export async function putBackActions(
  actions: readonly ActionToPutBack[],
  context: ApplyContext,
): Promise<ActionToPutBack[]> {
  const { desired, names, report } = context;
  const left = actions.filter(({ name, eventSource }) => {
    const kind = ACTIONS_BY_SOURCE.get(eventSource)?.name;
    const inBackup = kind !== undefined && desired.objects.get(kind)?.has(name);
    return !inBackup || report.isBlocked({ kind, key: name });
  });
  for (const kind of [templates.name, triggers.name]) names.forget(kind);
  const remaining: ActionToPutBack[] = [];
  for (const action of left) {
    const reason = await putBack(action, context);
    if (reason === undefined) continue;
    report.fail({ kind: 'actions', key: action.name }, reason);
    remaining.push(action);
  }
  return remaining;
}

/** @returns why it could not be done */
async function putBack(
  { name, eventSource, content }: ActionToPutBack,
  context: ApplyContext,
): Promise<string | undefined> {
  const { zabbix, names, report, signal } = context;
  const [row] = await zabbix.call<JsonObject[]>(
    'action.get',
    { output: ['actionid', 'status'], filter: { name: [name], eventsource: [eventSource] } },
    callOptions(context),
  );
  if (row === undefined || text(row.status) !== OFF) return undefined;
  const places = referencePlaces(content, referencesOf(triggerActions, zabbix.version));
  for (const { parent, field, to } of places) {
    const key = parent[field];
    if (isObject(key)) return `it named a ${kindNamed(to).singular} that was unknown: it is left off`;
    await names.findIds(to, [text(key)], signal);
    if (names.idOf(to, text(key)) === undefined) {
      return `it names the ${kindNamed(to).singular} "${text(key).split('\n')[0]}", which is no longer there: it is left off and without it`;
    }
  }
  try {
    const parameters = actionUpdate(text(row.actionid), content, zabbix, names);
    await repeatable(() => zabbix.call('action.update', parameters, callOptions(context)), signal);
  } catch (error) {
    if (!concernsOneWrite(error, signal)) throw error;
    return reasonOf(error);
  }
  report.succeeded({ kind: 'actions', key: name }, 'updated');
  return undefined;
}
