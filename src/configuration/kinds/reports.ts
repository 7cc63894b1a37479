import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** Scheduled reports: a dashboard that is sent as PDF. */
export const reports: Kind = {
  name: 'reports',
  singular: 'scheduled report',
  audited: ['46'],
  since: '5.4',
  lookup: lookupBy('name', 'report', 'reportid'),
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend', selectUsers: 'extend', selectUserGroups: 'extend' }),
    fromApi: (row) => without(row, 'reportid', 'state', 'lastsent', 'info'),
    update: 'changed',
    together: [
      ['cycle', 'weekdays'],
      ['active_since', 'active_till'],
      // Zabbix asks for at least one of either.
      ['users', 'user_groups'],
    ],
  },
  references: [
    { path: 'userid', to: 'users' },
    { path: 'dashboardid', to: 'dashboards' },
    { path: 'users[].userid', to: 'users' },
    { path: 'users[].access_userid', to: 'users', none: '0' },
    { path: 'user_groups[].usrgrpid', to: 'usergroups' },
    { path: 'user_groups[].access_userid', to: 'users', none: '0' },
  ],
  // ZBX_REPORT_STATUS_DISABLED; 0 is enabled (include/defines.inc.php), unlike for connectors.
  asleep: { status: '1' },
  key: (content) => text(content.name),
};
