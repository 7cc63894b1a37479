import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Failure, failureOf, type Moment } from './failure.ts';
import type { Route } from './route.ts';

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface PostOptions {
  headers?: Record<string, string>;
  /** For the whole exchange. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Take a connection of its own: see `post`. */
  fresh: boolean;
}

/** To connect, TLS included. Less than the time-out of a call: a host that is there answers at once. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Sends one POST and reads the whole answer, whatever its status. Redirects are not followed.
 *
 * A call with `fresh` does not use a connection kept from an earlier one. Writes do so: on a kept connection, a server
 * that closes it for idleness in that same moment looks like one that died in the middle of the work.
 *
 * gzip is not asked for: on one machine or a local network packing and unpacking costs more than the bytes, and
 * front ends do not pack JSON unless their administrator said so.
 *
 * @throws Failure, or the signal's reason where it aborts.
 */
export function post(url: URL, body: string, route: Route, options: PostOptions): Promise<HttpAnswer> {
  const { signal } = options;
  const secure = url.protocol === 'https:';
  const moment: Moment = { open: false, answering: false, secure, reused: false };

  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const { request, proxy } = route.request(url, {
      fresh: options.fresh,
      headers: {
        ...options.headers,
        'content-type': 'application/json-rpc',
        'content-length': String(Buffer.byteLength(body)),
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'concierge-scheduler',
      },
    });
    let settled = false;
    const finish = (end: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(connecting);
      clearTimeout(whole);
      signal?.removeEventListener('abort', abort);
      end();
    };
    const fail = (error: unknown) => {
      const failure = failureOf(error, moment);
      const isProxy = proxy !== undefined && !moment.open;
      const words = `the proxy ${proxy} cannot be used: ${failure.message}`;
      finish(() => reject(isProxy ? new Failure('proxy', words, failure) : failure));
      request.destroy();
    };
    const abort = () => {
      finish(() => reject(new Cancelled(moment.open, signal?.reason)));
      request.destroy();
    };
    const connecting = setTimeout(
      () =>
        fail(
          new Failure('connect timeout', `no connection within ${CONNECT_TIMEOUT_MS / 1000} s`, {
            notProcessed: true,
          }),
        ),
      Math.min(CONNECT_TIMEOUT_MS, options.timeoutMs),
    );
    const whole = setTimeout(
      () =>
        fail(
          new Failure('timeout', `no answer within ${options.timeoutMs / 1000} s`, {
            notProcessed: !moment.open,
          }),
        ),
      options.timeoutMs,
    );
    signal?.addEventListener('abort', abort, { once: true });

    request.on('socket', (socket) => {
      const opened = () => {
        moment.open = true;
        clearTimeout(connecting);
      };
      moment.reused = request.reusedSocket;
      if (request.reusedSocket || (!secure && !socket.connecting)) opened();
      else socket.once(secure ? 'secureConnect' : 'connect', opened);
    });
    request.on('error', fail);
    request.on('response', (response) => {
      moment.answering = true;
      readWhole(response).then(
        (text) =>
          finish(() => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })),
        fail,
      );
    });
    request.end(body);
  });
}

/** The signal cut an exchange short. `sent` tells whether the request was (perhaps) already on its way. */
export class Cancelled extends Error {
  readonly sent: boolean;

  constructor(sent: boolean, reason: unknown) {
    super('cancelled', { cause: reason });
    this.sent = sent;
  }
}

/**
 * The body as text. Zabbix answers in ASCII (json_encode escapes the rest), which becomes a string of one byte per
 * character: the bytes are copied once into one buffer and once into the string.
 */
function readWhole(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
    });
    response.once('end', () => resolve(textOf(chunks, length)));
    response.once('error', reject);
    // After `end` this changes nothing any more.
    response.once('close', () => reject(new Error('the connection was closed in the middle of the answer')));
  });
}

/** Where bodies are put together, one after the other: new memory for each would cost more than the copying. */
let scratch = Buffer.alloc(0);
const LARGEST_KEPT = 8 * 1024 * 1024;

function textOf(chunks: readonly Buffer[], length: number): string {
  const [first] = chunks;
  if (first === undefined) return '';
  if (chunks.length === 1) return first.toString('utf8');
  if (length > LARGEST_KEPT) return Buffer.concat(chunks, length).toString('utf8');
  if (length > scratch.length) scratch = Buffer.allocUnsafeSlow(Math.min(2 * length, LARGEST_KEPT));
  let end = 0;
  for (const chunk of chunks) end += chunk.copy(scratch, end);
  return scratch.toString('utf8', 0, end);
}
