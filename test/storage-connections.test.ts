import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../lab/certificates.ts';
import { loadSettings } from '../src/settings/load.ts';
import { type StoreAgents, storeAgents } from '../src/storage/agents.ts';
import { gatherFrom } from '../src/storage/content.ts';
import { send } from '../src/storage/http.ts';

const { signal } = new AbortController();
const small = randomBytes(20_000);
const large = randomBytes(3 * 1024 * 1024);
const contents: Readonly<Record<string, Buffer>> = { '/small': small, '/large': large };

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});
afterAll(() => certificates.remove());

describe.each(['http', 'https'])(
  'what comes over a connection that reads into the same memory: %s',
  (scheme) => {
    let agents: StoreAgents;
    let url: string;
    let connections = 0;
    let stop: () => void;

    beforeAll(async () => {
      const answer: RequestListener = ({ url: path = '' }, response) => response.end(contents[path]);
      const server = scheme === 'http' ? createServer(answer) : createTlsServer(certificates, answer);
      server.on(scheme === 'http' ? 'connection' : 'secureConnection', () => {
        connections += 1;
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
      agents = storeAgents(await loadSettings({}, {}));
      agents.https.options.ca = [certificates.ca, ...rootCertificates];
      stop = () => server.close();
    });
    afterAll(() => {
      agents.close();
      stop();
    });

    async function gather(path: string): Promise<Buffer> {
      const bytes = Buffer.alloc(contents[path]?.length ?? 0);
      const answer = await send(url + path, { method: 'GET', headers: {}, signal }, agents);
      await gatherFrom(answer, { bytes, length: 0 }, bytes.length, (error) => error);
      return bytes;
    }

    /** The pieces as they come, not copied: whoever has them may keep them. */
    async function keep(path: string): Promise<Buffer[]> {
      const answer = await send(url + path, { method: 'GET', headers: {}, signal }, agents);
      return (await answer.toArray()) as Buffer[];
    }

    it('is the same, and stays so for whoever keeps it', async () => {
      const kept: [string, Buffer[]][] = [];
      for (const path of ['/large', '/small', '/large', '/small', '/small', '/large']) {
        expect((await gather(path)).equals(contents[path] as Buffer)).toBe(true);
        kept.push([path, await keep(path)]);
        const other = path === '/large' ? '/small' : '/large';
        kept.push([other, await keep(other)]);
      }
      for (const [path, pieces] of kept) {
        expect(Buffer.concat(pieces).equals(contents[path] as Buffer), path).toBe(true);
      }
      expect(connections).toBe(1);
    });
  },
);
