import type { Zabbix } from '../../zabbix/connection.ts';
import { ZabbixApiError } from '../../zabbix/errors.ts';
import type { ActionToPutBack } from '../backup/put-back.ts';
import type { Configuration } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { isObject, text } from '../json.ts';
import { ACTIONS_BY_SOURCE, triggerActions } from '../kinds/actions.ts';
import { kindNamed, referencesOf } from '../kinds/all-kinds.ts';
import { triggers } from '../kinds/names-only.ts';
import { templates } from '../kinds/templates.ts';
import { referencePlaces } from '../references.ts';
import type { ReportBuilder } from '../report.ts';
import { reasonOf } from './apply-context.ts';
import { actionUpdate, OFF } from './force-templates.ts';
import type { Names } from './names.ts';

/**
 * Gives actions back what --force-templates took out of them, save those that came back with the restore. Every action
 * is found by name and only one that is still switched off is written: ids may be another server's by now, and a person
 * may have put it in order.
 * @returns the actions that are still to be put back
 */
export async function putBackActions(
  zabbix: Zabbix,
  actions: readonly ActionToPutBack[],
  desired: Configuration,
  names: Names,
  report: ReportBuilder,
): Promise<ActionToPutBack[]> {
  const left = actions.filter(({ name, eventSource }) => {
    const kind = ACTIONS_BY_SOURCE.get(eventSource)?.name;
    const inBackup = kind !== undefined && desired.objects.get(kind)?.has(name);
    return !inBackup || report.isBlocked({ kind, key: name });
  });
  for (const kind of [templates.name, triggers.name]) names.forget(kind);
  const remaining: ActionToPutBack[] = [];
  for (const action of left) {
    const reason = await putBack(zabbix, action, names, report);
    if (reason === undefined) continue;
    report.fail({ kind: 'actions', key: action.name }, reason);
    remaining.push(action);
  }
  return remaining;
}

/** @returns why it could not be done */
async function putBack(
  zabbix: Zabbix,
  { name, eventSource, content }: ActionToPutBack,
  names: Names,
  report: ReportBuilder,
): Promise<string | undefined> {
  const [row] = await zabbix.call<JsonObject[]>('action.get', {
    output: ['actionid', 'status'],
    filter: { name: [name], eventsource: [eventSource] },
  });
  if (row === undefined || text(row.status) !== OFF) return undefined;
  const places = referencePlaces(content, referencesOf(triggerActions, zabbix.version));
  for (const { parent, field, to } of places) {
    const key = parent[field];
    if (isObject(key)) return `it named a ${kindNamed(to).singular} that was unknown: it is left off`;
    await names.findIds(to, [text(key)]);
    if (names.idOf(to, text(key)) === undefined) {
      return `it names the ${kindNamed(to).singular} "${text(key).split('\n')[0]}", which is no longer there: it is left off and without it`;
    }
  }
  try {
    await zabbix.call('action.update', actionUpdate(text(row.actionid), content, zabbix, names));
  } catch (error) {
    if (!(error instanceof ZabbixApiError)) throw error;
    return reasonOf(error);
  }
  report.succeeded({ kind: 'actions', key: name }, 'updated');
  return undefined;
}
