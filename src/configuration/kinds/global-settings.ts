import { closedKey, PRE_SHARED_KEY_SECRET } from '../encryption.ts';
import { ONLY_ONE, single } from './single.ts';

/** Administration, General: GUI, audit log, timeouts, geographical maps and all else that has no class of its own. */
export const settings = single('settings', {
  singular: 'settings',
  audited: ['40'],
  since: '6.0',
  existedBefore: true,
  // Set by a command to the server process, for the cluster that it belongs to.
  refused: ['ha_failover_delay'],
  references: [
    { path: 'discovery_groupid', to: 'hostgroups' },
    { path: 'alert_usrgrpid', to: 'usergroups', none: '0' },
  ],
});

export const housekeeping = single('housekeeping', {
  singular: 'housekeeping',
  audited: ['41'],
  since: '6.0',
  existedBefore: true,
  // Which extension the database has is found out by Zabbix itself.
  refused: ['db_extension'],
});

/** How agents that nobody has registered may connect. No version gives the pre-shared key back, nor its identity. */
export const autoregistration = single('autoregistration', {
  singular: 'autoregistration',
  audited: ['38'],
  secrets: [
    {
      ...PRE_SHARED_KEY_SECRET,
      stored: () => `select '${ONLY_ONE}' as key, tls_psk_identity, tls_psk from config_autoreg_tls`,
    },
  ],
  travel: {
    closed: (content) => {
      const fields = closedKey(content);
      return fields && { fields, needs: 'its pre-shared key (a random one was set)' };
    },
  },
});
