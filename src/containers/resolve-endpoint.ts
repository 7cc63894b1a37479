import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { InputError } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';

export interface EndpointQuestion {
  /** `-u` or DOCKER_HOST. */
  readonly host: string | undefined;
  /** DOCKER_CERT_PATH. */
  readonly certPath: string | undefined;
  /** DOCKER_TLS_VERIFY. */
  readonly tls: boolean;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const DEFAULT_SOCKET = 'unix:///var/run/docker.sock';

/** Where Docker's own programs look for certificates if DOCKER_CERT_PATH is not given (docs: docker/engine/security). */
function defaultCertPath(environment: EndpointQuestion['environment']): string {
  return configFolder(environment);
}

/**
 * The Engine that is meant, as the `docker` command line finds it: DOCKER_HOST, else the current context
 * (DOCKER_CONTEXT, else `currentContext` of its config.json), else the usual socket.
 * @throws InputError where the address cannot be one, or the context is not there
 */
export function resolveEndpoint(question: EndpointQuestion): Endpoint {
  const { host, environment, timeoutMs } = question;
  if (host !== undefined) return { ...givenEndpoint(requireHost(host), question), timeoutMs };
  const context = environment.DOCKER_CONTEXT || currentContext(environment);
  if (context === undefined || context === 'default') return { host: DEFAULT_SOCKET, timeoutMs };
  return { ...readContext(context, environment), timeoutMs };
}

function givenEndpoint(host: string, { certPath, tls, environment }: EndpointQuestion) {
  if (!host.startsWith('tcp://') || !(tls || certPath !== undefined)) return { host };
  return { host, certPath: certPath ?? defaultCertPath(environment) };
}

/**
 * Checks an address as DOCKER_HOST takes it, and gives it in its whole form: `tcp://host` has port 2376.
 * @throws InputError
 */
export function requireHost(text: string): string {
  const host = text.trim();
  const refuse = (why: string): InputError =>
    new InputError(`${JSON.stringify(host.slice(0, 80))} is not the address of a Docker Engine`, {
      why,
      remedy: 'Give unix:///path/to/docker.sock, tcp://host:2376 or ssh://user@host.',
    });
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/su.exec(host) ?? [];
  if (scheme === undefined) throw refuse('it does not begin with unix://, tcp:// or ssh://');
  if (/[\s\p{Cc}]/u.test(host)) throw refuse('it holds a space or a control character');
  if (scheme === 'unix') {
    if (!rest.startsWith('/')) throw refuse('the path of a socket begins with /, so there are three of them');
    return host;
  }
  if (scheme === 'http' || scheme === 'https') return requireHost(`tcp://${rest.replace(/\/$/u, '')}`);
  if (scheme !== 'tcp' && scheme !== 'ssh') throw refuse(`${scheme}:// is not one of the ways to reach it`);
  if (!URL.canParse(`http://${rest}`)) throw refuse('what follows :// is no host');
  const url = new URL(`http://${rest}`);
  // ssh takes what begins with a dash for an option.
  if (url.hostname === '' || /^-/u.test(url.hostname) || /^-/u.test(decodeURIComponent(url.username))) {
    throw refuse('what follows :// is no host');
  }
  if (url.password !== '') throw refuse('it holds a password');
  if (scheme === 'ssh') return host;
  if (url.username !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw refuse('more stands in it than a host and a port');
  }
  return `tcp://${url.hostname}:${url.port || (/:80$/u.test(rest) ? '80' : '2376')}`;
}

function configFolder(environment: EndpointQuestion['environment']): string {
  return environment.DOCKER_CONFIG || join(environment.HOME || homedir(), '.docker');
}

function currentContext(environment: EndpointQuestion['environment']): string | undefined {
  const config = readJson(join(configFolder(environment), 'config.json'));
  return typeof config?.currentContext === 'string' && config.currentContext !== ''
    ? config.currentContext
    : undefined;
}

/** A context as the client stores it: a folder named for the sha256 of its name (docker/cli, context/store). */
function readContext(
  name: string,
  environment: EndpointQuestion['environment'],
): Omit<Endpoint, 'timeoutMs'> {
  // Taken when it is needed: most endpoints are none of a context, and node:crypto is a twentieth of the start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(configFolder(environment), 'contexts');
  const meta = readJson(join(contexts, 'meta', id, 'meta.json'));
  const host = (meta?.Endpoints as Record<string, { Host?: unknown }> | undefined)?.docker?.Host;
  if (typeof host !== 'string' || host === '') {
    throw new InputError(`The Docker context ${JSON.stringify(name)} is not there`, {
      why: `${join(contexts, 'meta', id)} says nothing of it`,
      remedy: 'Choose one that `docker context ls` lists, or give DOCKER_HOST.',
    });
  }
  const certPath = join(contexts, 'tls', id, 'docker');
  return existsSync(certPath) ? { host: requireHost(host), certPath } : { host: requireHost(host) };
}

function readJson(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
