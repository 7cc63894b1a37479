import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { atLeast, parseVersion, type ZabbixVersion } from '../version.ts';

/** A call as it came in. */
export interface Received {
  path: string;
  method: string;
  params: unknown;
  /** Session or token in the body, and in the Authorization header. */
  auth: string | undefined;
  authorization: string | undefined;
  connection: string | undefined;
}

/** What a test does with a call instead of the usual answer. `nth` counts the calls of this method, from 1. */
export type Handler = (exchange: {
  call: Received;
  nth: number;
  request: IncomingMessage;
  response: ServerResponse;
  result(value: unknown): void;
  refuse(data: string, code?: number, message?: string): void;
}) => void;

export interface FrontEnd {
  url: string;
  port: number;
  received: Received[];
  /** The names of the methods called, in order. */
  methods(): string[];
  /** Session ids that are accepted; a test ends a session by taking it out. */
  sessions: Set<string>;
  close(): Promise<void>;
}

export interface FrontEndOptions {
  version?: string;
  tls?: { key: string; cert: string };
  /** By method; `*` stands for all that have no handler of their own. */
  handlers?: Record<string, Handler>;
  tokens?: string[];
  /** The port of one that was closed before. */
  port?: number;
}

interface Message {
  method: string;
  params: unknown;
  auth?: string;
  id: number;
}

/** The password that `user.login` takes. */
export const PASSWORD = 'correct horse';

/**
 * A front end of which a test decides how it fails. Only what unit tests of the way to Zabbix need is like the real
 * one, and refuses what that refuses: the checks of sessions (CLocalApiClient.php), and the name of the login's
 * parameter. How real ones behave is tested in test/zabbix-connection.test.ts.
 */
export async function frontEnd(options: FrontEndOptions = {}): Promise<FrontEnd> {
  const version = parseVersion(options.version ?? '7.0.22');
  const received: Received[] = [];
  const sessions = new Set<string>(options.tokens);
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();

  function take(request: IncomingMessage, response: ServerResponse, text: string): void {
    const sent = JSON.parse(text) as Message | Message[];
    const answers: object[] = [];
    const end = (answer: object) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    };
    const collect = (answer: object) => {
      answers.push(answer);
      if (Array.isArray(sent) && answers.length === sent.length) end(answers);
    };
    if (!Array.isArray(sent)) takeOne(request, response, sent, end);
    else for (const message of sent) takeOne(request, response, message, collect);
  }

  function takeOne(
    request: IncomingMessage,
    response: ServerResponse,
    body: Message,
    end: (answer: object) => void,
  ): void {
    const call: Received = {
      path: request.url ?? '',
      method: body.method,
      params: body.params,
      auth: body.auth,
      authorization: request.headers.authorization,
      connection: request.headers.connection,
    };
    received.push(call);
    const nth = (counts.get(call.method) ?? 0) + 1;
    counts.set(call.method, nth);
    const send = (part: object) => end({ jsonrpc: '2.0', ...part, id: body.id });
    const result = (value: unknown) => send({ result: value });
    const refuse = (data: string, code = -32602, message = 'Invalid params.') =>
      send({ error: { code, message, data } });
    const handler = options.handlers?.[call.method] ?? options.handlers?.['*'];
    if (handler !== undefined) handler({ call, nth, request, response, result, refuse });
    else answerAsUsual(call, nth, result, refuse);
  }

  function answerAsUsual(
    call: Received,
    nth: number,
    result: (value: unknown) => void,
    refuse: (data: string) => void,
  ) {
    const session = sessionOf(call, version);
    if (call.method === 'apiinfo.version' || call.method === 'user.login') {
      if (session !== undefined)
        refuse(`The "${call.method}" method must be called without authorization header.`);
      else if (call.method === 'apiinfo.version') result(version.text);
      else logIn(call.params as Record<string, string>, nth, result, refuse);
    } else if (session === undefined) refuse('Not authorized.');
    else if (!sessions.has(session)) refuse('Session terminated, re-login, please.');
    else if (call.method === 'user.logout') result(sessions.delete(session));
    else result([]);
  }

  function logIn(
    params: Record<string, string>,
    nth: number,
    result: (value: unknown) => void,
    refuse: (data: string) => void,
  ) {
    const name = atLeast(version, '5.4') ? 'username' : 'user';
    if (params[name] === undefined) refuse(`Invalid parameter "/": the parameter "${name}" is missing.`);
    else if (params.password !== PASSWORD)
      refuse('Incorrect user name or password or account is temporarily blocked.');
    else {
      sessions.add(`session ${nth}`);
      result(`session ${nth}`);
    }
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => take(request, response, Buffer.concat(chunks).toString()));
    request.on('error', () => {});
  };
  const server =
    options.tls === undefined ? http.createServer(listener) : https.createServer(options.tls, listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    received,
    methods: () => received.map((call) => call.method),
    sessions,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Where each version looks for the session: 6.0 only in the body, 7.0 in both places, 7.2 only in the header. */
function sessionOf(call: Received, version: ZabbixVersion): string | undefined {
  const header = call.authorization?.replace(/^Bearer /, '');
  if (!atLeast(version, '6.4')) return call.auth;
  return atLeast(version, '7.2') ? header : (header ?? call.auth);
}
