import { readAnswer } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import { AnswerTooLargeError, NotAZabbixError, UnreachableError } from './errors.ts';
import { Failure, type FailureKind } from './failure.ts';
import { publicError } from './public-error.ts';
import type { HttpAnswer } from './transport.ts';
import { parseVersion, type ZabbixVersion } from './version.ts';

export interface Found {
  url: URL;
  version: ZabbixVersion;
}

/**
 * Asks `apiinfo.version` of an address, without credentials, again where that may help; `final` are failures after
 * which not to try again. Gives what `read` makes of the answer.
 */
export type AskVersion = <T>(
  url: URL,
  read: (answer: HttpAnswer) => T,
  final: ReadonlySet<FailureKind>,
) => Promise<T>;

/** https cannot be spoken there at all. A certificate that is not trusted is not among them, and never will be. */
const NO_HTTPS = new Set<FailureKind>(['refused', 'not tls']);

const MOST_REDIRECTS = 3;

/**
 * Finds the API among the addresses that the setting can mean, and its version. A redirect is followed where it stays
 * on the same host and does not give up TLS; the new address is the one that is used from then on.
 * @throws UnreachableError, TlsError, NotAZabbixError, AnswerTooLargeError, or the signal's reason.
 */
export async function discover(
  endpoint: Endpoint,
  ask: AskVersion,
  onWarning: (message: string) => void,
): Promise<Found> {
  let refused: Failure | undefined;
  for (const [index, { scheme, urls }] of endpoint.attempts.entries()) {
    const isLast = index === endpoint.attempts.length - 1;
    try {
      const found = await firstOf(urls, (url) => follow(url, ask, isLast ? new Set() : NO_HTTPS, onWarning));
      if (refused !== undefined && found.url.protocol === 'http:') {
        onWarning(
          `https cannot be spoken with ${found.url.host} (${refused.message}): http is used, and passwords go over the network in clear. Write http:// or https:// into ZBX_API_HOST to decide it.`,
        );
      }
      return found;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (!isLast && NO_HTTPS.has(error.kind)) {
        refused = error;
        continue;
      }
      const both =
        refused === undefined ? error : error.withWords(`http: ${error.message}; https: ${refused.message}`);
      throw publicError(both, { method: 'apiinfo.version', url: urls[0] ?? scheme });
    }
  }
  throw new NotAZabbixError('No address to look for Zabbix at');
}

/** The first address that has an API; where none has, one error that names them all. */
async function firstOf(urls: readonly string[], look: (url: URL) => Promise<Found>): Promise<Found> {
  const errors: NotAZabbixError[] = [];
  for (const url of urls) {
    try {
      return await look(new URL(url));
    } catch (error) {
      if (!(error instanceof NotAZabbixError)) throw error;
      errors.push(error);
    }
  }
  const [first] = errors;
  if (first !== undefined && errors.length === 1) throw first;
  throw new NotAZabbixError(`No Zabbix API answers at ${urls.join(' or ')}`, {
    why: [...new Set(errors.map((error) => error.why))].join('; '),
    ...(first?.remedy === undefined ? {} : { remedy: first.remedy }),
  });
}

async function follow(
  start: URL,
  ask: AskVersion,
  final: ReadonlySet<FailureKind>,
  onWarning: (message: string) => void,
): Promise<Found> {
  let url = start;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const here = url;
    const came = await ask(here, (answer) => redirectFrom(here, answer) ?? readVersion(here, answer), final);
    if (!(came instanceof URL)) {
      if (redirects > 0) onWarning(`${start.href} has moved to ${url.href}: put that into ZBX_API_HOST.`);
      return { url, version: came };
    }
    url = came;
  }
  throw new NotAZabbixError(`${start.href} redirects without end`, {
    why: `the last address was ${url.href}`,
  });
}

function readVersion(url: URL, answer: HttpAnswer): ZabbixVersion {
  try {
    const version = readAnswer(answer, 'apiinfo.version', url.href);
    return parseVersion(typeof version === 'string' ? version : JSON.stringify(version));
  } catch (error) {
    if (!(error instanceof AnswerTooLargeError)) throw error;
    // Nothing is asked for here that could be too large.
    throw new UnreachableError(`What answers at ${url.href} is broken`, {
      method: 'apiinfo.version',
      ...(error.why === undefined ? {} : { why: error.why }),
      remedy: 'See the error log of PHP or of the web server.',
    });
  }
}

/** Where the answer sends us, or undefined where it does not. */
function redirectFrom(url: URL, { status, headers }: HttpAnswer): URL | undefined {
  const location = headers.location;
  if (status < 300 || status > 399 || location === undefined || !URL.canParse(location, url.href))
    return undefined;
  const next = new URL(location, url);
  const shown = `${next.origin}${next.pathname}`;
  if (next.hostname !== url.hostname) {
    throw new NotAZabbixError(`${url.href} sends us on to another host`, {
      why: `it redirects to ${shown}`,
      remedy:
        'If that is your Zabbix, give its address in ZBX_API_HOST; if it is a login page, let api_jsonrpc.php through without it.',
    });
  }
  if (url.protocol === 'https:' && next.protocol !== 'https:') {
    throw new NotAZabbixError(`${url.href} sends us on to an address without TLS`, {
      why: `it redirects to ${shown}`,
    });
  }
  return next.protocol === 'http:' || next.protocol === 'https:' ? next : undefined;
}
