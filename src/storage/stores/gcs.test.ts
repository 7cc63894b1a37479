import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { loadSettings } from '../../settings/load.ts';
import { base64OfHex, md5Of } from '../content.ts';
import { parseLocation } from '../location.ts';
import { gcsStore } from './gcs.ts';

it('asks what came of a large object where the last answer is cut, and sends nothing again', async () => {
  const content = randomBytes(9_000_000);
  const held = JSON.stringify({ name: 'x', md5Hash: base64OfHex(md5Of(content)) });
  const parts: Buffer[] = [];
  const asked: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const range = request.headers['content-range'] ?? '';
    if (request.method === 'POST') {
      response.setHeader('location', `http://${request.headers.host}/under-way`).end();
    } else if (body.length === 0) {
      asked.push(range);
      response.end(held);
    } else {
      parts.push(body);
      const received = Buffer.concat(parts).length;
      if (received < content.length) {
        response.writeHead(308, { range: `bytes=0-${received - 1}` }).end();
        return;
      }
      response.writeHead(200, { 'content-length': held.length });
      response.write(held.slice(0, 10), () => response.destroy());
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const settings = await loadSettings({}, { STORAGE_EMULATOR_HOST: `http://127.0.0.1:${port}` });
  const store = await gcsStore(parseLocation({ location: 'gs://bucket' }), settings);
  try {
    const object = {
      name: 'x',
      size: content.length,
      md5: async () => md5Of(content),
      open: () => Readable.from([content]),
    };
    await store.put(object, new AbortController().signal);
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    expect(asked).toEqual([`bytes */${content.length}`]);
  } finally {
    await store.close();
    server.close();
  }
});
