import type { Zabbix } from '../zabbix/connection.ts';
import { atLeast } from '../zabbix/version.ts';

/** Who one is to a Zabbix server. */
export interface ApiUser {
  readonly userid: string;
  readonly username: string;
  /** `Super admin role`; undefined before 5.2, which knows types only. */
  readonly role: string | undefined;
  readonly type: UserType;
}

export type UserType = 'user' | 'admin' | 'super admin';

const TYPES: Readonly<Record<string, UserType>> = { '1': 'user', '2': 'admin', '3': 'super admin' };

interface UserRecord {
  readonly userid: string;
  readonly username?: string;
  readonly alias?: string;
  readonly type?: string;
  readonly role?: { readonly name: string; readonly type: string };
}

/**
 * Finds the user that the session belongs to. There is no call that says it outright: a token is asked for its user
 * (user.checkAuthentication takes one from 6.0 on), a login is looked up by its name, which everybody may do for
 * himself.
 * @returns undefined where Zabbix does not say
 * @throws whatever `zabbix.call` throws
 */
export async function whoAmI(
  zabbix: Zabbix,
  login: { readonly user: string | undefined; readonly token: string | undefined },
): Promise<ApiUser | undefined> {
  const { version } = zabbix;
  const withRoles = atLeast(version, '5.2');
  const nameField = atLeast(version, '5.4') ? 'username' : 'alias';
  const owner =
    login.token === undefined || !atLeast(version, '6.0')
      ? undefined
      : await zabbix.call<{ userid: string }>('user.checkAuthentication', { token: login.token });
  if (owner === undefined && (login.token !== undefined || login.user === undefined)) return undefined;
  const found = await zabbix.call<UserRecord[]>('user.get', {
    output: ['userid', nameField, ...(withRoles ? [] : ['type'])],
    ...(withRoles ? { selectRole: ['name', 'type'] } : {}),
    ...(owner === undefined ? { filter: { [nameField]: login.user } } : { userids: [owner.userid] }),
  });
  const [user] = found;
  const type = TYPES[user?.role?.type ?? user?.type ?? ''];
  if (user === undefined || type === undefined) return undefined;
  return { userid: user.userid, username: user.username ?? user.alias ?? '', role: user.role?.name, type };
}
