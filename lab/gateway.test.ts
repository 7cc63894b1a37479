import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, type Gateway, type GatewayOptions, startGateway } from './gateway.ts';

/** Stands for Zabbix: says what it was asked, and how often it was asked. */
let behind: Server;
let reached: string[];
let gateway: Gateway | undefined;

beforeEach(async () => {
  reached = [];
  behind = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      reached.push(`${incoming.method} ${incoming.url}`);
      outgoing.end(JSON.stringify({ asked: body }));
    });
  });
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await new Promise((resolve) => behind.close(resolve));
});

async function start(options: GatewayOptions): Promise<Gateway> {
  gateway = await startGateway(`http://127.0.0.1:${(behind.address() as AddressInfo).port}`, options);
  return gateway;
}

function post(method: string, signal?: AbortSignal): Promise<Response> {
  const init = { method: 'POST', body: JSON.stringify({ method }), ...(signal ? { signal } : {}) };
  return fetch(`${gateway?.url}/api_jsonrpc.php`, init);
}

const always = (fault: Fault) => ({ onRequest: () => fault });

describe('startGateway', () => {
  it('passes requests on and remembers them', async () => {
    await start({ prefix: '/zabbix' });
    expect(await (await post('host.get')).json()).toEqual({ asked: '{"method":"host.get"}' });
    await post('item.get');
    await post('host.get');
    expect(reached[0]).toBe('POST /api_jsonrpc.php');
    expect(gateway?.requests.map(({ method, n, nth }) => [method, n, nth])).toEqual([
      ['host.get', 1, 1],
      ['item.get', 2, 1],
      ['host.get', 3, 2],
    ]);
  });

  it('cuts the connection before the server is reached', async () => {
    await start(always({ kind: 'cut', when: 'before' }));
    await expect(post('host.create')).rejects.toThrow('fetch failed');
    expect(reached).toHaveLength(0);
  });

  it('cuts the connection after the server has done it', async () => {
    await start(always({ kind: 'cut', when: 'after' }));
    await expect(post('host.create')).rejects.toThrow('fetch failed');
    expect(reached).toHaveLength(1);
  });

  it('answers with a status and an empty body', async () => {
    await start(always({ kind: 'status', status: 500 }));
    const response = await post('configuration.export');
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(reached).toHaveLength(0);
  });

  it('breaks an answer off', async () => {
    await start(always({ kind: 'truncate', bytes: 5 }));
    const response = await post('host.get');
    await expect(response.text()).rejects.toThrow();
  });

  it('shortens an answer and states the shorter length', async () => {
    await start(always({ kind: 'truncate', bytes: 5, clean: true }));
    expect(await (await post('host.get')).text()).toBe('{"ask');
  });

  it('holds an answer back for ever', async () => {
    await start(always({ kind: 'hang', when: 'after' }));
    await expect(post('host.get', AbortSignal.timeout(200))).rejects.toThrow('timeout');
    expect(reached).toHaveLength(1);
  });

  it('faults only the requests that it is told to', async () => {
    await start({
      onRequest: ({ nth }) => (nth === 2 ? { kind: 'status', status: 503, body: 'later' } : undefined),
    });
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await post('host.get')).status);
    expect(statuses).toEqual([200, 503, 200]);
  });

  it('counts what is under way at once', async () => {
    await start(always({ kind: 'delay', milliseconds: 50 }));
    await Promise.all([post('a'), post('b'), post('c')]);
    expect(gateway?.peak).toBe(3);
  });
});
