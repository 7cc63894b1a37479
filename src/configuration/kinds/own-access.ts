import { type Configuration, type ConfigurationObject, objectsOf } from '../configuration.ts';
import { isObject, type JsonObject, objectsIn, sameJson, text } from '../json.ts';
import type { LeftFields, OwnKeys } from '../kind.ts';

/** What lets the user of the session in, by name. */
export interface OwnAccess extends OwnKeys {
  /** Undefined before 5.2, which knows types of users only, and where a user has none. */
  readonly role: string | undefined;
  readonly groups: readonly string[];
}

const OWN = 'it belongs to the user who restores, who would lose access';

/**
 * What is not changed of an object, so that the user who restores can go on: its own role, type and password, groups that would
 * close its account, and in its groups and its role what would do so. Zabbix refuses part of it itself
 * (CUser::checkOwnParameters, CUserGroup::checkOneself, CRole::checkOwnRoleType) and with it the whole object.
 */
export function keepingAccess(
  own: OwnAccess,
  desired: Configuration,
  live: Configuration,
): (desired: ConfigurationObject, live: ConfigurationObject) => LeftFields | undefined {
  const groupsOf = (user: ConfigurationObject): string[] =>
    objectsIn(user.content.usrgrps).map(({ usrgrpid }) => text(usrgrpid));
  const becomes = objectsOf(desired, 'users').get(own.user);
  const groups = new Set([...own.groups, ...(becomes ? groupsOf(becomes) : [])]);
  const isClosing = (name: string): boolean => {
    const group = objectsOf(desired, 'usergroups').get(name) ?? objectsOf(live, 'usergroups').get(name);
    const now = objectsOf(live, 'usergroups').get(name);
    // Of a group that the user is in already the closing part is left alone.
    if (group === undefined || (now !== undefined && own.groups.includes(name))) return false;
    return closingFields(group.content, now?.content ?? {}).length > 0;
  };
  return (wanted, now) => {
    if (wanted.kind === 'users' && wanted.key === own.user) {
      const joined = groupsOf(wanted);
      const closed = joined.length === 0 || joined.some(isClosing);
      return { fields: ['roleid', 'type', 'passwd', ...(closed ? ['usrgrps'] : [])], why: OWN };
    }
    if (wanted.kind === 'usergroups' && groups.has(wanted.key)) {
      return { fields: closingFields(wanted.content, now.content), why: OWN };
    }
    if (wanted.kind === 'tokens' && wanted.key === own.token) {
      return { fields: ['status', 'expires_at'], why: OWN };
    }
    if (wanted.kind === 'roles' && wanted.key === own.role && isClosingRole(wanted.content, now.content)) {
      return { fields: ['type', 'rules'], why: OWN };
    }
    return undefined;
  };
}

const DISABLED = '1';
const LDAP = '2';
const NO_FRONT_END = '3';
const ENABLED = '1';

/** The fields of a group by which its users can no longer log in as they do now. */
function closingFields(wanted: JsonObject, now: JsonObject): string[] {
  const access = text(wanted.gui_access);
  const otherAccess = access !== text(now.gui_access) && (access === LDAP || access === NO_FRONT_END);
  const asksForMore = text(wanted.mfa_status) === ENABLED && text(now.mfa_status) !== ENABLED;
  return [
    ...(text(wanted.users_status) === DISABLED ? ['users_status'] : []),
    ...(otherAccess ? ['gui_access', 'userdirectoryid'] : []),
    ...(asksForMore ? ['mfa_status', 'mfaid'] : []),
  ];
}

/** Rules that say what of the API may be called. */
const API_RULES = ['api_access', 'api_mode', 'api'];

function isClosingRole(wanted: JsonObject, now: JsonObject): boolean {
  if (text(wanted.type) !== text(now.type)) return true;
  const [rules, present] = [wanted.rules, now.rules];
  if (!isObject(rules) || !isObject(present)) return false;
  return API_RULES.some((rule) => !sameJson(rules[rule], present[rule]));
}
