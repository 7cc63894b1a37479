import { describe, expect, it } from 'vitest';
import { LoginError, UnreachableError, ZabbixApiError } from './errors.ts';
import { errorOf, useFrontEnds } from './testing/connections.ts';
import type { FrontEndOptions } from './testing/front-end.ts';

const { start, open } = useFrontEnds();

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

describe('a login whose session opens nothing', () => {
  const forbidden = {
    'user.get': ({ refuse }) => refuse('No permissions to call "user.get".'),
    'host.get': ({ refuse }) => refuse('No permissions to call "host.get".'),
  } satisfies FrontEndOptions['handlers'];

  it.each(['5.0.8', '6.0.14', '7.0.22', '7.4.1'])(
    'is ended again where it is refused, by %s',
    async (version) => {
      const server = await start({ version, handlers: forbidden });
      expect(await errorOf(open(server))).toMatchObject({ message: 'User Admin may not use the API' });
      expect(server.methods().slice(-2)).toEqual(['host.get', 'user.logout']);
      expect([...server.sessions]).toEqual([]);
    },
  );

  it('is ended again where no answer comes, and that is what is told', async () => {
    const server = await start({
      handlers: { 'user.get': ({ response }) => response.writeHead(502).end() },
    });
    const error = await errorOf(open(server));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({ message: expect.stringContaining('is not behind its web server') });
    expect([...server.sessions]).toEqual([]);
  });

  it('is ended again on the signal', async () => {
    const controller = new AbortController();
    const server = await start({ handlers: { 'user.get': () => controller.abort(new Error('stop')) } });
    expect(await errorOf(open(server, {}, { signal: controller.signal }))).toMatchObject({ message: 'stop' });
    expect([...server.sessions]).toEqual([]);
  });

  it('is told of as it is where it cannot be ended either', async () => {
    const handlers = {
      ...forbidden,
      'user.logout': ({ refuse }) => refuse('No permissions to call "user.logout".'),
    } satisfies FrontEndOptions['handlers'];
    const server = await start({ handlers });
    expect(await errorOf(open(server))).toMatchObject({ message: 'User Admin may not use the API' });
    expect(server.methods()).toContain('user.logout');
  });

  it('is ended in the body where the web server drops the header', async () => {
    const server = await start({
      handlers: {
        '*': ({ call, result, refuse }) => {
          if (call.method === 'apiinfo.version') result('7.0.22');
          else if (call.method === 'user.login') result('session 1');
          else if (call.auth !== 'session 1') refuse('Not authorized.');
          else if (call.method === 'user.logout') result(true);
          else refuse(`No permissions to call "${call.method}".`);
        },
      },
    });
    expect(await errorOf(open(server))).toBeInstanceOf(LoginError);
    expect(server.received.at(-1)).toMatchObject({ method: 'user.logout', auth: 'session 1' });
  });

  it('leaves a token alone', async () => {
    const server = await start({ tokens: ['s3cret'], handlers: forbidden });
    await errorOf(open(server, { token: 's3cret' }));
    expect(server.methods()).not.toContain('user.logout');
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
