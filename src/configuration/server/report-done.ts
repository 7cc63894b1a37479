import type { Change } from '../plan.ts';
import type { ApplyContext } from './apply-context.ts';
import { needsOf } from './create-encrypted.ts';

/** Says in the report that a change was carried out, and what a person must still put in place. */
export function reportDone(change: Change, { report, zabbix }: ApplyContext): void {
  const isRename = change.type === 'update' && change.liveKey !== change.key;
  report.succeeded(change, change.type === 'create' ? 'created' : isRename ? 'renamed' : 'updated');
  for (const needs of needsOf(change, zabbix.version)) report.need(change, needs);
}
