import { atLeast } from '../../zabbix/version.ts';
import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';

/** Host groups; up to 6.0 those of templates too. Groups made by host prototypes (flags 4) are the server's own. */
export const hostGroups: Kind = {
  name: 'hostgroups',
  singular: 'host group',
  audited: ['14'],
  lookup: lookupBy('name', 'hostgroup', 'groupid'),
  travel: {
    by: 'document',
    element: (version) => (atLeast(version, '6.2') ? 'host_groups' : 'groups'),
    exportOption: (version) => (atLeast(version, '6.2') ? 'host_groups' : 'groups'),
    partSize: 500,
    where: { filter: { flags: 0 } },
    rules: (version) =>
      atLeast(version, '6.2')
        ? { host_groups: { createMissing: true, updateExisting: true } }
        : { groups: { createMissing: true, ...(atLeast(version, '5.4') ? { updateExisting: true } : {}) } },
  },
  references: [],
  key: (content) => text(content.name),
  discovered: true,
  alias: [(content) => text(content.uuid)],
};
