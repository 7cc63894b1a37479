import { AnswerTooLargeError, NotAZabbixError, ZabbixApiError } from './errors.ts';
import { Failure } from './failure.ts';
import { isRead } from './methods.ts';
import { remedyFor } from './remedies.ts';
import type { Result } from './together.ts';
import type { HttpAnswer } from './transport.ts';

/**
 * Takes the result out of what came back for a call.
 * @throws ZabbixApiError where Zabbix refused, AnswerTooLargeError where the front end broke down over it,
 *   NotAZabbixError where this was no Zabbix, Failure where something on the way may pass.
 */
export function readAnswer(answer: HttpAnswer, method: string, url: string): unknown {
  const { status, body } = answer;
  if (status === 429 || (status === 503 && answer.headers['retry-after'] !== undefined)) {
    throw new Failure('busy', `HTTP ${status}`, { notProcessed: true, retryAfterMs: retryAfter(answer) });
  }
  if (status === 502 || status === 503 || status === 504) {
    throw new Failure('gateway', `HTTP ${status}`, { notProcessed: false, retryAfterMs: retryAfter(answer) });
  }
  if (status === 407)
    throw new Failure('proxy forbids', 'the proxy wants a login (HTTP 407)', { notProcessed: true });
  if (status === 413)
    throw tooLarge(method, 'the web server refuses a request of this size (HTTP 413)', false);
  if (status !== 200 && status !== 500) throw notZabbix(answer, url);
  if (status === 200 && body === '') throw tooLarge(method, 'the answer is empty', true);

  const parsed = parse(body);
  if (parsed === CUT || !isMessage(parsed)) {
    if (PHP_DIED.test(body)) throw tooLarge(method, 'PHP ran out of memory or time', true);
    if (status === 500) throw tooLarge(method, 'HTTP 500 without an answer from Zabbix', true);
    if (parsed === CUT && /^\s*\{/.test(body)) {
      throw tooLarge(method, `the answer is cut short after character ${body.length}`, true);
    }
    throw notZabbix(answer, url);
  }
  if ('result' in parsed) return parsed.result;
  return throwZabbixError(parsed.error, method, answer, url);
}

/**
 * The results in what came back for several calls at once, by the ids of the calls; those that Zabbix refused are not there.
 * @throws Error where this is no answer to several calls
 */
export function readAnswers({ status, body }: HttpAnswer): Map<unknown, Result> {
  const parsed = status === 200 ? parse(body) : CUT;
  if (!Array.isArray(parsed)) throw new Error(`HTTP ${status} is no answer to several calls`);
  const messages = parsed.filter(isMessage).filter((message) => 'result' in message);
  return new Map(messages.map(({ id, result }) => [id, { result }]));
}

const PHP_DIED = /Allowed memory size of \d+ bytes|Maximum execution time of \d+/;

/** Text that is not whole JSON. */
const CUT = Symbol('cut');

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return CUT;
  }
}

/** A JSON-RPC 2.0 response (jsonrpc.org/specification, 5). */
function isMessage(value: unknown): value is { id?: unknown } & ({ result: unknown } | { error: unknown }) {
  return (
    typeof value === 'object' &&
    value !== null &&
    'jsonrpc' in value &&
    ('result' in value || 'error' in value)
  );
}

function throwZabbixError(error: unknown, method: string, answer: HttpAnswer, url: string): never {
  if (typeof error !== 'object' || error === null) throw notZabbix(answer, url);
  const { code, message, data } = error as Record<string, unknown>;
  const text = [message, data].map((part) => (typeof part === 'string' ? part : ''));
  const [short = '', long = ''] = text;
  // What is sent is always whole JSON, so something on the way shortened it: PHP at post_max_size, or a firewall.
  if (code === -32700) throw tooLarge(method, 'the request did not arrive whole at Zabbix', false);
  if (/connecting to database|database is not available/i.test(`${short} ${long}`)) {
    throw new Failure('database', `Zabbix has no database: ${short} ${long}`.trim(), { notProcessed: true });
  }
  throw new ZabbixApiError(
    method,
    typeof code === 'number' ? code : 0,
    withoutQuery(short),
    withoutQuery(long),
    remedyFor(long, short),
  );
}

/** Where a query fails, Zabbix repeats all of it, with the values that were to be written: passwords among them. */
function withoutQuery(text: string): string {
  return text.replace(/(SQL statement execution has failed|Error in query).*$/s, '$1 (query left out)');
}

function tooLarge(method: string, why: string, begun: boolean): AnswerTooLargeError {
  return new AnswerTooLargeError(`${method} is more than the Zabbix front end can carry`, {
    method,
    why,
    remedy:
      'Raise memory_limit, post_max_size and max_execution_time of its PHP; what broke off stands in the error log of PHP or of the web server.',
    outcomeUnknown: begun && !isRead(method),
  });
}

function notZabbix(answer: HttpAnswer, url: string): NotAZabbixError {
  const { status, headers, body } = answer;
  const type = headers['content-type']?.split(';')[0]?.trim();
  const title = /<title[^>]*>([^<]{1,200})/i.exec(body.slice(0, 20_000))?.[1]?.replace(/\s+/g, ' ').trim();
  const came = [`HTTP ${status}`, type, title === undefined || title === '' ? undefined : `"${title}"`];
  return new NotAZabbixError(`No Zabbix API answers at ${url}`, {
    why: `what came is ${came.filter((part) => part !== undefined).join(', ')}${redirect(answer)}`,
    remedy:
      REMEDIES[status] ??
      'Check ZBX_API_HOST: it is the address at which the Zabbix front end opens in a browser.',
  });
}

const REMEDIES: Record<number, string> = {
  400: 'Check scheme and port in ZBX_API_HOST: a port for https answers so when it is spoken to in http.',
  401: 'The web server wants a login of its own before Zabbix; let api_jsonrpc.php through without one.',
  403: 'The web server or a firewall before it does not let us in; allow this machine to call api_jsonrpc.php.',
  404: 'Give the path of the front end in ZBX_API_HOST, for example https://host/zabbix.',
};

function redirect({ status, headers }: HttpAnswer): string {
  return status >= 300 && status < 400 && headers.location !== undefined ? ` to ${headers.location}` : '';
}

/** Retry-After: seconds, or a date (RFC 9110, 10.2.3). */
function retryAfter({ headers }: HttpAnswer): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
