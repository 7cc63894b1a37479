import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabServer } from './zabbix.ts';

/**
 * What goes wrong with one request. `before`: it never reaches Zabbix; `after`: Zabbix carries it out, and only the
 * answer is lost.
 */
export type Fault =
  /** The connection is closed without an answer. */
  | { kind: 'cut'; when: 'before' | 'after' }
  /** An answer of this status with an empty body (or the given one): 500 is what PHP gives at its memory limit. */
  | { kind: 'status'; status: number; body?: string; when?: 'before' | 'after' }
  /** The answer breaks off after so many bytes (default: half). `clean`: its length is stated as if it were whole. */
  | { kind: 'truncate'; bytes?: number; clean?: boolean }
  /** The request is held back, then passed on. */
  | { kind: 'delay'; milliseconds: number }
  /** The answer is another one. */
  | { kind: 'alter'; alter(answer: WholeAnswer): WholeAnswer | Promise<WholeAnswer> }
  /** No answer ever comes. */
  | { kind: 'hang'; when: 'before' | 'after' };

export interface GatewayRequest {
  /** The JSON-RPC method; `batch` for an array of calls; the path where the body is no call. */
  method: string;
  /** Counts all requests through this gateway, from 1. */
  n: number;
  /** Counts the requests of this method, from 1. */
  nth: number;
  /** The parsed body, or its text where it is not JSON. */
  body: unknown;
  headers: IncomingHttpHeaders;
  /** Of HTTP: `POST`. */
  verb: string;
}

export interface GatewayOptions {
  /** PEM texts: the gateway then speaks HTTPS. */
  tls?: { cert: string; key: string };
  /** Requests keep the host that they were sent to: some are signed with it. */
  keepsHost?: boolean;
  /** A path that stands before Zabbix's own, such as `/zabbix`. */
  prefix?: string;
  /** Decides about every request before it is passed on. Default: nothing goes wrong. */
  onRequest?: (request: GatewayRequest) => Fault | undefined;
}

export interface Gateway {
  /** With the scheme, the port and the prefix. */
  readonly url: string;
  /** All requests so far, in the order of their arrival. */
  readonly requests: readonly GatewayRequest[];
  /** The most requests that were under way at the same time. */
  readonly peak: number;
  stop(): Promise<void>;
}

/** Starts a reverse proxy on 127.0.0.1 in front of a real server: for TLS, and to make every fault happen. */
export async function startGateway(
  target: LabServer | string,
  options: GatewayOptions = {},
): Promise<Gateway> {
  const targetUrl = new URL(typeof target === 'string' ? target : target.url);
  const prefix = options.prefix ?? '';
  const requests: GatewayRequest[] = [];
  let underWay = 0;
  let peak = 0;

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path =
      (incoming.url ?? '/').slice((incoming.url ?? '').startsWith(prefix) ? prefix.length : 0) || '/';
    const body = await readAll(incoming);
    const seen = { ...describe(path, body, incoming.headers, requests), verb: incoming.method ?? '' };
    requests.push(seen);
    const fault = options.onRequest?.(seen);
    if (fault?.kind === 'delay') await sleep(fault.milliseconds);
    if (fault !== undefined && 'when' in fault && fault.when === 'before') return applyFault(fault, outgoing);
    if (fault?.kind === 'status' && fault.when !== 'after') return applyFault(fault, outgoing);
    const whole = await forward(targetUrl, path, incoming, body, options.keepsHost === true);
    if (fault === undefined || fault.kind === 'delay') sendWhole(outgoing, whole);
    else if (fault.kind === 'alter') sendWhole(outgoing, await fault.alter(whole));
    else if (fault.kind === 'truncate') sendTruncated(outgoing, whole, fault);
    else applyFault(fault, outgoing);
  }

  function listener(incoming: IncomingMessage, outgoing: ServerResponse): void {
    underWay += 1;
    peak = Math.max(peak, underWay);
    outgoing.once('close', () => {
      underWay -= 1;
    });
    // The client went away, or Zabbix did: in both cases there is nobody to answer.
    answer(incoming, outgoing).catch(() => incoming.socket.destroy());
  }

  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}${prefix}`,
    requests,
    get peak() {
      return peak;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface WholeAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The faults that have nothing to do with what Zabbix answered. */
function applyFault(fault: Fault, outgoing: ServerResponse): void {
  if (fault.kind === 'cut') outgoing.socket?.destroy();
  else if (fault.kind === 'status') outgoing.writeHead(fault.status).end(fault.body ?? '');
  // To hang is to do nothing: stop() closes the connection.
}

function sendWhole(outgoing: ServerResponse, answer: WholeAnswer): void {
  outgoing.writeHead(answer.status, headersWithLength(answer.headers, answer.body.length)).end(answer.body);
}

function sendTruncated(
  outgoing: ServerResponse,
  answer: WholeAnswer,
  { bytes, clean }: { bytes?: number; clean?: boolean },
): void {
  const kept = answer.body.subarray(0, bytes ?? Math.floor(answer.body.length / 2));
  if (clean) {
    sendWhole(outgoing, { ...answer, body: kept });
    return;
  }
  outgoing.writeHead(answer.status, headersWithLength(answer.headers, answer.body.length));
  outgoing.write(kept, () => outgoing.socket?.end());
}

function headersWithLength(headers: IncomingHttpHeaders, length: number): IncomingHttpHeaders {
  const { connection: _connection, 'transfer-encoding': _encoding, ...rest } = headers;
  return { ...rest, 'content-length': String(length) };
}

function describe(
  path: string,
  body: Buffer,
  headers: IncomingHttpHeaders,
  before: readonly GatewayRequest[],
): Omit<GatewayRequest, 'verb'> {
  const text = body.toString('utf8');
  const parsed = parseJson(text);
  const method = methodOf(parsed) ?? path;
  const nth = before.filter((request) => request.method === method).length + 1;
  return { method, n: before.length + 1, nth, body: parsed ?? text, headers };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function methodOf(body: unknown): string | undefined {
  if (Array.isArray(body)) return 'batch';
  if (typeof body !== 'object' || body === null || !('method' in body)) return undefined;
  return String(body.method);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function forward(
  target: URL,
  path: string,
  incoming: IncomingMessage,
  body: Buffer,
  keepsHost: boolean,
): Promise<WholeAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      {
        host: target.hostname,
        port: target.port,
        path,
        method: incoming.method,
        headers: {
          ...headersWithLength(incoming.headers, body.length),
          host: (keepsHost ? incoming.headers.host : undefined) ?? target.host,
          connection: 'close',
        },
        agent: false,
      },
      resolve,
    );
    sent.once('error', reject);
    sent.end(body);
  });
  return { status: response.statusCode ?? 502, headers: response.headers, body: await readAll(response) };
}
