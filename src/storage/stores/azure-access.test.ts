import { BlobServiceClient, ContainerClient } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../settings/load.ts';
import { azureAccess, type ToAuthorize } from './azure-access.ts';

const KEY = Buffer.from('a key of an account').toString('base64');
const SAS = 'sv=2021-12-02&ss=b&srt=co&sp=rl&se=2099-01-01T00%3A00%3A00Z&sig=a%2Bb%2Fc%3D';

async function accessBy(environment: Readonly<Record<string, string>>) {
  return azureAccess('container', await loadSettings({}, environment));
}

function request(url: URL): ToAuthorize {
  return { method: 'GET', url, headers: { 'x-ms-date': 'now', 'x-ms-version': '2021-12-02' }, length: 0 };
}

describe("Azure's own library finds the same address", () => {
  it.each([
    `DefaultEndpointsProtocol=https;AccountName=name;AccountKey=${KEY};EndpointSuffix=core.windows.net`,
    `DefaultEndpointsProtocol=http;AccountName=name;AccountKey=${KEY};EndpointSuffix=core.chinacloudapi.cn;`,
    `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${KEY};BlobEndpoint=http://127.0.0.1:1/a;`,
    `BlobEndpoint=https://name.blob.core.windows.net/;SharedAccessSignature=${SAS}`,
    `BlobEndpoint=https://name.blob.core.windows.net;QueueEndpoint=https://x;SharedAccessSignature=?${SAS}`,
    'UseDevelopmentStorage=true',
  ])('%s', async (connection) => {
    const { url } = await accessBy({ AZURE_STORAGE_CONNECTION_STRING: connection });
    const theirs = BlobServiceClient.fromConnectionString(connection).getContainerClient('container');
    const { origin, pathname, search } = new URL(theirs.url);
    expect([url.origin, url.pathname]).toEqual([origin, pathname]);
    expect([...url.searchParams]).toEqual([...new URLSearchParams(search)]);
  });
});

describe('what stands in the header', () => {
  it('is the signature of the shared key, as the library makes it', async () => {
    const given = { AZURE_STORAGE_ACCOUNT: 'name', AZURE_STORAGE_KEY: KEY };
    const { url, authorization } = await accessBy(given);
    const connection = `DefaultEndpointsProtocol=https;AccountName=name;AccountKey=${KEY};EndpointSuffix=core.windows.net`;
    const names = ['a b/c+d', "quote's & (1)!*~", 'ümläut/日本語', 'percent%2F', 'hash#?'];
    for (const name of names) {
      const sent = await sentByLibrary(new ContainerClient(connection, 'container'), name);
      const { 'content-length': length = '0', authorization: theirs, ...headers } = sent.headers;
      const request = { method: sent.method, url: new URL(sent.url), headers, length: Number(length) };
      expect(await authorization(request)).toBe(theirs);
    }
    expect(url.href).toBe('https://name.blob.core.windows.net/container');
  });

  it('is nothing where the address is signed', async () => {
    const given = { AZURE_STORAGE_ACCOUNT: 'name', AZURE_STORAGE_SAS_TOKEN: `?${SAS}` };
    const { url, authorization } = await accessBy(given);
    expect(url.search).toBe(`?${SAS}`);
    expect(await authorization(request(url))).toBeUndefined();
  });
});

describe('what cannot be used', () => {
  const BROKEN = [
    'nonsense',
    `AccountKey=${KEY}`,
    'AccountName=name',
    'BlobEndpoint=https://x',
    'AccountName=a;AccountKey=?',
  ];
  const CASES: [Record<string, string>, string][] = [
    [{}, 'The storage account in Azure is not known'],
    [{ AZURE_STORAGE_ACCOUNT: 'name', AZURE_STORAGE_KEY: 'no base64!' }, 'AZURE_STORAGE_KEY cannot be used'],
    [{ AZURE_STORAGE_ACCOUNT: 'no name/of a host ' }, 'AZURE_STORAGE_ACCOUNT cannot be used'],
    ...BROKEN.map((text): [Record<string, string>, string] => [
      { AZURE_STORAGE_CONNECTION_STRING: text },
      'AZURE_STORAGE_CONNECTION_STRING cannot be used',
    ]),
  ];
  it.each(CASES)('%o', async (environment, message) => {
    await expect(accessBy(environment)).rejects.toThrow(message);
  });
});

/** What the library would send to store a blob. It gets no further than here. */
async function sentByLibrary(container: ContainerClient, name: string) {
  let sent: { method: string; url: string; headers: Record<string, string> } | undefined;
  const client = new ContainerClient(container.url, container.credential, {
    retryOptions: { maxTries: 1 },
    httpClient: {
      async sendRequest({ method, url, headers }) {
        sent = { method, url, headers: headers.toJson() as Record<string, string> };
        throw new Error('no further');
      },
    },
  });
  const body = Buffer.from('content');
  const md5 = new Uint8Array(16);
  const options = { transactionalContentMD5: md5, blobHTTPHeaders: { blobContentMD5: md5 } };
  await client
    .getBlockBlobClient(name)
    .upload(body, body.length, options)
    .catch(() => {});
  if (sent === undefined) throw new Error('the library sent nothing');
  return sent;
}
