import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { type ConnectionSettings, type ConnectOptions, connect, type Zabbix } from './connection.ts';
import { LoginError, UnsupportedVersionError, ZabbixApiError } from './errors.ts';
import { type FrontEnd, type FrontEndOptions, frontEnd, PASSWORD } from './testing/front-end.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(options?: FrontEndOptions): Promise<FrontEnd> {
  const server = await frontEnd(options);
  closers.push(() => server.close());
  return server;
}

async function open(
  server: FrontEnd,
  settings: Partial<ConnectionSettings> = {},
  options: ConnectOptions = {},
): Promise<Zabbix> {
  const zabbix = await connect(
    { host: `${server.url}/zabbix`, user: 'Admin', password: PASSWORD, tlsVerify: true, ...settings },
    { retries: { firstWaitMs: 1 }, ...options },
  );
  closers.push(() => zabbix.close());
  return zabbix;
}

/** The error, checked to hold no secret anywhere, causes included. */
async function errorOf(act: Promise<unknown>): Promise<unknown> {
  const error = await act.then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    expect(`${JSON.stringify(each)} ${each.message} ${each.stack}`).not.toMatch(
      /correct horse|wrong battery|s3cret/,
    );
  }
  return error;
}

describe('connect', () => {
  it.each([
    ['5.0.8', 'user', 'body'],
    ['6.0.14', 'username', 'body'],
    ['6.4.1', 'username', 'header'],
    ['7.0.22', 'username', 'header'],
    ['7.4.1', 'username', 'header'],
  ])('logs in to %s as it wants it', async (version, name, place) => {
    const server = await start({ version });
    const zabbix = await open(server);
    await zabbix.call('host.get', {});
    expect(zabbix.version.text).toBe(version);
    expect(zabbix.url).toBe(`${server.url}/zabbix/api_jsonrpc.php`);
    const [versionCall, login, , call] = server.received;
    expect(versionCall).toMatchObject({
      method: 'apiinfo.version',
      auth: undefined,
      authorization: undefined,
    });
    expect(login).toMatchObject({ method: 'user.login', auth: undefined, authorization: undefined });
    expect(Object.keys(login?.params as object)).toEqual([name, 'password']);
    expect(call?.auth).toBe(place === 'body' ? 'session 1' : undefined);
    expect(call?.authorization).toBe(place === 'header' ? 'Bearer session 1' : undefined);
  });

  it('takes a token as it is, and leaves it alone at the end', async () => {
    const server = await start({ tokens: ['s3cret'] });
    const zabbix = await open(server, { token: 's3cret' });
    await zabbix.close();
    expect(server.methods()).toEqual(['apiinfo.version', 'user.get']);
    expect(server.received[1]?.authorization).toBe('Bearer s3cret');
  });

  it('logs out at the end, also when it was cancelled', async () => {
    const controller = new AbortController();
    const server = await start();
    const zabbix = await open(server, {}, { signal: controller.signal });
    controller.abort();
    await zabbix.close();
    await zabbix.close();
    expect(server.methods().filter((method) => method === 'user.logout')).toHaveLength(1);
    expect(server.sessions.size).toBe(0);
    await expect(zabbix.call('host.get', {})).rejects.toThrow();
  });

  it('closes in peace where the server is gone', async () => {
    const server = await start();
    const zabbix = await open(server);
    await server.close();
    await zabbix.close();
  });

  it('says that a version is too old, without logging in', async () => {
    const server = await start({ version: '4.0.50' });
    expect(await errorOf(open(server))).toBeInstanceOf(UnsupportedVersionError);
    expect(server.methods()).toEqual(['apiinfo.version']);
  });

  it('warns of a version that was not tested, and goes on', async () => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    await open(await start({ version: '7.4.1' }), {}, { onWarning });
    expect(warnings).toEqual([expect.stringContaining('7.4.1')]);
    await open(await start({ version: '7.0.1' }), {}, { onWarning });
    await open(await start({ version: '5.2.1' }), {}, { onWarning });
    expect(warnings).toHaveLength(1);
  });

  it('wants something to log in with', async () => {
    const server = await start();
    expect(await errorOf(open(server, { user: '', password: '' }))).toBeInstanceOf(InputError);
    expect(await errorOf(open(server, { password: '' }))).toBeInstanceOf(InputError);
    expect(await errorOf(open(server, { token: 's3cret\n' }))).toBeInstanceOf(InputError);
    expect(server.received).toEqual([]);
  });
});

describe('a login that is refused', () => {
  it.each([
    ['Incorrect user name or password or account is temporarily blocked.', /does not accept user Admin/, 2],
    ['Login name or password is incorrect.', /does not accept user Admin/, 2],
    ['Account is blocked for 23 seconds.', /blocked for a while/, 2],
    ['No permissions for system access.', /may not log in/, 4],
    ['LDAP server is down.', /does not let user Admin in/, 2],
  ])('%s', async (words, message, exitCode) => {
    const server = await start({ handlers: { 'user.login': ({ refuse }) => refuse(words) } });
    const error = await errorOf(open(server, { password: 'wrong battery' }));
    expect(error).toBeInstanceOf(LoginError);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      why: expect.stringContaining(words),
      exitCode,
    });
    // Each try counts towards the block.
    expect(server.methods()).toEqual(['apiinfo.version', 'user.login']);
  });

  it('is told from an API that the role forbids', async () => {
    const handlers = {
      'user.get': ({ refuse }) => refuse('No permissions to call "user.get".'),
      'host.get': ({ refuse }) => refuse('No permissions to call "host.get".'),
    } satisfies FrontEndOptions['handlers'];
    const error = await errorOf(open(await start({ handlers })));
    expect(error).toMatchObject({ message: 'User Admin may not use the API', exitCode: 4 });
  });

  it('but a role that forbids single methods is let in', async () => {
    const server = await start({
      handlers: { 'user.get': ({ refuse }) => refuse('No permissions to call "user.get".') },
    });
    await open(server);
    expect(server.methods()).toEqual(['apiinfo.version', 'user.login', 'user.get', 'host.get']);
  });

  it('where multi-factor authentication is wanted', async () => {
    const server = await start({
      handlers: { 'user.get': ({ refuse }) => refuse('Session terminated, re-login, please.') },
    });
    expect(await errorOf(open(server))).toMatchObject({ remedy: expect.stringContaining('ZBX_API_TOKEN') });
  });

  it('where the token is unknown or too early for this version', async () => {
    const unknown = await errorOf(open(await start(), { token: 's3cret' }));
    expect(unknown).toMatchObject({ name: 'LoginError', message: 'Zabbix does not accept the API token' });
    const early = await errorOf(open(await start({ version: '5.0.8' }), { token: 's3cret' }));
    expect(early).toMatchObject({ name: 'LoginError', message: 'Zabbix 5.0.8 knows no API tokens' });
  });

  it('puts the session into the body where the web server drops the header', async () => {
    const warnings: string[] = [];
    const dropped: FrontEndOptions['handlers'] = {
      '*': ({ call, result, refuse }) => {
        if (call.method === 'apiinfo.version') result('7.0.22');
        else if (call.method === 'user.login') result('session 1');
        else if (call.auth === 'session 1') result([]);
        else refuse('Not authorized.');
      },
    };
    const server = await start({ handlers: dropped });
    const zabbix = await open(server, {}, { onWarning: (message) => warnings.push(message) });
    await zabbix.call('host.get', {});
    expect(server.received.at(-1)).toMatchObject({
      method: 'host.get',
      auth: 'session 1',
      authorization: undefined,
    });
    expect(warnings).toEqual([expect.stringContaining('Authorization header')]);
  });
});

describe('a session that ends in the middle', () => {
  it('is renewed once for all calls that find out, and each is made again, writes too', async () => {
    const server = await start();
    const zabbix = await open(server);
    server.sessions.clear();
    await Promise.all([
      zabbix.call('host.create', {}),
      zabbix.call('host.get', {}),
      zabbix.call('item.get', {}),
    ]);
    expect(server.methods().filter((method) => method === 'user.login')).toHaveLength(2);
    expect([zabbix.calls, zabbix.writes]).toEqual([3, 1]);
    server.sessions.clear();
    await zabbix.call('host.get', {});
    expect(server.methods().filter((method) => method === 'user.login')).toHaveLength(3);
  });

  it('is not renewed for ever', async () => {
    const handlers: FrontEndOptions['handlers'] = {
      'host.get': ({ refuse }) => refuse('Session terminated, re-login, please.'),
    };
    const server = await start({ handlers });
    const zabbix = await open(server);
    expect(await errorOf(zabbix.call('host.get', {}))).toBeInstanceOf(ZabbixApiError);
    expect(server.methods().filter((method) => method === 'user.login')).toHaveLength(2);
  });

  it('cannot be renewed with a token', async () => {
    const server = await start({ tokens: ['s3cret'] });
    const zabbix = await open(server, { token: 's3cret' });
    server.sessions.clear();
    expect(await errorOf(zabbix.call('host.get', {}))).toMatchObject({
      message: expect.stringContaining('no longer'),
    });
  });
});

describe('the proof that one can still log in', () => {
  it('is a login beside the session, which is ended again', async () => {
    const server = await start();
    const zabbix = await open(server);
    await zabbix.proveLogin();
    expect([...server.sessions]).toEqual(['session 1']);
  });

  it('is not lost where the new session cannot be ended', async () => {
    const server = await start({
      handlers: { 'user.logout': ({ response }) => response.writeHead(500).end() },
    });
    const zabbix = await open(server);
    await zabbix.proveLogin();
    expect(server.methods()).toContain('user.logout');
  });

  it('fails where the new session opens nothing, and that is ended all the same', async () => {
    const server = await start({
      handlers: {
        'user.get': ({ nth, result, refuse }) =>
          nth === 1 ? result([]) : refuse('No permissions to call "user.get".'),
        'host.get': ({ refuse }) => refuse('No permissions to call "host.get".'),
      },
    });
    const zabbix = await open(server);
    await expect(zabbix.proveLogin()).rejects.toThrow(LoginError);
    expect([...server.sessions]).toEqual(['session 1']);
  });
});

describe('reads of little', () => {
  const together = { together: true };

  it.each(['5.0.8', '6.0.14', '7.0.22'])('share a request with %s', async (version) => {
    const handlers: FrontEndOptions['handlers'] = {
      'role.get': ({ result }) => result(['roles']),
      'user.get': ({ result }) => result(['users']),
    };
    const zabbix = await open(await start({ version, handlers }));
    const found = ['role.get', 'user.get', 'mfa.get'].map((method) => zabbix.call(method, {}, together));
    expect(await Promise.all(found)).toEqual([['roles'], ['users'], []]);
    expect([zabbix.calls, zabbix.writes]).toEqual([3, 0]);
  });

  it('fail as they do by themselves, and no other with them', async () => {
    const handlers: FrontEndOptions['handlers'] = { 'mfa.get': ({ refuse }) => refuse('No permissions.') };
    const zabbix = await open(await start({ handlers }));
    const [roles, mfas] = await Promise.allSettled([
      zabbix.call('role.get', {}, together),
      zabbix.call('mfa.get', {}, together),
    ]);
    expect(roles).toEqual({ status: 'fulfilled', value: [] });
    expect(mfas).toMatchObject({ reason: { method: 'mfa.get', data: 'No permissions.' } });
  });

  it('renew a session that ended', async () => {
    const server = await start();
    const zabbix = await open(server);
    server.sessions.clear();
    const both = ['role.get', 'user.get'].map((method) => zabbix.call(method, {}, together));
    expect(await Promise.all(both)).toEqual([[], []]);
    expect(server.methods().filter((method) => method === 'user.login')).toHaveLength(2);
  });

  it('go by themselves where the front end breaks down over them together, and end on the signal', async () => {
    const handlers: FrontEndOptions['handlers'] = {
      'role.get': ({ nth, response, result }) => (nth === 1 ? response.writeHead(500).end() : result([])),
      'user.get': ({ nth, result }) => (nth === 4 ? controller.abort(new Error('stop')) : result([])),
    };
    const controller = new AbortController();
    const { signal } = controller;
    const zabbix = await open(await start({ handlers }), {}, { signal });
    const both = () =>
      ['role.get', 'user.get'].map((method) => zabbix.call(method, {}, { together: true, signal }));
    expect(await Promise.all(both())).toEqual([[], []]);
    const [, users] = await Promise.allSettled(both());
    expect(users).toMatchObject({ reason: { message: 'stop' } });
  });
});

describe('calls', () => {
  it('are counted, however often they were tried, and carry no parameters in their errors', async () => {
    const handlers: FrontEndOptions['handlers'] = {
      'host.get': ({ nth, response, result }) => (nth < 3 ? response.writeHead(502).end() : result([])),
      'host.create': ({ refuse }) => refuse('Host "a" already exists.'),
    };
    const zabbix = await open(await start({ handlers }));
    await zabbix.call('host.get', {});
    const error = await errorOf(zabbix.call('host.create', { macros: [{ macro: '{$P}', value: 's3cret' }] }));
    expect(error).toMatchObject({ method: 'host.create', data: 'Host "a" already exists.' });
    expect([zabbix.calls, zabbix.writes]).toEqual([2, 1]);
  });

  it('that wait to be made again end on the signal, writes too', async () => {
    const controller = new AbortController();
    const handlers: FrontEndOptions['handlers'] = {
      'host.create': ({ response }) => response.writeHead(429, { 'retry-after': '20' }).end(),
    };
    const server = await start({ handlers });
    const onRetry = () => controller.abort(new Error('enough'));
    const zabbix = await open(server, {}, { signal: controller.signal, onRetry });
    expect(await errorOf(zabbix.call('host.create', {}))).toMatchObject({ message: 'enough' });
    expect(server.methods().filter((method) => method === 'host.create')).toHaveLength(1);
  });

  it('never send a session with a method that refuses it', async () => {
    const server = await start();
    const zabbix = await open(server);
    expect(await zabbix.call('apiinfo.version', [])).toBe('7.0.22');
  });

  it('are under way only so many at once, and those that wait end on the signal', async () => {
    const controller = new AbortController();
    let inside = 0;
    let most = 0;
    const handlers: FrontEndOptions['handlers'] = {
      'item.get': ({ result }) => {
        inside += 1;
        most = Math.max(most, inside);
        setTimeout(() => {
          inside -= 1;
          result([]);
        }, 5);
      },
    };
    const server = await start({ handlers });
    const zabbix = await open(server, { concurrency: 3 });
    await Promise.all(Array.from({ length: 30 }, () => zabbix.call('item.get', {})));
    expect(most).toBe(3);

    const calls = Array.from({ length: 20 }, () =>
      zabbix.call('item.get', {}, { signal: controller.signal }),
    );
    controller.abort(new Error('enough'));
    const ends = await Promise.allSettled(calls);
    expect(ends.every((end) => end.status === 'rejected' && end.reason.message === 'enough')).toBe(true);
    await zabbix.call('item.get', {});
    expect(server.methods().filter((method) => method === 'item.get').length).toBeLessThanOrEqual(34);
  });
});
