import { withoutSecrets } from '../../settings/without-secrets.ts';
import type { Endpoint } from '../endpoint.ts';
import { type ProgramOutput, runProgram } from '../process.ts';
import type { ComposeFiles } from './files.ts';
import { mayTake } from './may-take.ts';
import { type ComposeProgram, findCompose } from './program.ts';

/** Compose as a command line on one Engine. */
export interface ComposeCli {
  /**
   * @param everyProfile also services of profiles that are off (v2)
   * @throws ProgramError
   */
  run(
    files: ComposeFiles,
    project: string | undefined,
    args: readonly string[],
    options?: { everyProfile?: boolean },
  ): Promise<ProgramOutput>;
}

export interface ComposeCliOptions {
  readonly endpoint: Endpoint;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onDetail?: ((line: string) => void) | undefined;
}

/** The command line of Compose; which program that is (plugin or docker-compose) is found out with the first command. */
export function composeCli(options: ComposeCliOptions): ComposeCli {
  let program: ComposeProgram | undefined;
  return {
    async run(files, project, args, { everyProfile = false } = {}) {
      program ??= findCompose(options.environment);
      const command = [
        ...program.command,
        ...(program.form === 'plugin' && everyProfile ? ['--profile', '*'] : []),
        ...(project === undefined ? [] : ['-p', project]),
        ...(files.projectDirectory === undefined ? [] : ['--project-directory', files.projectDirectory]),
        ...(files.envFiles ?? []).flatMap((file) => ['--env-file', file]),
        ...files.files.flatMap((file) => ['-f', file]),
        ...args,
      ];
      options.onDetail?.(command.join(' '));
      return await runProgram(command, {
        environment: composeEnvironment(
          options.endpoint,
          withoutSecrets(options.environment, mayTake(files)),
        ),
        timeoutMs: options.timeoutMs,
        signal: options.signal,
        onLine: options.onDetail,
      });
    },
  };
}

/** What the endpoint and the command line say; of the person's own environment these must say nothing else. */
const OURS = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_TLS',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'COMPOSE_FILE',
  'COMPOSE_PROJECT_NAME',
];

/** The environment of Compose: the person's, since compose files take variables from it, on the endpoint's Engine. */
export function composeEnvironment(
  endpoint: Endpoint,
  environment: ComposeCliOptions['environment'],
): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !OURS.includes(entry[0]),
  );
  const seconds = String(Math.ceil(endpoint.timeoutMs / 1000));
  return {
    // Compose v1 heeds them, v2 does not.
    DOCKER_CLIENT_TIMEOUT: seconds,
    COMPOSE_HTTP_TIMEOUT: seconds,
    ...Object.fromEntries(kept),
    DOCKER_HOST: endpoint.host,
    ...(endpoint.certPath === undefined
      ? {}
      : { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: endpoint.certPath }),
  };
}
