/** What to do about the well-known refusals. Zabbix answers API calls in English, whatever the user's language. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /^No permissions to call /,
    "The user's role does not allow this API method, which a role of type Super admin may lack too: allow it there (Users, User roles: API methods; for token.get the action Manage API tokens).",
  ],
  [
    /No permissions to referred object|you have no permissions to it/i,
    'Either the object is gone, or the user may not see or change it: it needs write permission to it, or the type Super admin.',
  ],
  [
    /^You do not have permission|^Only (super )?admin|^No permissions to import/i,
    'The user needs more rights; a whole backup or restore needs one of type Super admin.',
  ],
  [
    /^(Session terminated|Not authori[sz]ed)/,
    'The session or token is not valid any more: check ZBX_API_USER and ZBX_API_PASS, or ZBX_API_TOKEN.',
  ],
  [/^API token expired/, 'Make a new API token and give it in ZBX_API_TOKEN.'],
  [
    /SQL statement execution has failed|^Database error/i,
    "See the error log of PHP and the log of Zabbix's database.",
  ],
  [/^Incorrect (API|method) /, 'This version of Zabbix has no such method.'],
];

/** The advice for an error's `data` or `message`, where there is one. */
export function remedyFor(...texts: string[]): string | undefined {
  return REMEDIES.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1];
}
