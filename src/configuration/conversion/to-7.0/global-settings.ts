import { type ConversionStep, draftsOf } from '../draft.ts';

/** 7.0: time-outs of items are settings. The upgrade takes them from the server's own file, which no backup holds. */
const TIMEOUTS = [
  'timeout_browser',
  'timeout_db_monitor',
  'timeout_external_check',
  'timeout_http_agent',
  'timeout_script',
  'timeout_simple_check',
  'timeout_snmp_agent',
  'timeout_ssh_agent',
  'timeout_telnet_agent',
  'timeout_zabbix_agent',
];

/** 6.2 to 7.0: a kind of vault, a second switch of the audit log, time-outs. */
export const settings: ConversionStep = {
  name: 'settings',
  kinds: ['settings'],
  convert(draft) {
    for (const [, { content }] of draftsOf(draft, 'settings')) {
      Object.assign(content, { auditlog_mode: content.auditlog_enabled ?? '1', vault_provider: '0' });
    }
    draft.notRecorded.set('settings', TIMEOUTS);
  },
};
