import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Settings } from '../settings/settings.ts';
import { sharedReads } from './spare-memory.ts';

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

/** What net.connect() takes besides; the agent gives it on. */
function withSharedReads<Options extends object>(options: Options): Options {
  return { ...options, onread: sharedReads() };
}

class PlainAgent extends Agent {
  override createConnection(...[options, done]: Parameters<Agent['createConnection']>) {
    return super.createConnection(withSharedReads(options), done);
  }
}

class SecureAgent extends TlsAgent {
  override createConnection(...[options, done]: Parameters<TlsAgent['createConnection']>) {
    return super.createConnection(withSharedReads(options), done);
  }
}

/** Node.js reads the settings of proxies from 22.21 and 24.5 on; before, they are passed over. */
export function storeAgents({ httpsProxy, httpProxy, noProxy }: Settings): StoreAgents {
  const proxyEnv = {
    HTTPS_PROXY: httpsProxy.value,
    HTTP_PROXY: httpProxy.value,
    NO_PROXY: noProxy.value,
  };
  const options = { keepAlive: true, maxSockets: CONNECTIONS, timeout: IDLE_MS, proxyEnv };
  const agents = { http: new PlainAgent(options), https: new SecureAgent(options) };
  return {
    ...agents,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
