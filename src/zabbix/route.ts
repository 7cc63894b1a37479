import type { Agent, ClientRequest } from 'node:http';
import type { SecureContext } from 'node:tls';
import { http, https } from './node-http.ts';
import { type ProxySettings, proxyFor } from './proxy.ts';
import { proxyAuthorization, tunnelAgent } from './tunnel.ts';

/** What is trusted on the way. `secureContext` is absent where Node's own authorities are enough. */
export interface Trust {
  verify: boolean;
  secureContext?: SecureContext;
}

export interface RouteRequest {
  headers: Record<string, string>;
  /** A connection of its own, not one that was kept. */
  fresh: boolean;
}

/** The way to a server: direct or through a proxy. */
export interface Route {
  /** Starts a POST, whose body the caller sends; `proxy` is the one that is asked to pass it on, if it is one. */
  request(url: URL, options: RouteRequest): { request: ClientRequest; proxy?: string };
  /** Closes all connections. */
  close(): void;
}

/**
 * https goes through a proxy by CONNECT, so that the proxy sees nothing of it; http is asked of the proxy with the
 * whole address, because most proxies allow CONNECT to port 443 only.
 * @throws InputError (from `request`) where a proxy's address cannot be used.
 */
export function route(trust: Trust, proxies: ProxySettings): Route {
  const tls = {
    rejectUnauthorized: trust.verify,
    ...(trust.secureContext === undefined ? {} : { secureContext: trust.secureContext }),
  };
  const agents = new Map<string, Agent>();

  function agentFor(kind: string, make: () => Agent): Agent {
    const agent = agents.get(kind) ?? make();
    agents.set(kind, agent);
    return agent;
  }

  return {
    request(url, { headers, fresh }) {
      const keep = { keepAlive: !fresh };
      const proxy = proxyFor(url, proxies);
      if (url.protocol === 'https:') {
        const agent =
          proxy === undefined
            ? agentFor(`https ${fresh}`, () => new (https().Agent)({ ...keep, ...tls }))
            : agentFor(`tunnel ${fresh}`, () => tunnelAgent(proxy, keep, tls));
        return { request: https().request(url, { method: 'POST', agent, headers }) };
      }
      if (proxy === undefined) {
        const agent = agentFor(`http ${fresh}`, () => new http.Agent(keep));
        return { request: http.request(url, { method: 'POST', agent, headers }) };
      }
      const secure = proxy.protocol === 'https:';
      const agent = agentFor(`proxy ${fresh}`, () =>
        secure ? new (https().Agent)({ ...keep, ...tls }) : new http.Agent(keep),
      );
      const request = (secure ? https() : http).request(proxy, {
        method: 'POST',
        path: url.href,
        agent,
        headers: { ...headers, host: url.host, ...proxyAuthorization(proxy) },
      });
      return { request, proxy: proxy.host };
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}
