import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../settings/load.ts';
import { storeAgents } from '../agents.ts';
import type { FailureContext } from '../cloud-failure.ts';
import { parseLocation } from '../location.ts';
import type { StoredObject } from '../store.ts';
import { azureStore } from './azure.ts';
import type { AzureAccess } from './azure-access.ts';
import { azureAsking } from './azure-ask.ts';

const { signal } = new AbortController();

describe('answers of Azure that azurite does not give', () => {
  let stop = (): void => {};
  afterEach(() => stop());

  async function storeThat(answer: (request: IncomingMessage) => string) {
    const server = createServer((request, response) => response.end(answer(request)));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    stop = () => server.close();
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a`;
    const connection = `AccountName=a;AccountKey=a2V5;BlobEndpoint=${endpoint}`;
    const settings = await loadSettings({}, { AZURE_STORAGE_CONNECTION_STRING: connection });
    return azureStore(parseLocation({ location: 'azblob://container/folder' }), settings);
  }

  it('names that XML cannot hold; an empty element; the next page', async () => {
    const blob = (name: string) =>
      `<Blob>${name}<Properties><Last-Modified>Sun, 22 Nov 2026 12:00:00 GMT</Last-Modified><Content-Length>3</Content-Length><Content-MD5 /></Properties></Blob>`;
    const page = (name: string, next: string) =>
      `<EnumerationResults><Blobs>${blob(name)}</Blobs>${next}</EnumerationResults>`;
    const store = await storeThat(({ url = '' }) =>
      url.includes('marker=more%26')
        ? page('<Name>folder/a &amp; b%20</Name>', '<NextMarker />')
        : page('<Name Encoded="true">folder/%EF%BF%BE</Name>', '<NextMarker>more&amp;</NextMarker>'),
    );
    const listed = await all(store.list('', signal));
    expect(listed.map(({ name }) => name)).toEqual(['\ufffe', 'a & b%20']);
    expect(listed[0]).toEqual({ name: '\ufffe', size: 3, modifiedAt: '2026-11-22T12:00:00.000Z' });
    await store.close();
  });

  it('a list that was cut: it passes', async () => {
    const store = await storeThat(() => '<EnumerationResults><Blobs>');
    await expect(all(store.list('', signal))).rejects.toThrow('the answer was cut');
    await store.close();
  });
});

it('asks with a token of the tenant that a refusal names, from then on', async () => {
  const challenge =
    'Bearer authorization_uri=https://login.microsoftonline.com/the-tenant/oauth2/authorize resource_id=https://storage.azure.com';
  const server = createServer(({ headers }, response) => {
    const isRight = headers.authorization === 'Bearer the-tenant';
    response.writeHead(isRight ? 202 : 401, isRight ? {} : { 'www-authenticate': challenge }).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/container`);
  const tenants: (string | undefined)[] = [];
  const authorization: AzureAccess['authorization'] = async ({ tenant }) => {
    tenants.push(tenant);
    return `Bearer ${tenant}`;
  };
  const agents = storeAgents(await loadSettings({}, {}));
  const { ask } = azureAsking({ url, authorization }, agents, CONTEXT);
  for (const blob of ['x', 'y']) (await ask({ method: 'DELETE', blob, signal })).resume();
  expect(tenants).toEqual([undefined, 'the-tenant', 'the-tenant']);
  agents.close();
  server.close();
});

const CONTEXT: FailureContext = {
  location: 'azblob://container',
  store: 'Azure',
  container: 'container',
  page: 'docs/storage-azure.md',
  codes: { missingObject: [], missingBucket: [], checksum: [], credentials: [], passing: [] },
};

async function all(list: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  const objects: StoredObject[] = [];
  for await (const object of list) objects.push(object);
  return objects;
}
