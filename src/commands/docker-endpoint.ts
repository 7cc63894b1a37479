import type { Endpoint } from '../containers/endpoint.ts';
import type { CommandContext } from './command.ts';

/** How long one answer of an Engine may take where nobody says otherwise: as Compose v1 has it. */
const DEFAULT_ANSWER_SECONDS = 60;

/**
 * The Docker Engine that the settings name. What it takes to be let in (certificates) is there when this returns, and
 * gone when the command has ended.
 * @param component whose Engine it is; undefined where the command is about all of a project
 * @throws InputError where the address cannot be one
 */
export async function openEndpoint(
  context: Pick<CommandContext, 'settings' | 'output' | 'signal' | 'onExit'>,
  _component: string | undefined,
): Promise<Endpoint> {
  const { resolveEndpoint } = await import('../containers/resolve-endpoint.ts');
  const { dockerHost, dockerCertPath, dockerTlsVerify, dockerClientTimeout, composeHttpTimeout } =
    context.settings;
  const given = [dockerClientTimeout.value, composeHttpTimeout.value].filter((value) => value !== undefined);
  return resolveEndpoint({
    host: dockerHost.value,
    certPath: dockerCertPath.value,
    tls: dockerTlsVerify.value,
    timeoutMs: (given.length === 0 ? DEFAULT_ANSWER_SECONDS : Math.min(...given)) * 1000,
    environment: process.env,
  });
}
