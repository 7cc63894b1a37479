import type { Endpoint } from '../../containers/endpoint.ts';
import type { Settings } from '../../settings/settings.ts';
import { namedEndpoint } from '../docker-endpoint.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { problemOf } from './problem.ts';
import { isForContainers } from './settings.ts';

const SUBJECT = 'Docker Engine';
/** Whoever asks for a diagnosis wants to hear that it does not work, not wait until it might. */
const LONGEST_WAIT_MS = 10_000;

/** The Docker Engine reached and its version, where anything is said of containers. */
export const engineCheck: Check = {
  name: SUBJECT,
  async run(context) {
    const { settings, signal } = context;
    if (!isForContainers(settings) || settings.problems.some(({ variable }) => isOfContainers(variable)))
      return [];
    try {
      const endpoint = await namedEndpoint(context);
      return [lentCertificates(endpoint, settings) ?? (await reached(endpoint, context))];
    } catch (error) {
      signal.throwIfAborted();
      return [problemOf(SUBJECT, error)];
    }
  },
};

/** What is wrong with a setting has been told already. */
function isOfContainers(variable: string): boolean {
  return variable.startsWith('DOCKER_') || variable.startsWith('COMPOSE_');
}

/** Certificates in Zabbix are those of a component, and none is named here. */
function lentCertificates({ host }: Endpoint, { apiHost, dockerCertPath }: Settings): Finding | undefined {
  if (!host.startsWith('tcp://') || apiHost.origin === 'default' || dockerCertPath.value !== undefined)
    return undefined;
  return {
    status: 'ok',
    subject: SUBJECT,
    detail: `${host}, not asked: its certificates are in Zabbix, by component ("list" with the name of one tries them)`,
  };
}

async function reached(endpoint: Endpoint, { signal, environment }: CheckContext): Promise<Finding> {
  const { openEngine } = await import('../../containers/engine/engine.ts');
  const engine = openEngine(
    { ...endpoint, timeoutMs: Math.min(endpoint.timeoutMs, LONGEST_WAIT_MS) },
    { signal, environment },
  );
  try {
    const { Version, ApiVersion } = await engine.call<VersionAnswer>('GET', '/version');
    return { status: 'ok', subject: SUBJECT, detail: `${Version} (API ${ApiVersion}) at ${endpoint.host}` };
  } finally {
    engine.close();
  }
}

/** GET /version */
interface VersionAnswer {
  readonly Version: string;
  readonly ApiVersion: string;
}
