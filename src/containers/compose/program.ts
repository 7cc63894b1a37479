import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ConciergeError } from '../../errors.ts';

/** A Compose as a command line: what comes before `-f`, `-p` and the subcommand. */
export interface ComposeProgram {
  readonly command: readonly string[];
  /** `standalone` is a program `docker-compose`, of version 1 or 2. */
  readonly form: 'plugin' | 'standalone';
}

/** Where the docker command line looks for plugins besides its own folder (docker/cli, cli-plugins/manager). */
const PLUGIN_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/**
 * Finds the Compose of `docker compose`, else `docker-compose`. It looks for files and runs nothing: each start of the
 * docker command line would cost as much as the listing of containers. The plugin is a whole program of its own
 * (docs.docker.com/compose/install/standalone), and is run as one: through `docker` it would be started twice, the first
 * time to be asked what it is.
 * @throws ConciergeError where there is neither
 */
export function findCompose(environment: Readonly<Record<string, string | undefined>>): ComposeProgram {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = (name: string): string | undefined =>
    folders.map((folder) => join(folder, name)).find(isProgram);
  const docker = onPath('docker');
  const plugin = pluginFolders(environment)
    .map((folder) => join(folder, 'docker-compose'))
    .find(isProgram);
  if (docker !== undefined && plugin !== undefined) return { command: [plugin], form: 'plugin' };
  const standalone = onPath('docker-compose');
  if (standalone !== undefined) return { command: [standalone], form: 'standalone' };
  throw new ConciergeError('Compose is not to be found', {
    why: 'there is neither the plugin of `docker compose` nor a program docker-compose on the PATH',
    remedy: 'Install docker-compose-plugin or docker-compose.',
  });
}

function pluginFolders(environment: Readonly<Record<string, string | undefined>>): string[] {
  const config = environment.DOCKER_CONFIG || join(environment.HOME || homedir(), '.docker');
  return [join(config, 'cli-plugins'), ...extraFolders(join(config, 'config.json')), ...PLUGIN_FOLDERS];
}

function extraFolders(file: string): string[] {
  try {
    const { cliPluginsExtraDirs } = JSON.parse(readFileSync(file, 'utf8')) as {
      cliPluginsExtraDirs?: unknown;
    };
    return Array.isArray(cliPluginsExtraDirs)
      ? cliPluginsExtraDirs.filter((each) => typeof each === 'string')
      : [];
  } catch {
    return [];
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
