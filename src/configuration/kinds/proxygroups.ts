import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { without } from './without.ts';

export const proxyGroups: Kind = {
  name: 'proxygroups',
  singular: 'proxy group',
  since: '7.0',
  lookup: {
    api: 'proxygroup',
    idField: 'proxy_groupid',
    idsParameter: 'proxy_groupids',
    output: () => ['name'],
    filter: (names) => ({ name: [...names] }),
    key: (row) => text(row.name),
  },
  travel: {
    by: 'object',
    parameters: () => ({ output: ['name', 'failover_delay', 'min_online', 'description'] }),
    fromApi: (row) => without(row, 'proxy_groupid'),
    update: 'changed',
  },
  references: [],
  key: (content) => text(content.name),
};
