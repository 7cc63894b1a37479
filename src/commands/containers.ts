import type { BackendName } from '../containers/backend.ts';
import type { Endpoint } from '../containers/endpoint.ts';
import { type OpenBackend, openBackend } from '../containers/open-backend.ts';
import type { Settings } from '../settings/settings.ts';
import type { CommandContext } from './command.ts';
import type { containerOptions } from './container-options.ts';
import { openEndpoint } from './docker-endpoint.ts';
import type { OptionValues } from './options.ts';

/** How long containers may take to run where nobody says otherwise. */
const DEFAULT_SETTLE_SECONDS = 120;

/**
 * How long to wait until the containers that were ordered run, in milliseconds.
 * @param timeout what was given on the command line, in seconds
 */
export function settleTimeoutMs(
  { dockerClientTimeout, composeHttpTimeout }: Pick<Settings, 'dockerClientTimeout' | 'composeHttpTimeout'>,
  timeout?: number,
): number {
  const seconds = timeout ?? dockerClientTimeout.value ?? composeHttpTimeout.value;
  return (seconds ?? DEFAULT_SETTLE_SECONDS) * 1000;
}

/** The backend, and the Engine that it works on. */
export interface OpenedContainers {
  readonly backend: OpenBackend;
  readonly endpoint: Endpoint;
}

/**
 * Opens the backend that the options and settings name, on the Engine that they name.
 * @param component that the command is about; undefined for all of the project
 * @param identify whether the Engine's ID will be wanted
 * @throws InputError, ConciergeError as `openEndpoint` and `openBackend`
 */
export async function openContainers(
  context: Pick<CommandContext, 'settings' | 'environment' | 'output' | 'signal' | 'onExit'> & {
    readonly options: OptionValues<typeof containerOptions>;
  },
  component: string | undefined,
  { identify = false }: { identify?: boolean } = {},
): Promise<OpenedContainers> {
  const { settings, options, output, signal } = context;
  const endpoint = await openEndpoint(context, component);
  const backend = await openBackend({
    endpoint,
    // Who gives a compose file on the command line means Compose; COMPOSE_FILE may be there for other commands.
    backend:
      (options.backend as BackendName | undefined) ?? (options.file.length > 0 ? 'compose' : undefined),
    project: settings.composeProjectName.value,
    files: options.file.length > 0 ? options.file : settings.composeFile.value,
    component,
    identify,
    environment: context.environment,
    signal,
    orderTimeoutMs: settings.dockerClientTimeout.value === undefined ? undefined : settleTimeoutMs(settings),
    onDetail: (line) => output.detail(line),
  });
  context.onExit(() => backend.close());
  return { backend, endpoint };
}
