import { text } from '../../json.ts';
import { eachOf, rename } from '../draft.ts';

/** The roles that Zabbix comes with, by the type of user that they take the place of. */
const ROLES: Readonly<Record<string, string>> = {
  '1': 'User role',
  '2': 'Admin role',
  '3': 'Super admin role',
};
const GUEST = 'guest';

/** 5.2 and 5.4: users have a role where they had a type, a time zone, and another word for their name. */
export const users = eachOf('users', ['users'], (user) => {
  rename(user, [['alias', 'username']]);
  user.roleid = ROLES[text(user.type)] ?? null;
  delete user.type;
  user.timezone = 'default';
  if (user.username === GUEST) Object.assign(user, { lang: 'default', theme: 'default' });
});
