import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Engine, openEngine } from './engine.ts';

let folder: string;
let server: Server;
let engine: Engine;
/** What was asked of the Engine. */
let asked: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concierge-engine-'));
  asked = [];
  const socket = join(folder, 'docker.sock');
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'api-version': '1.47', 'content-type': 'application/json' });
    // The second answer begins and never ends.
    if (asked.length === 1) response.end('[]');
    else response.write('[{"Id":');
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  engine = openEngine(
    { host: `unix://${socket}`, timeoutMs: 200 },
    { signal: new AbortController().signal, environment: {} },
  );
});

afterEach(async () => {
  engine.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

it('an Engine that ends in the middle of an answer does not answer in time, and is not asked again', async () => {
  expect(await engine.call('GET', '/containers/json')).toEqual([]);
  await expect(engine.call('GET', '/containers/json')).rejects.toMatchObject({
    message: expect.stringContaining('does not answer'),
    why: expect.stringContaining('no answer within 0.2 s'),
  });
  expect(asked).toHaveLength(2);
});
