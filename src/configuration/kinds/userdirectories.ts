import { type JsonObject, objectsIn, text } from '../json.ts';
import type { Kind, LeftFields } from '../kind.ts';
import { unknownPassword } from '../unknown-password.ts';
import { without } from './without.ts';

/**
 * LDAP and SAML directories and what they provide, without the password by which Zabbix binds to one. They name user groups
 * and user groups name them: the groups come first and are completed later.
 */
export const userDirectories: Kind = {
  name: 'userdirectories',
  singular: 'user directory',
  audited: ['49'],
  since: '6.2',
  // No filter: userdirectory.get finds none by its name.
  lookup: {
    api: 'userdirectory',
    idField: 'userdirectoryid',
    idsParameter: 'userdirectoryids',
    output: () => ['name', 'idp_type'],
    key: nameOf,
  },
  travel: {
    by: 'object',
    parameters: () => ({
      output: 'extend',
      selectProvisionMedia: 'extend',
      selectProvisionGroups: 'extend',
    }),
    fromApi,
    toApi,
    update: 'changed',
    together: [
      // What is provided is judged together with whether anything is.
      ['provision_status', 'provision_groups', 'provision_media'],
      // Whether there is a password to go along with another host: see toApi.
      ['host', 'bind_dn'],
    ],
    leave,
    closed: (content) =>
      binds(content) && content.bind_password === undefined
        ? {
            fields: { bind_password: unknownPassword([]) },
            needs: 'its bind password (a random one was set)',
          }
        : undefined,
  },
  references: [
    { path: 'provision_groups[].roleid', to: 'roles' },
    { path: 'provision_groups[].user_groups[].usrgrpid', to: 'usergroups' },
    { path: 'provision_media[].mediatypeid', to: 'mediatypes' },
  ],
  secrets: [
    {
      fields: ['bind_password'],
      has: binds,
      stored: () => `select d.name as key, l.bind_password
        from userdirectory d join userdirectory_ldap l on l.userdirectoryid = d.userdirectoryid`,
    },
  ],
  // There is one of SAML at most.
  alias: [(content) => (text(content.idp_type) === SAML ? 'SAML' : '')],
  key: nameOf,
};

const LDAP = '1';
const SAML = '2';

const NAMELESS = '(SAML)';

/** The front end makes the directory of SAML without a name; those of LDAP have one, which may be any. */
function nameOf(content: JsonObject): string {
  const name = text(content.name);
  if (name === NAMELESS && text(content.idp_type) === LDAP) return `\\${name}`;
  return name || NAMELESS;
}

function fromApi(row: JsonObject): JsonObject {
  return {
    ...without(row, 'userdirectoryid'),
    provision_media: objectsIn(row.provision_media).map((media) => without(media, 'userdirectory_mediaid')),
  };
}

/**
 * Zabbix keeps the password of a directory to which it no longer binds, and refuses another host that comes without one
 * (CUserDirectory::checkLdapBindPassword). Nothing needs that password any more: it is taken away.
 */
function toApi(content: JsonObject): JsonObject {
  return content.bind_dn === '' ? { bind_password: '', ...content } : content;
}

function binds(content: JsonObject): boolean {
  return text(content.idp_type) === LDAP && text(content.bind_dn) !== '';
}

/** CUserDirectory::checkLdapBindPassword: a password is not to be sent to another host than it was meant for. */
function leave(desired: JsonObject, live: JsonObject): LeftFields | undefined {
  if (!binds(live) || !binds(desired) || desired.bind_password !== undefined) return undefined;
  return {
    fields: ['host'],
    why: 'Zabbix takes another host only along with the bind password, which the backup does not hold',
  };
}
