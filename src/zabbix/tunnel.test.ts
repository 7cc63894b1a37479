import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectionSettings, connect, type Zabbix } from './connection.ts';
import { TlsError } from './errors.ts';
import { type Authority, authority } from './testing/certificates.ts';
import { type FrontEnd, frontEnd, PASSWORD } from './testing/front-end.ts';

const closers: (() => Promise<void>)[] = [];
let ours: Authority;

beforeAll(async () => {
  ours = await authority();
});

afterAll(() => ours.remove());

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Proxy {
  url: string;
  /** First lines of what was asked of it. */
  asked: string[];
}

/** A forward proxy: CONNECT, and whole addresses for http. With `login` it wants Basic credentials. */
async function proxy(login?: string): Promise<Proxy> {
  const asked: string[] = [];
  const refuses = (header: string | undefined) =>
    login !== undefined && header !== `Basic ${Buffer.from(login).toString('base64')}`;
  const sockets = new Set<net.Socket>();
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (refuses(request.headers['proxy-authorization'])) {
      response.writeHead(407).end();
      return;
    }
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = http.request(request.url ?? '', { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    if (refuses(request.headers['proxy-authorization'])) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const target = new URL(`http://${request.url}`);
    const onward = net.connect(Number(target.port || 80), target.hostname.replace(/^\[|\]$/g, ''), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function start(secure: boolean): Promise<FrontEnd> {
  const server = await frontEnd(secure ? { tls: await ours.issue('IP:127.0.0.1') } : {});
  closers.push(() => server.close());
  return server;
}

async function open(settings: Partial<ConnectionSettings> & { host: string }): Promise<Zabbix> {
  const zabbix = await connect(
    { user: 'Admin', password: PASSWORD, tlsVerify: true, caFile: ours.caFile, ...settings },
    { retries: { firstWaitMs: 1 } },
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

describe('an HTTP proxy', () => {
  it('passes https through a tunnel, of which reads keep one', async () => {
    const [server, through] = [await start(true), await proxy()];
    const zabbix = await open({ host: `${server.url}/zabbix`, httpsProxy: through.url });
    await zabbix.call('host.get', {});
    await zabbix.call('host.create', {});
    const { host } = new URL(server.url);
    expect(through.asked).toEqual([`CONNECT ${host}`, `CONNECT ${host}`]);
  });

  it('passes http on by its whole address', async () => {
    const [server, through] = [await start(false), await proxy()];
    const zabbix = await open({ host: `${server.url}/zabbix`, httpProxy: through.url });
    await zabbix.call('host.create', {});
    expect(through.asked).toContain(`POST ${server.url}/zabbix/api_jsonrpc.php`);
    expect(server.methods()).toContain('host.create');
  });

  it('is left aside for what NO_PROXY names', async () => {
    const [server, through] = [await start(true), await proxy()];
    await open({ host: `${server.url}/zabbix`, httpsProxy: through.url, noProxy: '127.0.0.1' });
    expect(through.asked).toEqual([]);
  });

  it('is given the login that its address holds, which is never told', async () => {
    const [server, through] = [await start(true), await proxy('me:hunter2')];
    const url = new URL(through.url);
    url.username = 'me';
    url.password = 'hunter2';
    await open({ host: `${server.url}/zabbix`, httpsProxy: url.href });
    url.password = 'hunter3';
    const error = (await errorOf(open({ host: `${server.url}/zabbix`, httpsProxy: url.href }))) as Error;
    expect(error).toMatchObject({ name: 'UnreachableError', why: expect.stringContaining('HTTP 407') });
    expect(JSON.stringify(error) + String(error.cause)).not.toContain('hunter');
  });

  it.each([true, false])('that wants a login is told from a Zabbix that does (https: %s)', async (secure) => {
    const [server, through] = [await start(secure), await proxy('me:hunter2')];
    expect(
      await errorOf(open({ host: `${server.url}/zabbix`, httpsProxy: through.url, httpProxy: through.url })),
    ).toMatchObject({ name: 'UnreachableError', message: expect.stringContaining('through the proxy') });
  });

  it('that cannot reach Zabbix, or cannot be reached itself, is named', async () => {
    const [server, through] = [await start(true), await proxy()];
    await server.close();
    const { host } = new URL(through.url);
    const settings = { host: `${server.url}/zabbix`, httpsProxy: through.url };
    expect(await errorOf(open(settings))).toMatchObject({
      why: expect.stringContaining(`${host} did not connect us`),
    });
    await closers.pop()?.();
    expect(await errorOf(open(settings))).toMatchObject({ why: expect.stringContaining('ECONNREFUSED') });
    const plain = await start(false);
    expect(await errorOf(open({ host: `${plain.url}/zabbix`, httpProxy: through.url }))).toMatchObject({
      name: 'UnreachableError',
      why: expect.stringContaining(`the proxy ${host} cannot be used`),
    });
  });

  it('does not spare the server its certificate', async () => {
    const [server, through] = [await start(true), await proxy()];
    const other = await authority('Other');
    closers.push(() => other.remove());
    const settings = { host: `${server.url}/zabbix`, httpsProxy: through.url, caFile: other.caFile };
    expect(await errorOf(open(settings))).toBeInstanceOf(TlsError);
    expect(server.received).toEqual([]);
  });
});
