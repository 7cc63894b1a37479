import type { ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AnswerTooLargeError, OutcomeUnknownError, UnreachableError } from './errors.ts';
import type { Retry, RetryPolicy } from './retry.ts';
import { route } from './route.ts';
import { type FrontEnd, type FrontEndOptions, frontEnd, type Handler } from './testing/front-end.ts';
import { type AskOptions, type Wire, wire } from './wire.ts';

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const ok = (response: ServerResponse) => response.end('{"jsonrpc":"2.0","result":"done","id":1}');

interface Line {
  server: FrontEnd;
  retries: Retry[];
  read(options?: AskOptions): Promise<unknown>;
  write(options?: AskOptions): Promise<unknown>;
}

async function lineTo(handler: Handler, timeoutMs = 5_000, policy: Partial<RetryPolicy> = {}): Promise<Line> {
  const server = await frontEnd({ handlers: { '*': handler } });
  closers.push(() => server.close());
  return { server, ...callsOf(server.url, timeoutMs, policy) };
}

function callsOf(base: string, timeoutMs: number, policy: Partial<RetryPolicy> = {}): Omit<Line, 'server'> {
  const retries: Retry[] = [];
  const line: Wire = wire(route({ verify: true }, {}), {
    timeoutMs,
    retries: { firstWaitMs: 1, ...policy },
    onRetry: (retry) => retries.push(retry),
  });
  closers.push(() => line.close());
  const url = new URL(`${base}/api_jsonrpc.php`);
  return {
    retries,
    read: (options) => line.ask(url, 'host.get', { secret: 's3cret' }, undefined, options),
    write: (options) => line.ask(url, 'host.create', { secret: 's3cret' }, undefined, options),
  };
}

async function errorOf(act: Promise<unknown>): Promise<Error> {
  const error = await act.then(
    () => expect.unreachable(),
    (reason: Error) => reason,
  );
  expect(`${JSON.stringify(error)} ${error.message} ${error.stack}`).not.toContain('s3cret');
  return error;
}

describe('a connection that is reset', () => {
  it('is tried again for a read', async () => {
    const { read, retries } = await lineTo(({ nth, request, response }) => {
      if (nth < 4) request.socket.destroy();
      else ok(response);
    });
    expect(await read()).toBe('done');
    expect(retries.map((retry) => retry.attempt)).toEqual([1, 2, 3]);
  });

  it('in the end is told', async () => {
    const { read, server } = await lineTo(({ request }) => request.socket.destroy());
    expect(await errorOf(read())).toBeInstanceOf(UnreachableError);
    expect(server.received).toHaveLength(4);
  });

  it('leaves the outcome of a write unknown, and it is not sent again', async () => {
    const { write, server } = await lineTo(({ request }) => request.socket.destroy());
    const error = await errorOf(write());
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ method: 'host.create', outcomeUnknown: true });
    expect(server.received).toHaveLength(1);
  });
});

describe('a server that does not accept connections', () => {
  it('is waited for, by writes too, which then are carried out once', async () => {
    const first = await lineTo(({ response }) => ok(response));
    await first.server.close();
    const options: FrontEndOptions = {
      port: first.server.port,
      handlers: { '*': ({ response }) => void ok(response) },
    };
    const later = new Promise<FrontEnd>((resolve) => {
      setTimeout(() => resolve(frontEnd(options)), 60);
    });
    const { write, retries } = callsOf(first.server.url, 5_000, { firstWaitMs: 50 });
    expect(await write()).toBe('done');
    const server = await later;
    closers.push(() => server.close());
    expect(retries.length).toBeGreaterThan(0);
    expect(server.received).toHaveLength(1);
  });

  it('in the end is told, and nothing is unknown', async () => {
    const { server, write } = await lineTo(() => {});
    await server.close();
    expect(await errorOf(write())).toMatchObject({
      name: 'UnreachableError',
      message: `Zabbix at ${server.url} does not accept connections`,
      why: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('no answer in time', () => {
  it('is tried once more for a read', async () => {
    const { read, server } = await lineTo(() => {}, 60);
    expect(await errorOf(read())).toMatchObject({ name: 'UnreachableError', why: 'no answer within 0.06 s' });
    expect(server.received).toHaveLength(2);
  });

  it('holds for the answer as a whole', async () => {
    const { write } = await lineTo(({ response }) => {
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    }, 80);
    expect(await errorOf(write())).toBeInstanceOf(OutcomeUnknownError);
  });
});

describe('an answer that is cut', () => {
  const cut: Handler = ({ request, response }) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"jsonrpc":"2.0","result":[', () => request.socket.destroy());
  };

  it('by the connection is asked for again, and then said to be too large', async () => {
    const passing = await lineTo((exchange) =>
      exchange.nth === 1 ? cut(exchange) : void ok(exchange.response),
    );
    expect(await passing.read()).toBe('done');
    const lasting = await lineTo(cut);
    expect(await errorOf(lasting.read())).toBeInstanceOf(AnswerTooLargeError);
    expect(lasting.server.received).toHaveLength(4);
    expect(await errorOf((await lineTo(cut)).write())).toBeInstanceOf(OutcomeUnknownError);
  });

  it('by PHP is too large at once', async () => {
    const { read, server } = await lineTo(({ response }) => response.end('{"jsonrpc":"2.0","result":['));
    expect(await errorOf(read())).toBeInstanceOf(AnswerTooLargeError);
    expect(server.received).toHaveLength(1);
  });

  it('with HTTP 500 and nothing else is too large at once', async () => {
    const { write, server } = await lineTo(({ response }) => response.writeHead(500).end());
    expect(await errorOf(write())).toMatchObject({ name: 'AnswerTooLargeError', outcomeUnknown: true });
    expect(server.received).toHaveLength(1);
  });
});

describe('a proxy or limiter before Zabbix', () => {
  it.each([502, 503, 504])('HTTP %i passes for a read and leaves a write unknown', async (status) => {
    const handler: Handler = ({ nth, response }) =>
      nth === 1 ? response.writeHead(status).end() : ok(response);
    expect(await (await lineTo(handler)).read()).toBe('done');
    const { write, server } = await lineTo(handler);
    expect(await errorOf(write())).toMatchObject({ name: 'OutcomeUnknownError', why: `HTTP ${status}` });
    expect(server.received).toHaveLength(1);
  });

  it.each([429, 503])('HTTP %i with Retry-After passes for a write too', async (status) => {
    const { write, retries } = await lineTo(({ nth, response }) => {
      if (nth === 1) response.writeHead(status, { 'retry-after': '0' }).end();
      else ok(response);
    });
    expect(await write()).toBe('done');
    expect(retries).toHaveLength(1);
  });
});

describe('the signal', () => {
  it('ends a read with its reason', async () => {
    const controller = new AbortController();
    const { read } = await lineTo(() => controller.abort(new Error('enough')));
    await expect(read({ signal: controller.signal })).rejects.toThrow('enough');
    await expect(read({ signal: controller.signal })).rejects.toThrow('enough');
  });

  it('leaves a write that was under way unknown, and one that was not sent alone', async () => {
    const controller = new AbortController();
    const { write, server } = await lineTo(() => controller.abort(new Error('enough')));
    const error = await errorOf(write({ signal: controller.signal }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error.cause).toEqual(new Error('enough'));
    await expect(write({ signal: controller.signal })).rejects.toThrow('enough');
    expect(server.received).toHaveLength(1);
  });
});

describe('connections', () => {
  it('are kept for reads; writes take one of their own', async () => {
    const ports: (number | undefined)[] = [];
    const { read, write, server } = await lineTo(({ request, response }) => {
      ports.push(request.socket.remotePort);
      ok(response);
    });
    for (const call of [read, read, write, write, read]) await call();
    expect(new Set(ports).size).toBe(3);
    expect(server.received.map((call) => call.connection)).toEqual([
      'keep-alive',
      'keep-alive',
      'close',
      'close',
      'keep-alive',
    ]);
  });

  it('that were closed while they lay idle are replaced at once', async () => {
    const used = new Set<number | undefined>();
    const { read, retries } = await lineTo(({ request, response }) => {
      if (used.has(request.socket.remotePort)) request.socket.destroy();
      else ok(response);
      used.add(request.socket.remotePort);
    });
    expect([await read(), await read()]).toEqual(['done', 'done']);
    expect(retries.map((retry) => retry.waitMs)).toEqual([0]);
  });

  it('that take no request of this size are understood while it is still being sent', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.end('HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => void server.close());
    const line = wire(route({ verify: true }, {}), { timeoutMs: 5_000 });
    closers.push(() => line.close());
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api_jsonrpc.php`);
    const error = await errorOf(
      line.ask(url, 'configuration.import', { source: 'x'.repeat(20_000_000) }, undefined),
    );
    expect(error).toMatchObject({ name: 'AnswerTooLargeError', outcomeUnknown: false });
  });
});
