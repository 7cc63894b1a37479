import { join } from 'node:path';
import { LOANS } from '../containers/certificates/loans.ts';
import type { Endpoint } from '../containers/endpoint.ts';
import { InputError } from '../errors.ts';
import { assertUsable } from '../settings/required.ts';
import type { Settings } from '../settings/settings.ts';
import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import type { CommandContext } from './command.ts';
import type { CERTIFICATE_SOURCES, containerOptions } from './container-options.ts';
import type { OptionValues } from './options.ts';

/** How long one answer of an Engine may take where nobody says otherwise: as Compose v1 has it. */
const DEFAULT_ANSWER_SECONDS = 60;

type CertificateSource = (typeof CERTIFICATE_SOURCES)[number];

/** What is needed of a command's context. */
export type EndpointContext = Pick<
  CommandContext,
  'settings' | 'environment' | 'output' | 'signal' | 'onExit'
> & {
  readonly options: Pick<OptionValues<typeof containerOptions>, 'certificates'>;
};

/**
 * The Docker Engine that the settings name. What it takes to be let in (certificates) is there when this returns, and
 * gone when the command has ended. Only a tcp address needs any. For one that `docker context` names, Docker itself
 * keeps them.
 * @param component whose Engine it is; undefined where the command is about all of a project, whose certificates are kept
 * in Zabbix as those of a component are
 * @throws InputError where the address cannot be one, or the certificates' place is not known; ConciergeError where
 * there are none, or they cannot be used; what the connection to Zabbix throws
 */
export async function openEndpoint(
  context: EndpointContext,
  component: string | undefined,
): Promise<Endpoint> {
  const { output } = context;
  await removeLeftoversOf(context);
  const endpoint = await namedEndpoint(context);
  if (!endpoint.host.startsWith('tcp://')) return endpoint;
  const source = sourceOf(context, endpoint);
  if (source === 'docker') return endpoint;
  if (source === 'none') {
    output.warn(`${endpoint.host} is spoken to in clear: whoever is on the way can read and order.`);
    return { host: endpoint.host, timeoutMs: endpoint.timeoutMs };
  }
  if (source === 'path') return { ...endpoint, certPath: await ownCertificates(context, endpoint) };
  return { ...endpoint, ...(await lentCertificates(context, component)) };
}

/**
 * The folder in which certificates from Zabbix are lent: DOCKER_CERT_PATH, else one in the state folder. That is private
 * already, and the next run finds it again, which a temporary folder of this login or this container is not.
 */
function loanFolder({ dockerCertPath, stateDir }: Settings): string {
  return dockerCertPath.value ?? ownFolder({ stateDir });
}

function ownFolder({ stateDir }: Pick<Settings, 'stateDir'>): string {
  return join(stateDir.value, 'certificates');
}

/** The Engine that DOCKER_HOST, `-u` or Docker's context names, and how long to wait for it. */
export async function namedEndpoint({
  settings,
  environment,
}: Pick<CommandContext, 'settings' | 'environment'>): Promise<Endpoint> {
  const { resolveEndpoint } = await import('../containers/resolve-endpoint.ts');
  const { dockerHost, dockerCertPath, dockerTlsVerify, dockerClientTimeout, composeHttpTimeout } = settings;
  const given = [dockerClientTimeout.value, composeHttpTimeout.value].filter((value) => value !== undefined);
  return resolveEndpoint({
    host: dockerHost.value,
    certPath: dockerCertPath.value,
    tls: dockerTlsVerify.value,
    timeoutMs: (given.length === 0 ? DEFAULT_ANSWER_SECONDS : Math.min(...given)) * 1000,
    environment,
  });
}

function sourceOf({ settings, options }: EndpointContext, endpoint: Endpoint): CertificateSource | 'docker' {
  const asked = options.certificates as CertificateSource | undefined;
  if (asked !== undefined) return asked;
  // Of a context of Docker, which brings its own.
  if (settings.dockerHost.value === undefined && endpoint.certPath !== undefined) return 'docker';
  return settings.apiHost.origin === 'default' ? 'path' : 'zabbix';
}

async function ownCertificates({ settings, output }: EndpointContext, { host }: Endpoint): Promise<string> {
  const [{ FILE_NAMES }, { readCertificateFiles }, { requireUsable }] = await Promise.all([
    import('../containers/certificates/certificates.ts'),
    import('../containers/certificates/files.ts'),
    import('../containers/certificates/usable.ts'),
  ]);
  const folder = settings.dockerCertPath.value;
  if (folder === undefined) {
    throw new InputError(`There are no certificates for ${host}`, {
      why: 'a tcp address is spoken to over TLS with a certificate on both sides; neither ZBX_API_HOST nor DOCKER_CERT_PATH is given',
      remedy:
        'Give ZBX_API_HOST for those in Zabbix, or in DOCKER_CERT_PATH a folder with ca.pem, cert.pem and key.pem. An Engine without TLS is reached with --certificates none.',
    });
  }
  const places = {
    key: join(folder, FILE_NAMES.key),
    ca: join(folder, FILE_NAMES.ca),
    certificate: join(folder, FILE_NAMES.certificate),
  };
  requireUsable(await readCertificateFiles(places), {
    title: `The certificates in ${folder}`,
    places,
    remedy: 'Correct the files, or take those in Zabbix with --certificates zabbix.',
    exitCode: 2,
    now: Date.now(),
    onWarning: (message) => output.warn(message),
  });
  return folder;
}

async function lentCertificates(
  context: EndpointContext,
  component: string | undefined,
): Promise<Required<Pick<Endpoint, 'certPath' | 'places'>>> {
  const { settings, output, onExit } = context;
  const holder = component ?? settings.composeProjectName.value;
  if (holder === undefined) {
    throw new InputError('It is not known whose certificates to take', {
      why: 'in Zabbix each component has its own, and neither a component nor a project is named',
      remedy: 'Name one, or give certificates of your own in DOCKER_CERT_PATH with --certificates path.',
    });
  }
  const { lend } = await import('../containers/certificates/lend.ts');
  const { requireUsable } = await import('../containers/certificates/usable.ts');
  const { findDummyHost, placesOf } = await import('../containers/certificates/dummy-host.ts');
  const { openZabbix } = await import('./zabbix.ts');
  assertUsable(settings, ZABBIX_VARIABLES);
  const zabbix = await openZabbix(context);
  const dummy = await findDummyHost(zabbix, holder);
  const places = placesOf(dummy);
  requireUsable(dummy.certificates, {
    title: `The certificates of ${holder} in Zabbix`,
    places,
    remedy: `Write them anew: concierge-scheduler certificates put ${holder} --key <file> --ca <file> --cert <file>.`,
    exitCode: 1,
    now: Date.now(),
    onWarning: (message) => output.warn(message),
  });
  const loan = await lend(dummy.certificates, loanFolder(settings));
  onExit(() => loan.giveBack());
  output.detail(`The certificates of ${holder} are in ${loan.certPath} until this command ends.`);
  return { certPath: loan.certPath, places };
}

/** What a killed run has left is removed by whichever run comes next, also by one that needs no certificates. */
async function removeLeftoversOf({ settings, output }: EndpointContext): Promise<void> {
  const { removeLeftovers } = await import('../temporary/leftovers.ts');
  for (const folder of new Set([loanFolder(settings), ownFolder(settings)])) {
    try {
      const removed = await removeLeftovers(folder, LOANS);
      if (removed > 0) output.detail(`Certificates that a killed run had left in ${folder} were removed.`);
    } catch (error) {
      output.warn(`What a killed run has left in ${folder} cannot be removed: ${(error as Error).message}`);
    }
  }
}
