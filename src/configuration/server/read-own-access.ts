import type { Zabbix } from '../../zabbix/connection.ts';
import { atLeast } from '../../zabbix/version.ts';
import { isObject, type JsonObject, objectsIn, text } from '../json.ts';
import type { OwnAccess } from '../kinds/own-access.ts';

/**
 * What lets a user in: its role and groups as they are now.
 * @returns undefined where Zabbix does not show this user
 * @throws whatever the call throws
 */
export async function readOwnAccess(
  zabbix: Zabbix,
  userid: string,
  signal?: AbortSignal,
): Promise<OwnAccess | undefined> {
  const name = atLeast(zabbix.version, '5.4') ? 'username' : 'alias';
  const [user] = await zabbix.call<JsonObject[]>(
    'user.get',
    {
      userids: [userid],
      output: ['userid', name],
      selectUsrgrps: ['name'],
      ...(atLeast(zabbix.version, '5.2') ? { selectRole: ['name'] } : {}),
    },
    signal && { signal },
  );
  if (user === undefined) return undefined;
  return {
    user: text(user[name]),
    role: isObject(user.role) ? text(user.role.name) : undefined,
    groups: objectsIn(user.usrgrps).map((group) => text(group.name)),
  };
}
