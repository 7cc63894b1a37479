import type { JsonObject } from '../json.ts';
import { single } from './single.ts';

/** Fields of 6.0 that are empty on a fresh server and can never be emptied again (CAuthentication.php). */
const NEVER_EMPTIED = [
  'ldap_host',
  'ldap_base_dn',
  'ldap_search_attribute',
  'saml_idp_entityid',
  'saml_sso_url',
  'saml_username_attribute',
  'saml_sp_entityid',
];

/** Who may log in, and how. Written last, since it may leave the user who restores without a way in. */
export const authentication = single('authentication', {
  singular: 'authentication',
  audited: ['42'],
  since: '6.0',
  existedBefore: true,
  references: [
    { path: 'disabled_usrgrpid', to: 'usergroups', none: '0', since: '6.4' },
    { path: 'ldap_userdirectoryid', to: 'userdirectories', none: '0', since: '6.2' },
    { path: 'mfaid', to: 'mfas', none: '0', since: '7.0' },
  ],
  travel: {
    mayLockOut: true,
    // The first user directory and the first MFA method become the default ones as they are made.
    changedByOthers: true,
    attainable,
    toApi: withoutEmpty,
  },
});

/** A front end that does not allow HTTP authentication ($ALLOW_HTTP_AUTH, 7.0) neither gives nor takes its fields. */
function attainable(desired: JsonObject, live: JsonObject): JsonObject {
  const result = { ...desired };
  for (const field of NEVER_EMPTIED) if (result[field] === '') result[field] = live[field] ?? '';
  for (const field of new Set([...Object.keys(desired), ...Object.keys(live)])) {
    if (!field.startsWith('http_')) continue;
    const now = live[field];
    if (now === undefined) delete result[field];
    else result[field] ??= now;
  }
  return result;
}

function withoutEmpty(content: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(content).filter(([field, value]) => value !== '' || !NEVER_EMPTIED.includes(field)),
  );
}
