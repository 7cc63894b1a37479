import type { IncomingMessage } from 'node:http';
import { ConciergeError } from '../../errors.ts';
import type { Endpoint } from '../endpoint.ts';
import { openConnection } from './connection.ts';
import { connectionError, EngineError, timeoutError } from './failure.ts';

export interface EngineRequest {
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default: the endpoint's. */
  readonly timeoutMs?: number;
  /** Answers that are no error besides those below 400, such as 404: they give undefined. */
  readonly accept?: readonly number[];
}

/** A Docker Engine, by its HTTP API (docs.docker.com/reference/api/engine). */
export interface Engine {
  readonly endpoint: Endpoint;
  /**
   * Makes one request and gives the JSON of its answer; undefined where there is none.
   * @throws EngineError where the Engine refuses, NoAnswerError where it is not reached in time, the signal's reason
   */
  call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, request?: EngineRequest): Promise<T>;
  /** As `call`, for an answer that is no JSON. */
  bytes(path: string, request?: EngineRequest): Promise<Buffer>;
  /**
   * Follows an answer that goes on (`/events`), a JSON value a line, until it is told to stop. What goes wrong is not
   * told: whoever asks must do without it where nothing comes.
   */
  follow(
    path: string,
    query: Readonly<Record<string, string>>,
    onValue: (value: unknown) => void,
  ): () => void;
  close(): void;
}

/** The newest API that this program was written for (Docker 20.10 has 1.41; 29 takes nothing below 1.44). */
const NEWEST_KNOWN = '1.51';
/**
 * What is said before the Engine's own is known: each answer tells that, also one that refuses ours. Docker 20.10 to 28
 * take this one, so that nobody has to be asked first.
 */
const FIRST_SAID = '1.41';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/**
 * Opens an Engine. Nothing is sent before the first call, whose answer tells the version of the API for all others.
 * @throws InputError where a certificate cannot be read
 */
export function openEngine(
  endpoint: Endpoint,
  options: { signal: AbortSignal; environment: Readonly<Record<string, string | undefined>> },
): Engine {
  const { signal } = options;
  const connection = openConnection(endpoint, options.environment);
  let version: string | undefined;

  async function send(method: string, path: string, request: EngineRequest = {}): Promise<Answer> {
    try {
      return await sendOnce(method, path, request);
    } catch (error) {
      // The other side, or something between, has closed a connection that was kept; a reading may be made again.
      if (!(error instanceof StaleConnection)) throw error;
      if (method !== 'GET') throw connectionError(endpoint, error.cause);
      return await sendOnce(method, path, request, true);
    }
  }

  function sendOnce(method: string, path: string, request: EngineRequest, again = false): Promise<Answer> {
    signal.throwIfAborted();
    const timeoutMs = request.timeoutMs ?? endpoint.timeoutMs;
    const query = new URLSearchParams(request.query).toString();
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    return new Promise((resolve, reject) => {
      const outgoing = connection.request({
        ...connection.options,
        method,
        path: query === '' ? path : `${path}?${query}`,
        headers: {
          ...(connection.options.headers as Record<string, string> | undefined),
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
      });
      const timer = setTimeout(
        () => outgoing.destroy(timeoutError(endpoint, `${method} ${path}`, timeoutMs)),
        timeoutMs,
      );
      const onAbort = (): void => void outgoing.destroy(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
      const fail = (error: unknown): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        if (signal.aborted) reject(signal.reason);
        else if (outgoing.reusedSocket && !again && hasBroken(error)) reject(new StaleConnection(error));
        else reject(connectionError(endpoint, error));
      };
      outgoing.once('error', fail);
      outgoing.once('response', (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.once('error', fail);
        incoming.once('end', () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(parts),
          });
        });
      });
      outgoing.end(body);
    });
  }

  /** Nothing is changed in a version that the Engine may not take, or of which it would leave out what is newer. */
  async function askVersion(): Promise<void> {
    const answer = await send('GET', '/_ping');
    if (answer.status >= 400) throw refusal(endpoint, 'GET /_ping', answer);
    version ??= versionIn(answer);
  }

  async function exchange(method: string, path: string, request?: EngineRequest): Promise<Answer> {
    if (version === undefined && method !== 'GET') await askVersion();
    const said = version ?? FIRST_SAID;
    let answer = await send(method, `/v${said}${path}`, request);
    version ??= versionIn(answer);
    if (answer.status === 400 && version !== said)
      answer = await send(method, `/v${version}${path}`, request);
    if (answer.status >= 400 && request?.accept?.includes(answer.status) !== true) {
      throw refusal(endpoint, `${method} ${path}`, answer);
    }
    return answer;
  }

  return {
    endpoint,
    async call<T>(method: string, path: string, request?: EngineRequest): Promise<T> {
      const { status, body } = await exchange(method, path, request);
      return (body.length === 0 || status >= 400 ? undefined : parse(endpoint, body)) as T;
    },
    bytes: async (path, request) => (await exchange('GET', path, request)).body,
    follow(path, query, onValue) {
      // There is one connection by ssh, and this would keep it from all else.
      if (endpoint.host.startsWith('ssh://')) return () => {};
      const outgoing = connection.request({
        ...connection.options,
        path: `/v${version ?? FIRST_SAID}${path}?${new URLSearchParams(query)}`,
      });
      outgoing.on('error', () => {});
      outgoing.once('response', (incoming) => {
        incoming.on('error', () => {});
        if (incoming.statusCode === 200) incoming.setEncoding('utf8').on('data', valuesOfLines(onValue));
        else incoming.resume();
      });
      outgoing.end();
      return () => void outgoing.destroy();
    },
    close: () => connection.close(),
  };
}

/** A connection that was kept from an earlier request, and broke at this one. */
class StaleConnection extends Error {
  constructor(cause: unknown) {
    super('the connection was closed meanwhile', { cause });
  }
}

function hasBroken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** @throws ConciergeError where something else than an Engine has answered */
function parse(endpoint: Endpoint, body: Buffer): unknown {
  const text = body.toString();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConciergeError(`What answers at ${endpoint.host} is no Docker Engine`, {
      why: `it said: ${text.trim().slice(0, 80)}`,
      remedy: 'Check the address: -u, or DOCKER_HOST.',
      cause: error,
    });
  }
}

function refusal(endpoint: Endpoint, what: string, { status, body }: Answer): EngineError {
  const said = saidBy(body) || `HTTP ${status}`;
  if (/HTTP request to an HTTPS server/iu.test(said)) {
    return new EngineError(status, said, `The Docker Engine at ${endpoint.host} speaks TLS only`, {
      why: 'it was asked without a certificate',
      remedy:
        'Leave out --certificates none, and give certificates: in Zabbix, or in the folder DOCKER_CERT_PATH.',
    });
  }
  return new EngineError(status, said, `The Docker Engine at ${endpoint.host} refused ${what}`);
}

/** The Engine's errors are `{"message": …}`; what stands before it may answer anything. */
function saidBy(body: Buffer): string {
  const text = body.toString().trim();
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // Not the Engine's own answer.
  }
  return text.slice(0, 300);
}

/** Takes pieces of text and gives the JSON values in it, a line each. What is no JSON is passed over. */
function valuesOfLines(onValue: (value: unknown) => void): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      try {
        onValue(JSON.parse(line));
      } catch {
        // No event.
      }
    }
  };
}

function versionIn({ headers }: Answer): string {
  return lower(String(headers['api-version'] ?? FIRST_SAID), NEWEST_KNOWN);
}

/** The lower of two versions such as `1.41`. */
export function lower(one: string, other: string): string {
  const [minorOne, minorOther] = [one, other].map((version) => Number(version.split('.')[1]));
  return (minorOne ?? 0) <= (minorOther ?? 0) ? one : other;
}
