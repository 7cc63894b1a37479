import { atLeast, type ZabbixVersion } from '../../zabbix/version.ts';
import { type JsonObject, objectsIn, text } from '../json.ts';
import type { Kind, LeftFields } from '../kind.ts';
import { unknownPassword } from '../unknown-password.ts';
import { without } from './without.ts';

/** Users with their media and groups, without their passwords. */
export const users: Kind = {
  name: 'users',
  singular: 'user',
  audited: ['0', '11'],
  lookup: {
    api: 'user',
    idField: 'userid',
    idsParameter: 'userids',
    output: (version) => [atLeast(version, '5.4') ? 'username' : 'alias'],
    filter: (names, version) => ({ [atLeast(version, '5.4') ? 'username' : 'alias']: [...names] }),
    key: (row) => text(row.username ?? row.alias),
  },
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend', selectUsrgrps: ['usrgrpid'], selectMedias: 'extend' }),
    fromApi,
    toApi,
    ordered: ['medias[].sendto'],
    update: 'changed',
    together: [['autologin', 'autologout']],
    leave,
    notCompared: () => [PROVISIONED],
    closed: (content) => ({
      fields: { passwd: unknownPassword([nameOf(content), text(content.name), text(content.surname)]) },
      needs:
        text(content[PROVISIONED]) === YES
          ? 'its password (a random one was set), or its user directory: no API can say that it came from one. Delete it for its next login to make it again'
          : 'its password (a random one was set)',
    }),
  },
  references: [
    { path: 'roleid', to: 'roles', none: '0', since: '5.2' },
    { path: 'usrgrps[].usrgrpid', to: 'usergroups' },
    { path: 'medias[].mediatypeid', to: 'mediatypes' },
  ],
  secrets: [
    // A guest has none, and of whom a user directory provides Zabbix takes none (CUser::validateUpdate).
    {
      fields: ['passwd'],
      has: (user) => nameOf(user) !== GUEST && text(user[PROVISIONED]) !== YES,
      notStored: 'the database holds a hash of it, and the API takes none',
    },
  ],
  shownInPart: true,
  isOwn: (key, { user }) => key === user,
  builtIn: ['guest'],
  key: nameOf,
};

const RUN_TIME = [
  'userid',
  'attempt_failed',
  'attempt_ip',
  'attempt_clock',
  'ts_provisioned',
  'userdirectoryid',
];
const PROVISIONED = 'provisioned';
const YES = '1';
const GUEST = 'guest';

function nameOf(content: JsonObject): string {
  return text(content.username ?? content.alias);
}

function fromApi(row: JsonObject, version: ZabbixVersion): JsonObject {
  const user = {
    ...without(row, ...RUN_TIME),
    usrgrps: objectsIn(row.usrgrps).map(({ usrgrpid }) => ({ usrgrpid: usrgrpid ?? null })),
    // What a user directory has provided comes back from there, and survives an update that does not name it.
    medias: objectsIn(row.medias)
      .filter((media) => text(media.provisioned) !== YES)
      .map((media) => without(media, 'mediaid', 'userid', 'provisioned', 'userdirectory_mediaid')),
  };
  if (text(row[PROVISIONED]) !== YES) delete (user as JsonObject)[PROVISIONED];
  // 6.0 still gives the names of before 5.4 as well.
  return atLeast(version, '5.4') ? without(user, 'alias', 'user_medias') : user;
}

/** 5.0 reads medias and writes user_medias. */
function toApi(content: JsonObject, version: ZabbixVersion): JsonObject {
  const { medias, ...user } = without(content, PROVISIONED);
  if (medias === undefined) return user;
  return { ...user, [atLeast(version, '5.4') ? 'medias' : 'user_medias']: medias };
}

/** CUser::validateUpdate: what nobody may change of these users. */
function leave(_desired: JsonObject, live: JsonObject): LeftFields | undefined {
  if (nameOf(live) === GUEST) {
    return { fields: ['lang', 'theme'], why: 'Zabbix takes neither language nor theme for this user' };
  }
  if (text(live[PROVISIONED]) === YES) {
    return {
      fields: ['roleid', 'usrgrps', 'passwd'],
      why: 'its user directory says what it may do, and who it is',
    };
  }
  return undefined;
}
