import type { ClientRequest } from 'node:http';
import type { Agent, AgentOptions, RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { Failure } from './failure.ts';
import { http, https } from './node-http.ts';

type Created = (error: Error | null, stream: Duplex) => void;

/** An answer to CONNECT is due in this time; the caller's own time-out may end it sooner. */
const TUNNEL_TIMEOUT_MS = 10_000;

/** The header for a proxy whose address holds a user name and password. */
export function proxyAuthorization(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/**
 * An agent whose TLS connections go through a tunnel that an HTTP proxy opens (CONNECT, RFC 9110, 9.3.6).
 * @param tls what is trusted, at the proxy (where it is https) and behind it.
 */
export function tunnelAgent(proxy: URL, keep: { keepAlive: boolean }, tls: AgentOptions): Agent {
  const agent = new (https().Agent)({ ...keep, ...tls });
  const opening = new Set<ClientRequest>();
  const connectTls = agent.createConnection.bind(agent);
  const destroy = agent.destroy.bind(agent);
  const secure = proxy.protocol === 'https:';

  // Called by node:http for each new connection; `created` gets a TLS socket whose handshake is under way.
  agent.createConnection = (options: RequestOptions, created?: Created): Duplex | null | undefined => {
    const host = String(options.host).includes(':') ? `[${options.host}]` : String(options.host);
    const target = `${host}:${options.port ?? 443}`;
    const fail = (kind: 'proxy' | 'proxy forbids', message: string, cause?: unknown) =>
      // node:http looks at the stream only where there is no error.
      created?.(
        new Failure(kind, `the proxy ${proxy.host} ${message}`, { notProcessed: true, cause }),
        undefined as never,
      );

    const connect = (secure ? https() : http).request(proxy, {
      method: 'CONNECT',
      path: target,
      agent: false,
      timeout: TUNNEL_TIMEOUT_MS,
      headers: { host: target, ...proxyAuthorization(proxy) },
      ...(secure ? tls : {}),
    });
    opening.add(connect);
    connect.once('close', () => opening.delete(connect));
    connect.once('timeout', () => connect.destroy(new Error('does not answer')));
    connect.once('error', (error) => fail('proxy', `cannot be used: ${error.message}`, error));
    connect.once('connect', ({ statusCode: status = 0, statusMessage = '' }, socket) => {
      opening.delete(connect);
      if (status >= 200 && status < 300) {
        created?.(null, connectTls({ ...options, socket } as RequestOptions) as Duplex);
        return;
      }
      socket.destroy();
      const kind = status >= 500 ? 'proxy' : 'proxy forbids';
      fail(kind, `did not connect us to ${target}: HTTP ${status} ${statusMessage}`.trim());
    });
    connect.end();
    return undefined;
  };

  agent.destroy = () => {
    for (const connect of opening) connect.destroy();
    destroy();
  };
  return agent;
}
