import { silentProgress } from '../../terminal/progress.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { ReportBuilder } from '../report.ts';
import type { ApplyContext } from '../server/apply-context.ts';
import { Names } from '../server/names.ts';
import { configurationOf } from './builders.ts';

/** What a step of a restore works with, where only the server and what is given matter: nothing is shown, sent or put off yet. */
export function applyContextOf(zabbix: Zabbix, more: Partial<ApplyContext> = {}): ApplyContext {
  return {
    zabbix,
    names: new Names(zabbix),
    report: new ReportBuilder(),
    progress: silentProgress,
    desired: configurationOf({}),
    sent: new Map(),
    deferred: [],
    keepItems: false,
    ...more,
  };
}
