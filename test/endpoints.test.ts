import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, request as requestHttp } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../lab/command.ts';
import type { DockerLab } from '../lab/docker.ts';
import { freePort } from '../lab/ports.ts';
import { startSshServer } from '../lab/ssh.ts';
import { openEngine } from '../src/containers/engine/engine.ts';
import { newName, theDocker, useEnders } from './support/docker.ts';
import { expectExit, start } from './support/program.ts';
import { useComposeProjects, useStacks } from './support/projects.ts';

const ending = useEnders();
const folder = mkdtempSync(join(tmpdir(), 'concierge-endpoints-'));
afterAll(() => rmSync(folder, { recursive: true }));

let docker: DockerLab;
let environment: Record<string, string>;
beforeAll(async () => {
  docker = await theDocker();
  environment = { ...docker.environment(), CONCIERGE_STATE_DIR: join(folder, 'state') };
});

/** Accepts connections and says nothing. */
async function mute(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/**
 * The Engine behind one that takes these versions of the API only, and says so as Docker does (moby,
 * api/server/middleware/version.go).
 */
async function ofVersions(least: string, most: string, asked: string[]): Promise<string> {
  const minor = (version: string): number => Number(version.split('.')[1]);
  const server = createHttpServer((request, response) => {
    const { method, url = '' } = request;
    const [, version, path] = /^\/v(1\.\d+)(\/.*)$/u.exec(url) ?? [];
    asked.push(`${method} ${url.replace(/\?.*/u, '')}`);
    const refuse = (how: string): void => {
      response.writeHead(400, { 'content-type': 'application/json', 'api-version': most });
      response.end(JSON.stringify({ message: `client version ${version} is too ${how}` }));
    };
    if (version !== undefined && minor(version) < minor(least)) return refuse('old');
    if (version !== undefined && minor(version) > minor(most)) return refuse('new');
    const real = path === undefined ? url : `/v1.40${path}`;
    const { headers } = request;
    request.pipe(
      requestHttp({ socketPath: docker.socket, method, path: real, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'api-version': most });
        answer.pipe(response);
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending(async () => void server.close());
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function said(
  exitCode: number,
  args: readonly string[],
  more: Readonly<Record<string, string>>,
): Promise<string> {
  const { stderr } = await expectExit(exitCode, ['list', ...args], { ...environment, ...more });
  return stderr;
}

describe('an Engine', () => {
  const makeProject = useComposeProjects('v2');
  const makeStack = useStacks();

  it('that accepts and says nothing ends the command at its time-out', async () => {
    const host = `tcp://127.0.0.1:${await mute()}`;
    const plain = await said(1, ['web', '-u', host, '--certificates', 'none'], {
      DOCKER_CLIENT_TIMEOUT: '1',
    });
    expect(plain).toContain(`The Docker Engine at ${host} does not answer`);
    expect(plain).toContain('no answer within 1 s');
    const tls = await said(1, ['web', '-u', host, '--certificates', 'path'], {
      COMPOSE_HTTP_TIMEOUT: '1',
      DOCKER_CERT_PATH: docker.certPath,
    });
    expect(tls).toContain(`The Docker Engine at ${host} does not answer`);
  });

  it('that says nothing does not keep the command from ending when it is told to', async () => {
    const host = `tcp://127.0.0.1:${await mute()}`;
    const running = start(['list', 'web', '-u', host, '--certificates', 'none'], environment);
    running.child.stderr?.once('data', () => running.child.kill('SIGTERM'));
    expect((await running.ended).exitCode).toBe(143);
  });

  it.each([
    ['is not there', '/nowhere/docker.sock', 'There is no socket /nowhere/docker.sock'],
    ['is a file', '/etc/hostname', 'Nothing listens at the socket /etc/hostname'],
  ])('whose socket %s', async (_what, socket, message) => {
    expect(await said(1, ['web', '-u', `unix://${socket}`], {})).toContain(message);
  });

  it('where nobody listens', async () => {
    const host = `tcp://127.0.0.1:${await freePort()}`;
    expect(await said(1, ['web', '-u', host, '--certificates', 'none'], {})).toContain(
      `Nothing listens at ${host}`,
    );
  });

  it('whose socket this user may not use', async () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(folder, 0o755);
    chmodSync(open, 0o755);
    const socket = join(open, 'docker.sock');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    ending(async () => void server.close());
    chmodSync(socket, 0o600);
    // Root may use any socket: for the moment of the call this process is nobody.
    process.seteuid?.(65_534);
    try {
      const endpoint = { host: `unix://${socket}`, timeoutMs: 5000 };
      const engine = openEngine(endpoint, { signal: new AbortController().signal, environment: {} });
      await expect(engine.call('GET', '/info')).rejects.toMatchObject({
        message: `This user may not use the socket ${socket}`,
      });
    } finally {
      process.seteuid?.(0);
    }
  });

  it('that wants TLS and is spoken to without', async () => {
    const stderr = await said(1, ['web', '-u', docker.tcpHost, '--certificates', 'none'], {});
    expect(stderr).toContain(`The Docker Engine at ${docker.tcpHost} speaks TLS only`);
  });

  it('that is none at all', async () => {
    const server = createHttpServer((_request, response) => response.end('<h1>It works!</h1>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending(async () => void server.close());
    const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const stderr = await said(1, ['web', '-u', host, '--certificates', 'none'], {});
    expect(stderr).toContain(`What answers at ${host} is no Docker Engine`);
    expect(stderr).toContain('it said: <h1>It works!</h1>');
  });

  it('that closes connections which are kept is asked again', async () => {
    // Between this program and the Engine: after an answer it lets the next request come, and hangs up.
    const perConnection = new WeakMap<Socket, number>();
    const server = createHttpServer((request, response) => {
      const count = (perConnection.get(request.socket) ?? 0) + 1;
      perConnection.set(request.socket, count);
      if (count > 1) return void request.socket.destroy();
      const { method, url: path, headers } = request;
      request.pipe(
        requestHttp({ socketPath: docker.socket, method, path, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending(async () => void server.close());
    const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expectExit(0, ['list', '--backend', 'swarm', '-u', host, '--certificates', 'none'], environment);
  });

  it.each([
    ['1.44', 'as Docker 29 takes it', '1.44', '1.51'],
    ['1.40', 'as Docker 19.03 has it', '1.12', '1.40'],
  ])('that speaks %s, %s, is listed and ordered', async (_version, _what, least, most) => {
    const asked: string[] = [];
    const host = await ofVersions(least, most, asked);
    const stack = await makeStack({ web: { image: 'runs', number: 1 } });
    const far = { ...environment, DOCKER_HOST: host };
    const list = ['list', 'web', '-p', stack.name, '--certificates', 'none', '--json'];
    expect((await expectExit(0, list, far)).json().containers).toHaveLength(1);
    const [first, second, ...rest] = asked;
    expect(first).toBe('GET /v1.41/services');
    expect(second).toBe(`GET /v${most}/services`);
    for (const each of rest) expect(each).toContain(`/v${most}/`);
    asked.length = 0;
    await expectExit(0, ['scale_up', 'web', '1', '1', '-p', stack.name, '--certificates', 'none'], far);
    expect(asked.filter((each) => each.startsWith('POST'))).toEqual([
      expect.stringMatching(new RegExp(`^POST /v${most}/services/`, 'u')),
    ]);
  });

  it('is the same one by another address: its cooldown counts', async () => {
    const project = await makeProject({ web: { image: 'runs', number: 1 } });
    const near = { ...environment, CONCIERGE_STATE_DIR: join(folder, 'state-of-two') };
    await expectExit(0, ['scale_up', 'web', '1', '1', '-p', project.name], near);
    const far = { ...near, ...docker.environment({ over: 'tcp' }) };
    const again = ['scale_down', 'web', '2', '1', '-p', project.name, '--cooldown', '1h'];
    expect((await expectExit(4, again, far)).stderr).toContain('a cooldown of 1h (--cooldown)');
    expect(await project.running('web')).toHaveLength(2);
  });

  it('is found by the current context of Docker', async () => {
    const config = join(folder, 'config');
    mkdirSync(config);
    const context = ['context', 'create', 'lab', '--docker', `host=unix://${docker.socket}`];
    await run(['/usr/bin/docker', '--config', config, ...context]);
    await run(['/usr/bin/docker', '--config', config, 'context', 'use', 'lab']);
    const { DOCKER_HOST: _host, ...rest } = environment;
    const { stdout } = await expectExit(0, ['list', '--backend', 'swarm', '--json'], {
      ...rest,
      DOCKER_CONFIG: config,
    });
    expect(JSON.parse(stdout)).toMatchObject({ backend: 'swarm' });
  });
});

describe('an Engine that is reached by ssh', () => {
  const makeProject = useComposeProjects('v2');

  it('is listed and scaled as a near one', async () => {
    const project = await makeProject({ web: { image: 'runs', number: 1 } });
    const server = await startSshServer({ DOCKER_HOST: `unix://${docker.socket}` });
    ending(() => server.stop());
    const far = {
      ...environment,
      PATH: `${server.path}:${environment.PATH}:/usr/bin:/bin`,
      DOCKER_HOST: `ssh://root@127.0.0.1:${server.port}`,
    };
    const listed = (await expectExit(0, ['list', 'web', '-p', project.name, '--json'], far)).json();
    expect(listed.containers).toMatchObject([{ id: (await project.running('web'))[0] }]);
    await expectExit(0, ['scale_up', 'web', '1', '1', '-p', project.name], far);
    expect(await project.running('web')).toHaveLength(2);
  });

  it('that does not let us in says what ssh said', async () => {
    const server = await startSshServer({ DOCKER_HOST: `unix://${docker.socket}` });
    ending(() => server.stop());
    const host = `ssh://nobody@127.0.0.1:${server.port}`;
    const stderr = await said(1, ['web', '-u', host], { PATH: `${server.path}:/usr/bin:/bin` });
    expect(stderr).toContain(`${host} cannot be reached by ssh`);
    expect(stderr).toContain('Permission denied');
  });
});

describe('list', () => {
  const makeProject = useComposeProjects('v2');
  const makeStack = useStacks();

  it('shows the running containers of a component, in all forms', async () => {
    const project = await makeProject({
      web: { image: 'healthy', number: 2 },
      db: { image: 'runs', number: 1 },
    });
    const ids = await project.running('web');
    const forms = [
      ['list', 'web', '-p', project.name],
      ['list', '--service-name', 'web', '--project', project.name, '--file', project.file],
      ['container', '-u', docker.environment().DOCKER_HOST ?? '', '-p', project.name, 'list', '-n', 'web'],
    ];
    for (const form of forms) {
      const { stdout } = await expectExit(0, form, environment);
      const [head = '', ...rows] = stdout.trim().split('\n');
      expect(head.split(/ {2,}/u)).toEqual(['COMPONENT', 'NAME', 'ID', 'STATE', 'HEALTH', 'AGE', 'IMAGE']);
      expect(rows.map((row) => row.split(/ {2,}/u)[2])).toEqual(ids.map((id) => id.slice(0, 12)));
    }
    const json = (await expectExit(0, ['list', '-p', project.name, '--json'], environment)).json();
    expect(json).toMatchObject({ backend: 'compose', component: null });
    expect(json.containers.map(({ component }: { component: string }) => component)).toEqual([
      'db',
      'web',
      'web',
    ]);
  });

  it('works over TCP with mutual TLS and a certificate of one’s own', async () => {
    const project = await makeProject({ web: { image: 'runs', number: 1 } });
    const over = { ...docker.environment({ over: 'tcp' }), CONCIERGE_STATE_DIR: join(folder, 'state') };
    const { stdout } = await expectExit(0, ['list', 'web', '-p', project.name, '--json'], over);
    expect(JSON.parse(stdout).containers[0].id).toBe((await project.running('web'))[0]);
  });

  it('shows the node in a Swarm', async () => {
    const stack = await makeStack({ web: { image: 'healthy', number: 1 } });
    const { stdout } = await expectExit(0, ['list', '-p', stack.name, 'web', '--json'], environment);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ backend: 'swarm', component: 'web' });
    expect(document.containers[0]).toMatchObject({
      component: `${stack.name}_web`,
      node: expect.any(String),
      health: expect.stringMatching(/starting|healthy/u),
    });
    const whole = await expectExit(0, ['list', `${stack.name}_web`], environment);
    expect(whole.stdout).toContain('NODE');
    const byFile = ['list', `${stack.name}_web`, '--file', stack.file];
    expect((await expectExit(2, byFile, environment)).stderr).toContain(`it is not in ${stack.file}`);
    const { stderr } = await expectExit(2, ['list', 'wbe', '-p', stack.name], environment);
    expect(stderr).toContain(`its services are: ${stack.name}_web`);
  });

  it('says that none runs, and which there are where one is not', async () => {
    const project = await makeProject({
      web: { image: 'runs', number: 0 },
      db: { image: 'runs', number: 1 },
    });
    const none = await expectExit(0, ['list', 'web', '-p', project.name], environment);
    expect(none.stdout).toBe('No containers of web run.\n');
    const name = newName();
    const nothing = await expectExit(0, ['list', '-p', name], environment);
    expect(nothing.stdout).toBe(`No containers of ${name} run.\n`);
    const { stderr } = await expectExit(2, ['list', 'wbe', '-p', project.name], environment);
    expect(stderr).toContain('Its components are: db, web.');
    const unknown = await expectExit(2, ['list', newName()], environment);
    expect(unknown.stderr).toContain('No project with a component');
  });

  it('refuses a global service where a number is wanted, and lists it all the same', async () => {
    const name = newName();
    await docker.docker([
      'service',
      'create',
      '--quiet',
      '--mode',
      'global',
      '--name',
      name,
      'concierge-lab/runs',
    ]);
    ending(() => docker.docker(['service', 'rm', name]));
    const listed = (await expectExit(0, ['list', name, '--json'], environment)).json();
    expect(listed.containers).toHaveLength(1);
    const { stderr } = await expectExit(2, ['scale_up', name, '1', '1'], environment);
    expect(stderr).toContain('it is a global service');
  });

  it.each(['; rm -rf /', '$(x)', '../x', '-f', 'x'.repeat(300), 'web\nx', ''])('refuses %j', async (name) => {
    for (const args of [['--', name], [`--service-name=${name}`]]) {
      expect(await said(2, args, {})).toContain('is not the name of a component');
    }
  });
});
