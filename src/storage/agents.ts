import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Settings } from '../settings/settings.ts';

/** Connections to a store are kept, and go through the proxy of the settings. */
export interface StoreAgents {
  readonly http: Agent;
  readonly https: TlsAgent;
  close(): void;
}

/** No answer, and not one byte more, for so long: the connection counts as cut. */
export const IDLE_MS = 60_000;

/** As the number of files and parts that are under way, and some for what is asked besides. */
const CONNECTIONS = 48;

/** Node.js reads the settings of proxies from 22.21 and 24.5 on; before, they are passed over. */
export function storeAgents({ httpsProxy, httpProxy, noProxy }: Settings): StoreAgents {
  const proxyEnv = {
    HTTPS_PROXY: httpsProxy.value,
    HTTP_PROXY: httpProxy.value,
    NO_PROXY: noProxy.value,
  };
  const options = { keepAlive: true, maxSockets: CONNECTIONS, timeout: IDLE_MS, proxyEnv };
  const agents = { http: new Agent(options), https: new TlsAgent(options) };
  return {
    ...agents,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
