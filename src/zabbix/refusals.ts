import { FORBIDDEN, LoginError, type ZabbixApiError } from './errors.ts';
import type { Authorization, Credentials } from './session.ts';

/** Whether the user's role forbids the method. */
export function isForbidden(error: ZabbixApiError): boolean {
  return error.data.startsWith(FORBIDDEN);
}

/** Whether the method is for users of a higher type: as roles say it, and as single methods do. */
export function isBeyondRights(error: ZabbixApiError): boolean {
  return isForbidden(error) || error.data.startsWith('You do not have permission to perform this operation');
}

/**
 * What `user.login` said. 5.0.8, 6.0 and 7.0 do not tell a wrong password from a blocked account (CUser.php); releases
 * before them did.
 */
export function loginRefused(error: ZabbixApiError, user: string): LoginError {
  const why = error.why ?? '';
  if (/is blocked for/.test(why)) {
    return new LoginError(`The account of ${user} is blocked for a while`, {
      why,
      remedy: 'Too many logins failed. Wait, check ZBX_API_PASS, then try again.',
      cause: error,
    });
  }
  if (/incorrect/i.test(why)) {
    return new LoginError(`Zabbix does not accept user ${user} with this password`, {
      why,
      remedy:
        'Check ZBX_API_USER and ZBX_API_PASS. After several failed logins Zabbix blocks the account for a while (30 seconds by default).',
      cause: error,
    });
  }
  if (/No permissions for system access/i.test(why)) {
    return new LoginError(`User ${user} may not log in`, {
      exitCode: 4,
      why,
      remedy: 'One of its user groups is disabled, or it has no role: change that, or use another user.',
      cause: error,
    });
  }
  return new LoginError(`Zabbix does not let user ${user} in`, { why, cause: error });
}

/** What the first call said that carried the session or token. */
export function sessionRefused(
  error: ZabbixApiError,
  credentials: Credentials,
  place: Authorization['place'],
): LoginError {
  const why = error.why ?? '';
  const who = credentials.kind === 'token' ? 'The user of this API token' : `User ${credentials.user}`;
  if (isForbidden(error)) {
    return new LoginError(`${who} may not use the API`, {
      exitCode: 4,
      why,
      remedy: "Enable API access in the user's role (Users, User roles).",
      cause: error,
    });
  }
  const viaHeader =
    place === 'header'
      ? ' Or the web server drops the Authorization header (Apache with CGI: CGIPassAuth On).'
      : '';
  if (credentials.kind === 'token') {
    return new LoginError('Zabbix does not accept the API token', {
      why,
      remedy: `Check ZBX_API_TOKEN: it must exist, be enabled and not have expired, and its user must be enabled.${viaHeader}`,
      cause: error,
    });
  }
  return new LoginError(`Zabbix ends the session of ${credentials.user} at once`, {
    why,
    remedy: `Where the user has multi-factor authentication, use an API token (ZBX_API_TOKEN).${viaHeader}`,
    cause: error,
  });
}
