import { type JsonObject, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { without } from './without.ts';

/** API tokens: whose they are, whether and how long they are valid. Zabbix keeps a hash of the value and shows none. */
export const tokens: Kind = {
  name: 'tokens',
  singular: 'API token',
  audited: ['45'],
  since: '5.4',
  lookup: {
    api: 'token',
    idField: 'tokenid',
    idsParameter: 'tokenids',
    output: () => ['name', 'userid'],
    owner: { field: 'userid', kind: 'users' },
    key: tokenKey,
  },
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend' }),
    fromApi: (row) => without(row, 'tokenid', 'created_at', 'creator_userid', 'lastaccess', 'token'),
    update: 'changed',
    createOnly: ['userid'],
    // token.create makes a token without value: nobody gets in by it until token.generate makes one.
    closed: () => ({
      fields: {},
      needs: 'its value: generate one (Users, API tokens) and give it to who uses it',
    }),
  },
  references: [{ path: 'userid', to: 'users' }],
  // Nobody can say what a value is to be: Zabbix makes it.
  secrets: [],
  shownInPart: true,
  isOwn: (key, { token }) => key === token,
  key: tokenKey,
};

/** A name is unique for its user only. Both may hold any letter. */
export function tokenKey({ userid, name }: JsonObject): string {
  return `${text(userid).replaceAll(/[\\/]/g, '\\$&')}/${text(name)}`;
}
