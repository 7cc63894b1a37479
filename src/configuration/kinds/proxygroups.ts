import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

export const proxyGroups: Kind = {
  name: 'proxygroups',
  singular: 'proxy group',
  audited: ['55'],
  since: '7.0',
  lookup: lookupBy('name', 'proxygroup', 'proxy_groupid'),
  travel: {
    by: 'object',
    parameters: () => ({ output: ['proxy_groupid', 'name', 'failover_delay', 'min_online', 'description'] }),
    fromApi: (row) => without(row, 'proxy_groupid'),
    update: 'changed',
  },
  references: [],
  key: (content) => text(content.name),
};
