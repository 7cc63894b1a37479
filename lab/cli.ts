import { parseArgs } from 'node:util';
import { ConciergeError, InputError } from '../src/errors.ts';
import { dockerPaths } from './docker/paths.ts';
import {
  dockerLab,
  downDocker,
  findDocker,
  LAB_IMAGES,
  prepareDocker,
  sweepDocker,
  tcpHost,
} from './docker.ts';
import { isInstalled, SuiteGoneError } from './install.ts';
import { readServerRecords } from './records.ts';
import { down, sweep } from './tidy.ts';
import { isLabVersion, LAB_VERSIONS, type LabVersion, labPaths } from './versions.ts';
import { type LabServer, type ZabbixLab, zabbixLab } from './zabbix.ts';

const HELP = `Disposable Zabbix servers and a Docker Engine on this machine, for tests and for trying things out.

  npm run lab -- prepare [VERSION]                   install now (all versions at once) what the first use would
  npm run lab -- up VERSION [NAME]                   a server that stays up (an existing one of that name is kept)
  npm run lab -- fresh VERSION [NAME]                a server as its installer leaves it (an existing one is replaced)
  npm run lab -- populate VERSION [NAME] [--hosts N] fill a server with a sample of everything, and N plain hosts
  npm run lab -- compare A B [--rows] [--table T]    what A is configured to be and B is not, by their databases, ids resolved to
                                                     names. A and B are servers that are up: NAME, or VERSION/NAME
                                                     (--json; --without-secrets passes over what no API gives back)
  npm run lab -- up docker                           a Docker Engine with Swarm and Compose; prints how to use it
  npm run lab -- list                                what is up, and where
  npm run lab -- down [VERSION]                      end everything (of one version, or docker); the installed systems stay cached
  npm run lab -- sweep [VERSION]                     end only what processes that were killed have left

VERSION is one of ${LAB_VERSIONS.join(', ')}; prepare, down and sweep take docker as well. NAME is "zabbix" if not given. Login: Admin / zabbix.
The first use of a version installs it (about a minute); see lab/README.md.
`;

/** What stands for the Docker Engine in the place of a version. */
const DOCKER = 'docker';

/** As `diff` of the program ends. */
const EXIT_DIFFERENT = 3;

const COMMANDS: Readonly<Record<string, (args: string[], options: Options) => Promise<void>>> = {
  prepare: commandPrepare,
  up: commandUp,
  fresh: commandFresh,
  populate: commandPopulate,
  compare: commandCompare,
  list: commandList,
  down: commandDown,
  sweep: commandSweep,
};

interface Options {
  hosts?: string | undefined;
  json?: boolean | undefined;
  rows?: boolean | undefined;
  table?: string | undefined;
  'without-secrets'?: boolean | undefined;
}

async function main(argv: string[]): Promise<void> {
  const { positionals, values } = readArguments(argv);
  const [name, ...args] = positionals;
  if (values.help || name === undefined || name === 'help') return say(HELP);
  const command = COMMANDS[name];
  if (command === undefined) throw usage(`There is no command "${name}".`);
  await command(args, values);
}

function readArguments(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        hosts: { type: 'string' },
        json: { type: 'boolean' },
        rows: { type: 'boolean' },
        table: { type: 'string' },
        'without-secrets': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw usage((error as Error).message);
  }
}

async function commandPrepare(args: string[]): Promise<void> {
  if (args.length === 0 || args[0] === DOCKER) {
    await prepareDocker((line) => process.stderr.write(`${DOCKER}: ${line}\n`));
    say(`${DOCKER}  ready\n`);
  }
  const versions = versionsOf(args);
  const results = await Promise.allSettled(versions.map((version) => inLab(version, async () => {})));
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled') say(`${versions[index]}  ready\n`);
    else if (result.reason instanceof SuiteGoneError)
      say(`${versions[index]}  not to be had: ${result.reason.message}\n`);
    else throw result.reason;
  }
}

async function commandUp(args: string[]): Promise<void> {
  if (args[0] === DOCKER) return await upDocker();
  const { version, name } = readServer(args);
  await inLab(version, async (lab) => {
    const found = await findServer(lab, name);
    describeServer(found ?? (await lab.fresh(name, { keep: true })));
  });
}

async function commandFresh(args: string[]): Promise<void> {
  const { version, name } = readServer(args);
  await inLab(version, async (lab) => describeServer(await lab.fresh(name, { keep: true })));
}

async function commandPopulate(args: string[], options: Options): Promise<void> {
  const { version, name } = readServer(args);
  const hosts = readCount(options.hosts);
  await inLab(version, async (lab) => {
    const server = (await findServer(lab, name)) ?? (await lab.fresh(name, { keep: true }));
    const { populate } = await import('./populate.ts');
    await populate(server, hosts === undefined ? {} : { hosts });
    describeServer(server);
  });
}

async function commandCompare(args: string[], options: Options): Promise<void> {
  const [first, second, ...more] = args;
  if (first === undefined || second === undefined || more.length > 0)
    throw usage('"compare" takes two servers.');
  const servers = await runningServers();
  const { compareServers, isWhole } = await import('./compare/compare.ts');
  const { onlyTable, renderComparison, renderLeftOut } = await import('./compare/render.ts');
  const all = await compareServers(serverNamed(servers, first), serverNamed(servers, second), {
    secrets: !options['without-secrets'],
  });
  const comparison = options.table === undefined ? all : onlyTable(all, options.table);
  if (options.json) say(`${JSON.stringify(comparison, undefined, 2)}\n`);
  else {
    say(renderComparison(comparison, { rows: options.rows ?? options.table !== undefined }));
    process.stderr.write(renderLeftOut(comparison));
  }
  if (!isWhole(comparison)) process.exitCode = EXIT_DIFFERENT;
}

async function runningServers(): Promise<LabServer[]> {
  const servers: LabServer[] = [];
  for (const version of LAB_VERSIONS.filter(isInstalled)) {
    await inLab(version, async (lab) => {
      servers.push(...(await lab.running()));
    });
  }
  return servers;
}

function serverNamed(servers: readonly LabServer[], name: string): LabServer {
  const found = servers.filter(
    (server) => server.name === name || `${server.version}/${server.name}` === name,
  );
  const [server] = found;
  if (server !== undefined && found.length === 1) return server;
  throw usage(
    server === undefined
      ? `No server "${name}" is up.`
      : `"${name}" is up in several versions: say ${server.version}/${name}.`,
  );
}

async function commandList(args: string[]): Promise<void> {
  if (args.length > 0) throw usage(`"list" takes no "${args[0]}".`);
  for (const version of LAB_VERSIONS) {
    if (!isInstalled(version)) say(`${version}  not installed\n`);
    const records = isInstalled(version) ? await readServerRecords(labPaths(version)) : [];
    if (isInstalled(version) && records.length === 0) say(`${version}  installed, nothing is up\n`);
    for (const { name, url, owner, startedAt } of records) {
      const until = owner === null ? 'until "down"' : `until process ${owner.pid} ends`;
      say(`${version}  ${name}  ${url}  since ${startedAt}, ${until}\n`);
    }
  }
  const docker = await findDocker();
  if (docker === undefined) return say(`${DOCKER}  not up\n`);
  const until = docker.kept ? 'until "down"' : 'until the last process that uses it ends';
  say(`${DOCKER}  unix://${dockerPaths().socket}  ${tcpHost(docker)}  since ${docker.startedAt}, ${until}\n`);
}

async function commandDown(args: string[]): Promise<void> {
  for (const version of versionsOf(args)) {
    const names = await down(version);
    say(`${version}  ${names.length === 0 ? 'nothing was up' : `ended: ${names.join(', ')}`}\n`);
  }
  if (args.length === 0 || args[0] === DOCKER) {
    say(`${DOCKER}  ${(await downDocker()) ? 'ended' : 'nothing was up'}\n`);
  }
}

async function commandSweep(args: string[]): Promise<void> {
  for (const version of versionsOf(args)) await sweep(version);
  if (args.length === 0 || args[0] === DOCKER) await sweepDocker();
}

async function upDocker(): Promise<void> {
  const lab = await dockerLab({
    keep: true,
    onProgress: (line) => process.stderr.write(`${DOCKER}: ${line}\n`),
  });
  await lab.stop();
  const lines = (environment: Record<string, string>): string =>
    Object.entries(environment)
      .map(([name, value]) => `  export ${name}=${name === 'PATH' ? `${value}:$PATH` : value}\n`)
      .join('');
  say(`A Docker Engine is up. By its socket, with Compose v2:
${lines(withoutHome(lab.environment()))}
By TCP with mutual TLS, besides:
${lines(withoutHome(lab.environment({ over: 'tcp' })))}
With Compose v1, which is used where no \`docker compose\` is found:
${lines(withoutHome(lab.environment({ compose: 'v1' })))}
Images: ${Object.values(LAB_IMAGES).join(', ')}. It is a Swarm of one node.
`);
}

function withoutHome({ HOME: _home, ...environment }: Record<string, string>): Record<string, string> {
  return environment;
}

/** The versions that a command is about: all, one, or none where it is about Docker. */
function versionsOf(args: readonly string[]): readonly LabVersion[] {
  if (args.length === 0) return LAB_VERSIONS;
  return args[0] === DOCKER ? [] : [readVersion(args[0])];
}

/** Gives the lab back at the end; PostgreSQL goes on running while a server is up. */
async function inLab(version: LabVersion, work: (lab: ZabbixLab) => Promise<void>): Promise<void> {
  const lab = await zabbixLab(version, {
    onProgress: (line) => process.stderr.write(`${version}: ${line}\n`),
  });
  try {
    await work(lab);
  } finally {
    await lab.stop();
  }
}

async function findServer(lab: ZabbixLab, name: string): Promise<LabServer | undefined> {
  return (await lab.running()).find((server) => server.name === name);
}

function describeServer(server: LabServer): void {
  say(`Zabbix ${server.version} "${server.name}" is at ${server.url} (Admin / zabbix)\n`);
}

function readServer([version, name = 'zabbix']: string[]): { version: LabVersion; name: string } {
  return { version: readVersion(version), name };
}

function readVersion(text: string | undefined): LabVersion {
  if (text !== undefined && isLabVersion(text)) return text;
  throw usage(text === undefined ? 'A version is missing.' : `The lab has no Zabbix "${text}".`);
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw usage(`--hosts takes a number, not "${text}".`);
}

function usage(message: string): InputError {
  return new InputError(message, { remedy: '`npm run lab -- --help` shows all commands.' });
}

function say(text: string): void {
  process.stdout.write(text);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof ConciergeError)) throw error;
  const lines = [error.message, error.why, error.remedy].filter((line) => line !== undefined);
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = error.exitCode;
});
