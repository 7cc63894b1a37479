import type { Zabbix } from '../../zabbix/connection.ts';
import { ZabbixApiError } from '../../zabbix/errors.ts';
import { isBeyondRights } from '../../zabbix/refusals.ts';
import { atLeast } from '../../zabbix/version.ts';
import { isObject, type JsonObject, objectsIn, text } from '../json.ts';
import type { OwnAccess } from '../kinds/own-access.ts';
import { tokenKey } from '../kinds/tokens.ts';

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
    token: await readOwnToken(zabbix, text(user[name]), signal),
  };
}

/**
 * The key of the API token by which calls are made.
 * @returns undefined where it is a login, or where the user may not look at tokens, and so not change any either
 * @throws whatever the call throws
 */
export async function readOwnToken(
  zabbix: Zabbix,
  user: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { token } = zabbix;
  if (token === undefined) return undefined;
  try {
    const rows = await zabbix.call<JsonObject[]>(
      'token.get',
      { token, output: ['name'] },
      signal && { signal },
    );
    return rows[0] && tokenKey({ userid: user, name: text(rows[0].name) });
  } catch (error) {
    if (error instanceof ZabbixApiError && isBeyondRights(error)) return undefined;
    throw error;
  }
}
