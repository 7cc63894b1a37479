import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Authority, type Issued, makeAuthority } from '../lab/authority.ts';
import { type DockerLab, dockerLab, LAB_IMAGES } from '../lab/docker.ts';
import { waitFor } from '../lab/processes.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { openEndpoint } from '../src/commands/docker-endpoint.ts';
import { loadSettings } from '../src/settings/load.ts';
import { createOutput } from '../src/terminal/output.ts';
import { createPaint } from '../src/terminal/paint.ts';
import {
  certificateSettings,
  hear,
  hostMaker,
  type Texts,
  tellingLines,
  texts,
} from './support/certificates.ts';
import { useDockerTexts } from './support/docker-texts.ts';
import { useFolders } from './support/folders.ts';
import { type Ended, expectExit, expectNoDefect, type Running, start } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';
import { type SilentEngine, silentEngine } from './support/silent-engine.ts';

const PROJECT = `e2e-certificates-${process.pid}`;
/** Seconds; longer than any of these tests waits for something else. */
const LONG = '120';
/** The user nobody of Debian. */
const NOBODY = 65_534;

await onEachVersion('certificates lent to a command', (servers) => {
  const folder = useFolders();
  let docker: DockerLab;
  let authority: Authority;
  let server: LabServer;
  let engineTexts: Texts;
  let own: Issued;
  let issued: Record<'con' | 'consul', Issued>;
  let silent: SilentEngine;
  let base: string;
  let environment: Record<string, string>;
  const hidden: string[] = [];
  const running: Running[] = [];

  beforeAll(async () => {
    docker = await dockerLab();
    const composeFile = join(folder(), '..', 'compose.yml');
    writeFileSync(
      composeFile,
      `services:
  con: {image: ${LAB_IMAGES.runs}}
  consul: {image: ${LAB_IMAGES.runs}}
  fails: {image: ${LAB_IMAGES.fails}}
  sick: {image: ${LAB_IMAGES.unhealthy}}
`,
    );
    await docker.compose('v2', ['-p', PROJECT, '-f', composeFile, 'up', '-d', 'con', 'consul', 'sick']);
    engineTexts = useDockerTexts(docker);
    authority = await makeAuthority();
    own = await authority.issue({ for: 'server', names: ['127.0.0.1'] });
    issued = { con: await authority.issue(), consul: await authority.issue() };
    silent = await silentEngine(texts(authority.ca, own));
    server = await servers.fresh();
    const hosts = await hostMaker(server);
    await hosts.make('engine', 'con', engineTexts);
    await hosts.make('longer', 'console', engineTexts);
    await hosts.make('project', PROJECT, engineTexts);
    await hosts.make('of-fails', 'fails', engineTexts);
    await hosts.make('of-sick', 'sick', engineTexts);
    await hosts.make('wrong-ca', 'wrong-ca', { ...engineTexts, ca: authority.ca });
    await hosts.make('stranger', 'stranger', { ...texts(authority.ca, issued.con), ca: engineTexts.ca });
    await hosts.make('no-ca', 'no-ca', { ...engineTexts, ca: '' });
    const expired = await authority.issue({ from: -9, to: -1 });
    await hosts.make('expired', 'expired', texts(authority.ca, expired));
    for (const name of ['con', 'consul'] as const) {
      await hosts.make(`silent-${name}`, `silent-${name}`, texts(authority.ca, issued[name]));
      hidden.push(...tellingLines(issued[name].key, issued[name].certificate));
    }
    hidden.push(...tellingLines(authority.ca, expired.key, expired.certificate));
    hidden.push(...tellingLines(engineTexts.key, engineTexts.ca, engineTexts.certificate));
    base = folder();
    environment = {
      ...docker.environment(),
      ...certificateSettings(server, folder()),
      DOCKER_HOST: docker.tcpHost,
      DOCKER_CERT_PATH: base,
      COMPOSE_PROJECT_NAME: PROJECT,
      COMPOSE_FILE: composeFile,
      DOCKER_CLIENT_TIMEOUT: LONG,
    };
  });
  afterAll(async () => {
    await docker.compose('v2', ['-p', PROJECT, 'down', '--timeout', '1']);
    await silent.stop();
    await authority.remove();
    await docker.stop();
  });
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  /** Folders with certificates that are there now. */
  function loans(): string[] {
    if (!existsSync(base)) return [];
    return readdirSync(base).filter((name) => !name.endsWith('.lock'));
  }

  /** The containers of a component that run. */
  async function names(component: string): Promise<string[]> {
    const filters = [`project=${PROJECT}`, `service=${component}`].flatMap((label) => [
      '--filter',
      `label=com.docker.compose.${label}`,
    ]);
    const { stdout } = await docker.docker(['ps', '--format', '{{.Names}}', ...filters]);
    return stdout.split('\n').filter((name) => name !== '');
  }

  function expectNothingLeft(): void {
    expect(existsSync(base) ? readdirSync(base) : []).toEqual([]);
  }

  /** Runs `list` on an Engine that is silent, and comes back when the Engine has been called. */
  async function listening(component: string, engine: SilentEngine, more: Record<string, string> = {}) {
    const called = engine.connections(engine.shown.length + 1);
    const started = start(['list', component, '--verbose'], {
      ...environment,
      DOCKER_HOST: engine.host,
      ...more,
    });
    running.push(started);
    await Promise.race([called, started.ended]);
    return started;
  }

  function expectSaysNothing({ stdout, stderr }: Ended): void {
    expect(hidden.filter((line) => (stdout + stderr).includes(line))).toEqual([]);
  }

  it('let it in at the Engine, and are gone after success', async () => {
    const { stdout } = await hear(0, ['list', 'con'], environment, hidden);
    expect(stdout).toContain(`${PROJECT}-con-1`);
    expect(stdout).not.toContain('consul');
    expectNothingLeft();
  });

  // How hosts are found in each version is told in certificates.test.ts; what follows is the same in all.
  if (servers.version !== '7.0') return;

  it.each([
    ['consul', 1, /Zabbix has no certificates for consul/u, {}],
    ['CON', 1, /Zabbix has no certificates for CON/u, {}],
    ['no-ca', 1, /host no-ca, inventory field "Primary POC notes" \(poc_1_notes\), the CA: it is empty/u, {}],
    ['expired', 1, /host expired, inventory field "Secondary POC notes" .* it expired on/u, {}],
    ['wrong-ca', 1, /is not trusted[\s\S]*the CA of host wrong-ca, inventory field "Primary POC notes"/u, {}],
    [
      'stranger',
      1,
      /refuses the client certificate[\s\S]*host stranger, inventory field "Secondary POC/u,
      {},
    ],
    ['con', 1, /127\.0\.0\.1:1\b/u, { DOCKER_HOST: 'tcp://127.0.0.1:1' }],
    ['con', 2, /e2e-none has no component con/u, { COMPOSE_PROJECT_NAME: 'e2e-none', COMPOSE_FILE: '' }],
  ] as const)('are gone after failure: %s, exit code %s, %s', async (component, code, said, more) => {
    const { stderr } = await hear(code, ['list', component], { ...environment, ...more }, hidden);
    expect(stderr).toMatch(said);
    expectNothingLeft();
  });

  it('are those of the project where no component is named', async () => {
    const { stdout } = await hear(0, ['list'], environment, hidden);
    expect(stdout).toContain(`${PROJECT}-con-1`);
    expect(stdout).toContain(`${PROJECT}-consul-1`);
    expectNothingLeft();
  });

  it('scale a component, whose Compose has them too, and are gone after it', async () => {
    const up = await expectExit(0, ['scale_up', 'con', '1', '1'], environment);
    expect(up.stdout).toContain('is scaled from 1 to 2');
    expect(await names('con')).toHaveLength(2);
    expectNothingLeft();
    await expectExit(0, ['scale_down', 'con', '2', '1'], environment);
    expect(await names('con')).toHaveLength(1);
    expectNothingLeft();
  });

  it('are gone after a scaling that fails', async () => {
    const ended = await expectExit(1, ['scale_up', 'fails', '0', '1', '--verbose'], environment);
    expect(ended.stderr).toContain('no database at 127.0.0.1:5432');
    expectSaysNothing(ended);
    expectNothingLeft();
  });

  it('are gone after SIGTERM in the middle of a scaling', async () => {
    const started = start(['scale_up', 'sick', '1', '1', '--verbose'], environment);
    running.push(started);
    expect(await waitFor(async () => (await names('sick')).length === 2, 60)).toBe(true);
    expect(loans()).toHaveLength(1);
    started.child.kill('SIGTERM');
    const end = await started.ended;
    expect(end.exitCode, end.stderr).toBe(143);
    expectSaysNothing(end);
    expectNothingLeft();
  });

  it('need no Zabbix on a socket', async () => {
    const { ZBX_API_HOST, ZBX_API_USER, ZBX_API_PASS, ...others } = environment;
    const socket = { ...others, DOCKER_HOST: `unix://${docker.socket}` };
    const { stdout } = await hear(0, ['list', 'consul'], socket, hidden);
    expect(stdout).toContain(`${PROJECT}-consul-1`);
  });

  it('are those of the person with --certificates path, which stay', async () => {
    const path = { ...environment, DOCKER_CERT_PATH: docker.certPath, ZBX_API_HOST: 'http://127.0.0.1:1' };
    const before = readdirSync(docker.certPath);
    const { stdout } = await hear(0, ['list', 'consul', '--certificates', 'path'], path, hidden);
    expect(stdout).toContain(`${PROJECT}-consul-1`);
    expect(readdirSync(docker.certPath)).toEqual(before);
  });

  it('are in the state folder where DOCKER_CERT_PATH is not given', async () => {
    const { DOCKER_CERT_PATH, ...others } = environment;
    const { stderr } = await hear(0, ['list', 'con'], others, hidden);
    expect(stderr).toBe('');
    expect(readdirSync(join(environment.CONCIERGE_STATE_DIR ?? '', 'certificates'))).toEqual([]);
  });

  it('are not written where all may write, and not where a link of another name leads', async () => {
    const open = folder();
    mkdirSync(open);
    chmodSync(open, 0o777);
    const { stderr } = await hear(2, ['list', 'con'], { ...environment, DOCKER_CERT_PATH: open }, hidden);
    expect(stderr).toContain('everybody on this machine may write to it');
    expect(readdirSync(open)).toEqual([]);

    const elsewhere = folder();
    const planted = folder();
    mkdirSync(elsewhere);
    mkdirSync(planted);
    for (const name of ['ca.pem', 'cert.pem', 'key.pem'])
      symlinkSync(join(elsewhere, name), join(planted, name));
    await hear(0, ['list', 'con'], { ...environment, DOCKER_CERT_PATH: planted }, hidden);
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(readdirSync(planted).sort()).toEqual(['ca.pem', 'cert.pem', 'key.pem']);
  });

  it('are gone after a time-out, which is said', async () => {
    const quiet = await silentEngine();
    const more = { DOCKER_HOST: quiet.host, DOCKER_CLIENT_TIMEOUT: '1' };
    const { stderr } = await hear(1, ['list', 'con'], { ...environment, ...more }, hidden);
    await quiet.stop();
    expect(stderr).toContain('no answer within 1 s');
    expect(stderr).toContain(quiet.host);
    expectNothingLeft();
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('are private while it runs, and gone after %s', async (signal, exitCode) => {
    const { child, ended } = await listening('silent-con', silent);
    expect(loans()).toHaveLength(1);
    const loan = join(base, loans()[0] ?? '');
    expect(lstatSync(loan).mode & 0o777).toBe(0o700);
    for (const name of ['ca.pem', 'cert.pem', 'key.pem'])
      expect(lstatSync(join(loan, name)).mode & 0o777).toBe(0o600);
    child.kill(signal);
    const end = await ended;
    expect(end.exitCode, end.stderr).toBe(exitCode);
    expectNoDefect(end);
    expectSaysNothing(end);
    expectNothingLeft();
  });

  it('are gone after a second Ctrl-C, which waits for nothing', async () => {
    const { child, ended } = await listening('silent-con', silent);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expectSaysNothing(await ended);
    expectNothingLeft();
  });

  it('are removed by the next run after SIGKILL, and those of a living run are not', async () => {
    const living = await listening('silent-consul', silent);
    const [kept = ''] = loans();
    const killed = await listening('silent-con', silent);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).signal).toBe('SIGKILL');
    expect(loans()).toHaveLength(2);

    const next = start(['list', 'con', '--verbose'], environment);
    const end = await next.ended;
    expect(end.exitCode, end.stderr).toBe(0);
    expect(end.stderr).toContain('Certificates that a killed run had left');
    expect(loans()).toEqual([kept]);
    expect(readdirSync(join(base, kept)).sort()).toEqual(['ca.pem', 'cert.pem', 'key.pem']);
    living.child.kill('SIGTERM');
    await living.ended;
    expectNothingLeft();
  });

  it('are left alone where another user made them', async () => {
    const folderOfAnother = join(base, `concierge-certificates-${'d'.repeat(32)}`);
    mkdirSync(folderOfAnother, { recursive: true });
    writeFileSync(`${folderOfAnother}.lock`, '');
    for (const path of [folderOfAnother, `${folderOfAnother}.lock`]) chownSync(path, NOBODY, NOBODY);
    await expectExit(0, ['list', 'con'], environment);
    expect(readdirSync(base).sort()).toEqual([
      `concierge-certificates-${'d'.repeat(32)}`,
      `concierge-certificates-${'d'.repeat(32)}.lock`,
    ]);
    for (const path of [folderOfAnother, `${folderOfAnother}.lock`]) chownSync(path, 0, 0);
    await expectExit(0, ['list', 'con'], environment);
    expectNothingLeft();
  });

  it('are taken back when the command ends, not only when its process does', async () => {
    const releasers: (() => void | Promise<void>)[] = [];
    const endpoint = await openEndpoint(
      {
        settings: await loadSettings({}, environment),
        environment,
        output: createOutput({
          screen: { drawsStatus: false, columns: 80, out() {}, err() {}, status() {} },
          json: false,
          quiet: true,
          verbose: false,
          resultPaint: createPaint(false),
          messagePaint: createPaint(false),
        }),
        signal: new AbortController().signal,
        onExit: (release) => void releasers.push(release),
        options: { certificates: undefined },
      },
      'con',
    );
    expect(readdirSync(endpoint.certPath ?? '')).toHaveLength(3);
    for (const release of releasers.reverse()) await release();
    expectNothingLeft();
  });

  it('are each component’s own where two run at once', async () => {
    const before = silent.shown.length;
    const one = await listening('silent-con', silent);
    const two = await listening('silent-consul', silent);
    const held = loans().map((name) => readFileSync(join(base, name, 'key.pem'), 'utf8'));
    expect(held.sort()).toEqual([issued.con.key, issued.consul.key].sort());
    expect(silent.shown.slice(before)).toEqual(
      [issued.con, issued.consul].map(({ certificate }) => new X509Certificate(certificate).serialNumber),
    );
    one.child.kill('SIGTERM');
    await one.ended;
    expect(loans()).toHaveLength(1);
    expect(readFileSync(join(base, loans()[0] ?? '', 'key.pem'), 'utf8')).toBe(issued.consul.key);
    two.child.kill('SIGTERM');
    await two.ended;
    expectNothingLeft();
  });
});
