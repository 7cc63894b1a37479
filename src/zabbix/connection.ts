import { ConciergeError, InputError } from '../errors.ts';
import { discover, type Found } from './discover.ts';
import { parseEndpoint } from './endpoint.ts';
import { UnsupportedVersionError } from './errors.ts';
import { type Limiter, limiter } from './limiter.ts';
import { isRead, isWithoutSession, isWrite } from './methods.ts';
import type { Retry, RetryPolicy } from './retry.ts';
import { route } from './route.ts';
import { type Credentials, isSessionLost, openSession, type Session } from './session.ts';
import { gathering, type Result, type SharedRead } from './together.ts';
import { readTrust } from './trust.ts';
import { atLeast, NEWEST_TESTED_SERIES, OLDEST_SERIES, type ZabbixVersion } from './version.ts';
import { type AskOptions, type Wire, wire } from './wire.ts';

export interface ConnectionSettings {
  /** ZBX_API_HOST as typed: see `parseEndpoint`. */
  host: string;
  user?: string;
  /** The password itself, already read where it stood in a file. */
  password?: string;
  /** An API token (5.4 and later). It goes before user and password. */
  token?: string;
  tlsVerify: boolean;
  /** PEM file of authorities that are trusted besides those that Node knows. */
  caFile?: string;
  httpsProxy?: string;
  httpProxy?: string;
  noProxy?: string;
  /** For one call, answer included. Default 300. */
  timeoutSeconds?: number;
  /** Calls under way at once. Default 4. */
  concurrency?: number;
}

export interface ConnectOptions {
  signal?: AbortSignal;
  /** Told what works but should not stay so: verification off, http instead of https, an untested version. */
  onWarning?: (message: string) => void;
  /** Told before a call is made again. */
  onRetry?: (retry: Retry) => void;
  /** For tests: how often and how patiently. */
  retries?: Partial<RetryPolicy>;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** The call goes out although what it belongs to was cancelled: it takes back what must not stay. */
  evenCancelled?: boolean;
  /** A read of little: it may share a request with others that are made at the same time. See `gathering`. */
  together?: boolean;
}

/** A session with one Zabbix. */
export interface Zabbix {
  readonly version: ZabbixVersion;
  /** The address of the API, for messages. */
  readonly url: string;
  /** Calls made so far that are not reads, each counted once however often it was tried. */
  readonly writes: number;
  /** The API token by which calls are made; undefined where it is a login. */
  readonly token?: string | undefined;
  readonly calls: number;
  /**
   * Calls an API method and gives its result, whose shape the caller vouches for.
   *
   * Reads are tried again where the way to Zabbix fails. A write is tried again only where it is certain that it was
   * not carried out. A session that ended meanwhile is renewed, for writes too: Zabbix checks it first.
   *
   * @throws ZabbixApiError where Zabbix refuses; AnswerTooLargeError; OutcomeUnknownError where a write was sent
   *   and no answer came; UnreachableError, TlsError, NotAZabbixError, LoginError; the
   *   signal's reason where it aborts a read, or a write that was not sent yet; a write under way is waited for.
   */
  call<T>(method: string, params: unknown, options?: CallOptions): Promise<T>;
  /**
   * Makes sure that the user could still log in, by logging in once more beside the session, which stays.
   * @throws LoginError where Zabbix does not let the user in any more; UnreachableError and the like.
   */
  proveLogin(): Promise<void>;
  /** Logs out where there was a login, and closes the connections. Never throws; takes a few seconds at most. */
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_SECONDS = 300;
const DEFAULT_CONCURRENCY = 4;
const LOGOUT_TIMEOUT_MS = 5_000;

/**
 * Finds the API, checks its version and logs in.
 * @throws InputError where the settings cannot be used; UnreachableError, TlsError, NotAZabbixError,
 *   UnsupportedVersionError, LoginError; the signal's reason.
 */
export async function connect(settings: ConnectionSettings, options: ConnectOptions = {}): Promise<Zabbix> {
  const endpoint = parseEndpoint(settings.host);
  const credentials = credentialsOf(settings);
  const way = route(await readTrust(settings), settings);
  const warn = options.onWarning ?? (() => {});
  const line = wire(way, {
    timeoutMs: (settings.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    retries: options.retries,
    onRetry: options.onRetry,
  });
  const { signal } = options;
  try {
    const found = await discover(
      endpoint,
      (url, read, final) => line.askVersion(url, read, final, signal),
      warn,
    );
    if (!settings.tlsVerify && found.url.protocol === 'https:') {
      warn(
        `The certificate of ${found.url.host} is not verified (ZBX_TLS_VERIFY=false): who can put himself between can read the password.`,
      );
    }
    checkVersion(found.version, warn);
    const session = await openSession(
      (method, params, authorization) => line.ask(found.url, method, params, authorization, { signal }),
      // Without the signal: who was cancelled logs out all the same.
      (method, params, authorization) =>
        line.ask(found.url, method, params, authorization, {
          timeoutMs: LOGOUT_TIMEOUT_MS,
          signal: AbortSignal.timeout(LOGOUT_TIMEOUT_MS),
        }),
      found.version,
      credentials,
      warn,
    );
    const limit = limiter(settings.concurrency ?? DEFAULT_CONCURRENCY);
    return new Connection(line, found, session, credentials, limit, signal);
  } catch (error) {
    line.close();
    throw error;
  }
}

class Connection implements Zabbix {
  readonly version: ZabbixVersion;
  readonly url: string;
  writes = 0;
  calls = 0;
  readonly #wire: Wire;
  readonly #address: URL;
  readonly #session: Session;
  readonly #credentials: Credentials;
  readonly #limiter: Limiter;
  readonly #signal: AbortSignal | undefined;
  readonly #gather: (read: SharedRead) => Promise<Result | undefined>;
  #closing: Promise<void> | undefined;

  constructor(
    line: Wire,
    found: Found,
    session: Session,
    credentials: Credentials,
    limit: Limiter,
    signal: AbortSignal | undefined,
  ) {
    this.version = found.version;
    this.url = found.url.href;
    this.#wire = line;
    this.#address = found.url;
    this.#session = session;
    this.#credentials = credentials;
    this.#limiter = limit;
    this.#signal = signal;
    this.#gather = gathering(limit, (reads) =>
      line.askTogether(found.url, reads, session.authorization(), signal),
    );
  }

  get token(): string | undefined {
    return this.#credentials.kind === 'token' ? this.#credentials.token : undefined;
  }

  async call<T>(method: string, params: unknown, options: CallOptions = {}): Promise<T> {
    const signal = options.evenCancelled ? undefined : either(this.#signal, options.signal);
    // Reads that share a request are cut short together: one with a signal of its own goes alone.
    if (options.together && isRead(method) && signal === this.#signal && this.#closing === undefined) {
      const found = await this.#gather({ method, params });
      if (found !== undefined) {
        this.calls += 1;
        return found.result as T;
      }
    }
    const leave = await this.#limiter.enter(signal);
    try {
      if (this.#closing !== undefined)
        throw new ConciergeError(`${method} was called after the connection was closed`);
      this.calls += 1;
      if (isWrite(method)) this.writes += 1;
      signal?.throwIfAborted();
      // A write is not cut once it is sent: its outcome would be unknown. Its time-out bounds the wait.
      const cuts = isWrite(method) ? { waits: signal } : { signal };
      return (await this.#ask(method, params, cuts)) as T;
    } finally {
      leave();
    }
  }

  async #ask(method: string, params: unknown, cuts: AskOptions): Promise<unknown> {
    if (isWithoutSession(method)) return await this.#wire.ask(this.#address, method, params, undefined, cuts);
    const authorization = this.#session.authorization();
    try {
      return await this.#wire.ask(this.#address, method, params, authorization, cuts);
    } catch (error) {
      if (!isSessionLost(error)) throw error;
      await this.#session.renew(authorization);
      return await this.#wire.ask(this.#address, method, params, this.#session.authorization(), cuts);
    }
  }

  async proveLogin(): Promise<void> {
    await this.#session.prove((method, params, authorization) =>
      this.#wire.ask(this.#address, method, params, authorization, { signal: this.#signal }),
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#logOut();
    return this.#closing;
  }

  async #logOut(): Promise<void> {
    await this.#session.end();
    this.#wire.close();
  }
}

/**
 * A signal that aborts as soon as one of these does. Mostly both are the signal of the whole command: that is given back as
 * it is, so that not every call makes one more signal.
 */
function either(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other;
  return AbortSignal.any([one, other]);
}

function credentialsOf({ token = '', user = '', password = '' }: ConnectionSettings): Credentials {
  if (token !== '') {
    // It travels in a header, and Zabbix makes tokens of 64 hexadecimal digits.
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new InputError('ZBX_API_TOKEN is not an API token', {
        why: 'it holds blanks, line breaks or other characters that no token has',
        remedy:
          'Copy it again from Zabbix (Users, API tokens): 64 digits and letters, nothing before or after.',
      });
    }
    return { kind: 'token', token };
  }
  if (user !== '' && password !== '') return { kind: 'password', user, password };
  throw new InputError('There is nothing to log in to Zabbix with', {
    why:
      user === ''
        ? 'neither a user nor an API token is set'
        : `ZBX_API_USER is ${user}, and there is no password`,
    remedy: 'Set ZBX_API_USER and ZBX_API_PASS, or ZBX_API_TOKEN.',
  });
}

function checkVersion(version: ZabbixVersion, warn: (message: string) => void): void {
  if (!atLeast(version, OLDEST_SERIES)) {
    throw new UnsupportedVersionError(`Zabbix ${version.text} is too old`, {
      why: `this program speaks to Zabbix ${OLDEST_SERIES} and later`,
      remedy: `Upgrade Zabbix to ${OLDEST_SERIES} or later.`,
    });
  }
  const [major, minor] = [version.major, version.minor];
  if (atLeast(version, NEWEST_TESTED_SERIES) && `${major}.${minor}` !== NEWEST_TESTED_SERIES) {
    warn(
      `This program was not tested with Zabbix ${version.text} (the newest is ${NEWEST_TESTED_SERIES}): check what it does.`,
    );
  }
}
