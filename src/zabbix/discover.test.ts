import net, { type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { type ConnectionSettings, connect, type Zabbix } from './connection.ts';
import { NotAZabbixError, TlsError, UnreachableError } from './errors.ts';
import { type Authority, authority } from './testing/certificates.ts';
import {
  type FrontEnd,
  type FrontEndOptions,
  frontEnd,
  type Handler,
  PASSWORD,
} from './testing/front-end.ts';

const closers: (() => Promise<void>)[] = [];
let ours: Authority;
let theirs: Authority;

beforeAll(async () => {
  [ours, theirs] = await Promise.all([authority('Ours'), authority('Theirs')]);
});

afterAll(async () => {
  await Promise.all([ours.remove(), theirs.remove()]);
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(options?: FrontEndOptions): Promise<FrontEnd> {
  const server = await frontEnd(options);
  closers.push(() => server.close());
  return server;
}

async function open(
  settings: Partial<ConnectionSettings> & { host: string },
  warnings: string[] = [],
): Promise<Zabbix> {
  const zabbix = await connect(
    { user: 'Admin', password: PASSWORD, tlsVerify: true, ...settings },
    { retries: { firstWaitMs: 1 }, onWarning: (message) => warnings.push(message) },
  );
  closers.push(() => zabbix.close());
  return zabbix;
}

async function errorOf(act: Promise<unknown>): Promise<unknown> {
  return await act.then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
}

const onlyUnder =
  (folder: string): Handler =>
  ({ call, response, result }) => {
    if (!call.path.startsWith(folder))
      response.writeHead(404, { 'content-type': 'text/html' }).end('<title>404</title>');
    else
      result(call.method === 'apiinfo.version' ? '7.0.22' : call.method === 'user.login' ? 'session 1' : []);
  };

const redirect =
  (location: (path: string) => string): Handler =>
  ({ call, response }) =>
    response.writeHead(302, { location: location(call.path) }).end();

describe('where the API is', () => {
  it('is /zabbix too where no path is given (Debian)', async () => {
    const server = await start({ handlers: { '*': onlyUnder('/zabbix/') } });
    expect((await open({ host: server.url })).url).toBe(`${server.url}/zabbix/api_jsonrpc.php`);
  });

  it('is only the path that is given', async () => {
    const server = await start({ handlers: { '*': onlyUnder('/zabbix/') } });
    expect(await errorOf(open({ host: `${server.url}/monitoring` }))).toMatchObject({
      name: 'NotAZabbixError',
      message: `No Zabbix API answers at ${server.url}/monitoring/api_jsonrpc.php`,
      why: 'what came is HTTP 404, text/html, "404"',
    });
  });

  it('is said with all paths that were tried, where there is none', async () => {
    const server = await start({ handlers: { '*': onlyUnder('/nowhere/') } });
    const error = await errorOf(open({ host: server.url }));
    expect(error).toBeInstanceOf(NotAZabbixError);
    expect(error).toMatchObject({
      exitCode: 2,
      message: `No Zabbix API answers at ${server.url}/api_jsonrpc.php or ${server.url}/zabbix/api_jsonrpc.php`,
    });
    expect(server.received.every((call) => call.method === 'apiinfo.version')).toBe(true);
  });

  it('is asked again where the front end is only just coming up', async () => {
    const starting: Handler = ({ nth, response, result }) =>
      nth === 1 ? response.writeHead(502).end() : result('7.0.22');
    const server = await start({ handlers: { 'apiinfo.version': starting } });
    await open({ host: `${server.url}/zabbix` });
  });

  it('is not where something else than HTTP is spoken', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {}).resume();
      socket.write('SSH-2.0-OpenSSH_9.2\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    expect(await errorOf(open({ host: `http://127.0.0.1:${port}` }))).toMatchObject({
      name: 'NotAZabbixError',
      message: `What answers at http://127.0.0.1:${port} does not speak HTTP`,
    });
  });

  it('is not a matter of size', async () => {
    const server = await start({
      handlers: { 'apiinfo.version': ({ response }) => response.writeHead(500).end() },
    });
    expect(await errorOf(open({ host: server.url }))).toMatchObject({
      name: 'UnreachableError',
      message: expect.stringContaining('is broken'),
    });
  });
});

describe('a redirect', () => {
  it('on the same host is followed and told', async () => {
    const warnings: string[] = [];
    const server = await start();
    const old = await start({ handlers: { '*': redirect((path) => `${server.url}/new${path}`) } });
    const zabbix = await open({ host: `${old.url}/zabbix` }, warnings);
    expect(zabbix.url).toBe(`${server.url}/new/zabbix/api_jsonrpc.php`);
    expect(warnings).toEqual([expect.stringContaining(zabbix.url)]);
    expect(old.methods()).toEqual(['apiinfo.version']);
  });

  it('to another host is not followed', async () => {
    const server = await start({
      handlers: { '*': redirect(() => 'https://login.example.com/sso?state=s3cret') },
    });
    const error = await errorOf(open({ host: `${server.url}/zabbix` }));
    expect(error).toMatchObject({
      name: 'NotAZabbixError',
      why: 'it redirects to https://login.example.com/sso',
    });
  });

  it('without end, or from TLS to none, is not followed', async () => {
    const round = await start({ handlers: { '*': redirect((path) => path) } });
    expect(await errorOf(open({ host: `${round.url}/zabbix` }))).toBeInstanceOf(NotAZabbixError);

    const plain = await start();
    const tls = await ours.issue('IP:127.0.0.1');
    const down = await start({ tls, handlers: { '*': redirect((path) => plain.url + path) } });
    const error = await errorOf(open({ host: `${down.url}/zabbix`, caFile: ours.caFile }));
    expect(error).toMatchObject({ message: expect.stringContaining('without TLS') });
    expect(plain.received).toEqual([]);
  });
});

describe('an address without a scheme', () => {
  it('is https where that is spoken', async () => {
    const warnings: string[] = [];
    const server = await start({ tls: await ours.issue('IP:127.0.0.1') });
    const zabbix = await open({ host: `127.0.0.1:${server.port}/zabbix`, caFile: ours.caFile }, warnings);
    expect(zabbix.url).toBe(`${server.url}/zabbix/api_jsonrpc.php`);
    expect(warnings).toEqual([]);
  });

  it('is http with a warning where https is not spoken', async () => {
    const warnings: string[] = [];
    const server = await start();
    expect((await open({ host: `127.0.0.1:${server.port}/zabbix` }, warnings)).url).toMatch(/^http:/);
    expect(warnings).toEqual([expect.stringContaining('in clear')]);
  });

  it('is never http because of a certificate', async () => {
    const server = await start({ tls: await theirs.issue('IP:127.0.0.1') });
    expect(await errorOf(open({ host: `127.0.0.1:${server.port}/zabbix` }))).toBeInstanceOf(TlsError);
    expect(server.received).toEqual([]);
  });

  it('is unreachable where nothing is there', async () => {
    const server = await start();
    await server.close();
    const error = await errorOf(open({ host: `127.0.0.1:${server.port}` }));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({
      why: expect.stringMatching(/http: .*ECONNREFUSED.*https: .*ECONNREFUSED/),
    });
  });
});

describe('a certificate', () => {
  it('of the authority in ZBX_CA_FILE is accepted', async () => {
    const server = await start({ tls: await ours.issue('IP:127.0.0.1') });
    const zabbix = await open({ host: `${server.url}/zabbix`, caFile: ours.caFile });
    await zabbix.call('host.create', {});
  });

  it.each([
    ['of another authority', () => theirs.issue('IP:127.0.0.1'), /ZBX_CA_FILE/],
    ['for another name', () => ours.issue('DNS:zabbix.example.com'), /name/],
    ['that has expired', () => ours.issue('IP:127.0.0.1', { days: -1 }), /clock/],
  ])('%s is not, and nothing is sent', async (_, issue, remedy) => {
    const server = await start({ tls: await issue() });
    const error = await errorOf(open({ host: `${server.url}/zabbix`, caFile: ours.caFile }));
    expect(error).toBeInstanceOf(TlsError);
    expect(error).toMatchObject({ remedy: expect.stringMatching(remedy) });
    expect(server.received).toEqual([]);
  });

  it('does not matter with ZBX_TLS_VERIFY=false, which is warned of', async () => {
    const warnings: string[] = [];
    const server = await start({ tls: await theirs.issue('DNS:zabbix.example.com') });
    await open({ host: `${server.url}/zabbix`, tlsVerify: false }, warnings);
    expect(warnings).toEqual([expect.stringContaining('ZBX_TLS_VERIFY=false')]);
  });

  it('is not needed where http is asked for, and https from http is a clear error', async () => {
    const server = await start();
    expect(await errorOf(open({ host: `https://127.0.0.1:${server.port}/zabbix` }))).toMatchObject({
      name: 'TlsError',
      why: expect.stringContaining('does not speak TLS'),
    });
  });

  it('file that is missing or holds none is an input error', async () => {
    for (const caFile of ['/nowhere/ca.pem', import.meta.filename]) {
      expect(await errorOf(open({ host: 'https://127.0.0.1:1', caFile }))).toBeInstanceOf(InputError);
    }
  });
});
