import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadSettings } from '../settings/load.ts';
import { type StoreAgents, storeAgents } from './agents.ts';
import { send, textOf } from './http.ts';

const { signal } = new AbortController();
let agents: StoreAgents;
let server: Server;
let url: string;
/** Which requests of a connection, from 1, are answered. */
let answers: (request: number) => boolean;
let connections: Map<Socket, number>;

beforeEach(async () => {
  connections = new Map();
  server = createServer((request, response) => {
    const { socket } = request;
    const number = (connections.get(socket) ?? 0) + 1;
    connections.set(socket, number);
    request.resume().once('end', () => {
      if (answers(number)) response.end(`${number}`);
      else socket.resetAndDestroy();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  agents = storeAgents(await loadSettings({}, {}));
});
afterEach(() => {
  agents.close();
  server.close();
});

async function ask(): Promise<string> {
  const body = Buffer.from('content');
  return await textOf(await send(url, { method: 'PUT', headers: {}, body, signal }, agents));
}

it('goes over another connection where a kept one is closed', async () => {
  answers = (number) => number === 1;
  expect(await ask()).toBe('1');
  // Until the connection is free again.
  await setImmediate();
  expect(await ask()).toBe('1');
  expect([...connections.values()]).toEqual([2, 1]);
});

it('fails where a new one is closed', async () => {
  answers = () => false;
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect([...connections.values()]).toEqual([1]);
});
