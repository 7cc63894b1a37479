import { text } from '../../json.ts';
import { eachOf, rename } from '../draft.ts';

/** The roles that Zabbix comes with, by the type of user that they take the place of. */
const ROLES: Readonly<Record<string, string>> = {
  '1': 'User role',
  '2': 'Admin role',
  '3': 'Super admin role',
};
const GUEST = 'guest';
/**
 * The language that 5.0 gave to whoever chose none. A web server of 6.0 need not have it, and refuses users whose language
 * it lacks; the default of the target it always takes.
 */
const CHOSEN_BY_NOBODY = 'en_GB';
const DEFAULT = 'default';

/** 5.2 and 5.4: users have a role where they had a type, a time zone, and another word for their name. */
export const users = eachOf('users', ['users'], (user) => {
  rename(user, [['alias', 'username']]);
  user.roleid = ROLES[text(user.type)] ?? null;
  delete user.type;
  user.timezone = DEFAULT;
  if (user.lang === CHOSEN_BY_NOBODY) user.lang = DEFAULT;
  if (user.username === GUEST) Object.assign(user, { lang: DEFAULT, theme: DEFAULT });
});
