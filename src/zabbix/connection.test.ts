import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { UnsupportedVersionError } from './errors.ts';
import { errorOf, useFrontEnds } from './testing/connections.ts';
import type { FrontEndOptions } from './testing/front-end.ts';

const { start, open } = useFrontEnds();

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
