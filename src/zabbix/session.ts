import { LoginError, ZabbixApiError } from './errors.ts';
import { isForbidden, loginRefused, sessionRefused } from './refusals.ts';
import { atLeast, type ZabbixVersion } from './version.ts';

export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: string };

/** Where a session id or token stands in a call. */
export interface Authorization {
  readonly value: string;
  readonly place: 'header' | 'body';
}

/** One call, with retries, but without a session of its own accord. */
export type Ask = (
  method: string,
  params: unknown,
  authorization: Authorization | undefined,
) => Promise<unknown>;

export interface Session {
  /** What to send with the next call. */
  authorization(): Authorization;
  /**
   * Called when Zabbix no longer knows `used`: logs in again, once for all calls that find out at the same time.
   * @throws LoginError where that fails or where there is only a token.
   */
  renew(used: Authorization): Promise<void>;
  /**
   * Whether these credentials would open a session now, beside this one: they do, and the new one is ended again. Whether
   * it can be ended says nothing of that.
   * @throws LoginError where they do not; whatever `ask` throws.
   */
  prove(ask: Ask): Promise<void>;
  /**
   * Ends the session at the server, where there was a login. Never throws: it ends by itself at the server, and there is
   * nothing that a person could do about it.
   */
  end(): Promise<void>;
}

/**
 * Logs in, or takes the token, and makes sure with a cheap call that the server accepts it.
 *
 * 5.0 wants the login name as `user`, 5.4 and later take `username` and tokens; the Authorization header is read from
 * 6.4 on, and 7.2 has nothing else (Zabbix manual, API, "user.login" and "Authorization"; seen on 5.0, 6.0, 7.0).
 *
 * A session that it has opened and that opens nothing is ended again. Zabbix may refuse that too: a role without access to
 * the API has none to user.logout either (CLocalApiClient::isAllowedMethod of 6.0 and 7.0).
 *
 * @param askToEnd asks for the end of such a session; what it throws is left aside.
 * @throws LoginError; whatever `ask` throws.
 */
export async function openSession(
  ask: Ask,
  askToEnd: Ask,
  version: ZabbixVersion,
  credentials: Credentials,
  onWarning: (message: string) => void,
): Promise<Session> {
  let place: Authorization['place'] = atLeast(version, '6.4') ? 'header' : 'body';
  if (credentials.kind === 'token' && !atLeast(version, '5.4')) {
    throw new LoginError(`Zabbix ${version.text} knows no API tokens`, {
      why: 'they exist from Zabbix 5.4 on',
      remedy: 'Give ZBX_API_USER and ZBX_API_PASS instead of ZBX_API_TOKEN.',
    });
  }

  async function logIn(): Promise<string> {
    if (credentials.kind === 'token') return credentials.token;
    const name = atLeast(version, '5.4') ? 'username' : 'user';
    try {
      const id = await ask(
        'user.login',
        { [name]: credentials.user, password: credentials.password },
        undefined,
      );
      if (typeof id === 'string') return id;
    } catch (error) {
      if (error instanceof ZabbixApiError) throw loginRefused(error, credentials.user);
      throw error;
    }
    throw new LoginError(`Logging in as ${credentials.user} gave no session`);
  }

  /** Makes sure that the current authorization is accepted, and moves it to the other place where it must stand there. */
  async function verifyCurrent(): Promise<void> {
    try {
      await verify(ask, current);
    } catch (error) {
      if (!(error instanceof ZabbixApiError)) throw error;
      const refused = sessionRefused(error, credentials, place);
      if (!isSessionLost(error) || place === 'body' || atLeast(version, '7.2')) throw refused;
      // Web servers that run PHP by CGI drop the header unless they are told to pass it on.
      current = { value: current.value, place: 'body' };
      if (!(await isAccepted(ask, current))) throw refused;
      onWarning(
        `The web server does not pass the Authorization header on to Zabbix ${version.text}; the session goes in the body instead.`,
      );
      place = 'body';
    }
  }

  /** As at the end of everything: what is not ended here ends by itself at the server. */
  async function leave(authorization: Authorization): Promise<void> {
    if (credentials.kind === 'password') await askToEnd('user.logout', [], authorization).catch(() => {});
  }

  let current: Authorization = { value: await logIn(), place };
  try {
    await verifyCurrent();
  } catch (error) {
    await leave(current);
    throw error;
  }

  let renewal: Promise<void> | undefined;
  return {
    authorization: () => current,
    async renew(used) {
      if (used !== current) return;
      if (credentials.kind === 'token') {
        throw new LoginError('Zabbix no longer accepts the API token', {
          why: 'it was accepted before: it has been disabled, deleted or has expired since',
          remedy: 'Make a new API token and give it in ZBX_API_TOKEN.',
        });
      }
      renewal ??= logIn()
        .then((value) => {
          current = { value, place };
        })
        .finally(() => {
          renewal = undefined;
        });
      await renewal;
    },
    async prove(freshAsk) {
      const fresh: Authorization = { value: await logIn(), place };
      try {
        await verify(freshAsk, fresh);
      } catch (error) {
        if (error instanceof ZabbixApiError) throw sessionRefused(error, credentials, place);
        throw error;
      } finally {
        await leave(fresh);
      }
    },
    async end() {
      await leave(current);
    },
  };
}

/** Zabbix does not know the session (any more). It says so before it begins to carry out the call. */
export function isSessionLost(error: unknown): error is ZabbixApiError {
  return (
    error instanceof ZabbixApiError &&
    /^(Session terminated|Not authori[sz]ed)/.test(error.data || error.zabbixMessage)
  );
}

/**
 * A cheap call that needs a session. A role may forbid single methods, so a second one is tried before it is said
 * that the user has no access to the API.
 */
async function verify(ask: Ask, authorization: Authorization): Promise<void> {
  try {
    await ask('user.get', { output: ['userid'], limit: 1 }, authorization);
  } catch (error) {
    if (!(error instanceof ZabbixApiError && isForbidden(error))) throw error;
    await ask('host.get', { output: ['hostid'], limit: 1 }, authorization);
  }
}

async function isAccepted(ask: Ask, authorization: Authorization): Promise<boolean> {
  try {
    await verify(ask, authorization);
    return true;
  } catch (error) {
    if (error instanceof ZabbixApiError) return false;
    throw error;
  }
}
