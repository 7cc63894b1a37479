import { type JsonObject, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { unknownPassword } from '../unknown-password.ts';
import { without } from './without.ts';

/** Methods of multi-factor authentication, without the secret by which Zabbix is known to Duo. */
export const mfas: Kind = {
  name: 'mfas',
  singular: 'MFA method',
  audited: ['54'],
  since: '7.0',
  // No filter: mfa.get finds none by its name.
  lookup: {
    api: 'mfa',
    idField: 'mfaid',
    idsParameter: 'mfaids',
    output: () => ['name'],
    key: (row) => text(row.name),
  },
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend' }),
    fromApi: (row) => without(row, 'mfaid'),
    update: 'changed',
    // CMfa::validateUpdate: what a method of the new type needs and may not have.
    together: [['type', 'hash_function', 'code_length', 'api_hostname', 'clientid']],
    // CMfa::deleteOutdatedTotpSecrets: codes of another kind need other secrets.
    costs: (desired, live) =>
      text(live.type) === TOTP && TOTP_FIELDS.some((field) => text(desired[field]) !== text(live[field]))
        ? { what: 'TOTP enrolment list', name: 'of all its users, who enrol again' }
        : undefined,
    closed: (content: JsonObject) =>
      isDuo(content) && content.client_secret === undefined
        ? {
            fields: { client_secret: unknownPassword([]).slice(0, SECRET_LENGTH) },
            needs: 'its client secret (a random one was set)',
          }
        : undefined,
  },
  references: [],
  secrets: [
    {
      fields: ['client_secret'],
      has: isDuo,
      stored: () => `select name as key, client_secret from mfa where type = ${DUO}`,
    },
  ],
  key: (content) => text(content.name),
};

const TOTP = '1';
const DUO = '2';

/** By what Zabbix takes the secrets of those who have enrolled for invalid. */
const TOTP_FIELDS = ['type', 'hash_function', 'code_length'];

function isDuo(content: JsonObject): boolean {
  return text(content.type) === DUO;
}

/** What Duo itself gives out, and the column of Zabbix takes. */
const SECRET_LENGTH = 40;
