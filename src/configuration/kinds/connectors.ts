import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** Where values and events are streamed to. Credentials come back in clear. */
export const connectors: Kind = {
  name: 'connectors',
  singular: 'connector',
  audited: ['51'],
  since: '7.0',
  lookup: lookupBy('name', 'connector', 'connectorid'),
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend', selectTags: 'extend' }),
    fromApi: (row) => without(row, 'connectorid'),
    update: 'changed',
    // What the type of authentication does not use is set back by Zabbix itself, and its fields are judged by it.
    together: [['authtype', 'username', 'password', 'token']],
  },
  references: [],
  asleep: { status: '0' },
  key: (content) => text(content.name),
};
