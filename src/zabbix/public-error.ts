import type { ConciergeError } from '../errors.ts';
import {
  AnswerTooLargeError,
  NotAZabbixError,
  OutcomeUnknownError,
  TlsError,
  UnreachableError,
} from './errors.ts';
import type { Failure } from './failure.ts';
import { isRead } from './methods.ts';

/** What a person sees of a Failure, once it is clear that the call is not tried again. */
export function publicError(failure: Failure, call: { method: string; url: string }): ConciergeError {
  const { method } = call;
  const host = new URL(call.url).origin;
  const why = failure.message;
  const cause = failure;

  if (!failure.notProcessed && !isRead(method)) return new OutcomeUnknownError(method, { why, cause });
  if (failure.kind === 'untrusted') {
    return new TlsError(`The certificate of ${host} is not accepted`, {
      why: failure.code === undefined ? why : `${why} (${failure.code})`,
      remedy: CERTIFICATE_REMEDIES[failure.code ?? ''] ?? UNTRUSTED_REMEDY,
      cause,
    });
  }
  if (failure.kind === 'not tls' || failure.kind === 'tls') {
    return new TlsError(`No TLS connection to ${host} can be made`, {
      why: failure.kind === 'not tls' ? `what answers there does not speak TLS: ${why}` : why,
      remedy: 'Check scheme and port in ZBX_API_HOST; for plain HTTP write http:// before the host.',
      cause,
    });
  }
  if (failure.kind === 'not http') {
    return new NotAZabbixError(`What answers at ${host} does not speak HTTP`, {
      why,
      remedy: 'Check scheme and port in ZBX_API_HOST.',
      cause,
    });
  }
  if (failure.kind === 'cut') {
    return new AnswerTooLargeError(`${method} is more than the Zabbix front end can carry`, {
      method,
      why: `the connection is cut in the middle of the answer, each time (${why})`,
      remedy:
        "See the error log of PHP and of the web server; raise PHP's memory_limit and max_execution_time.",
      outcomeUnknown: false,
      cause,
    });
  }
  return new UnreachableError(`Zabbix at ${host} ${WHAT_FAILED[failure.kind]}`, {
    method,
    why,
    remedy:
      REMEDIES[failure.kind] ?? `Check that the web server at ${host} is up and can be reached from here.`,
    cause,
  });
}

const WHAT_FAILED: Record<
  Exclude<Failure['kind'], 'untrusted' | 'not tls' | 'tls' | 'not http' | 'cut'>,
  string
> = {
  dns: 'cannot be found',
  refused: 'does not accept connections',
  unreachable: 'cannot be reached',
  'connect timeout': 'does not answer',
  proxy: 'cannot be reached through the proxy',
  'proxy forbids': 'cannot be reached through the proxy',
  timeout: 'does not answer in time',
  reset: 'closes the connection without an answer',
  busy: 'turns us away: too many requests',
  gateway: 'is not behind its web server at the moment',
  database: 'has no connection to its database',
};

const PROXY_REMEDY = 'Check HTTPS_PROXY and HTTP_PROXY; a host that needs no proxy belongs into NO_PROXY.';

const REMEDIES: Partial<Record<Failure['kind'], string>> = {
  dns: 'Check the host name in ZBX_API_HOST, and the name resolution of this machine.',
  'connect timeout':
    'Check host and port in ZBX_API_HOST, and firewalls in between; for plain HTTP write http:// before the host.',
  proxy: PROXY_REMEDY,
  'proxy forbids': PROXY_REMEDY,
  timeout: 'Try again when it is less busy, or allow more time for a call.',
  gateway: 'Try again later; see whether PHP runs (php-fpm) and what the web server logs.',
  database: 'See whether the database of Zabbix runs, then try again.',
};

const UNTRUSTED_REMEDY =
  'Give the certificate of the authority that signed it as ZBX_CA_FILE (PEM), or set NODE_USE_SYSTEM_CA=1 where the system knows it. ZBX_TLS_VERIFY=false turns verification off, and with it the protection of the password.';

const CERTIFICATE_REMEDIES: Record<string, string> = {
  CERT_HAS_EXPIRED: "Renew the server's certificate (and check the clock of this machine).",
  CERT_NOT_YET_VALID: 'Check the clock of this machine and of the server.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Use the name that the certificate is made for in ZBX_API_HOST.',
  HOSTNAME_MISMATCH: 'Use the name that the certificate is made for in ZBX_API_HOST.',
};
