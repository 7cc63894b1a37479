import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { BUCKET, type StoreServer, startNodeServer } from './server.ts';

/** The published account of Microsoft's emulator. */
export const ACCOUNT = 'devstoreaccount1';
export const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const PROGRAM = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');

/** Azurite, Microsoft's own emulator of Blob Storage, with one container. */
export async function startAzurite(): Promise<StoreServer> {
  const server = await startNodeServer('azurite', (port, folder) => [
    PROGRAM,
    ...['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', folder],
    // A newer library speaks a newer version of the API; telemetry would call out.
    ...['--skipApiVersionCheck', '--disableTelemetry', '--silent'],
  ]);
  await createContainer(server.url);
  return {
    url: server.url,
    bucket: BUCKET,
    location: `azblob://${BUCKET}`,
    environment: (url = server.url) => ({ AZURE_STORAGE_CONNECTION_STRING: connectionString(url) }),
    stop: server.stop,
  };
}

export function connectionString(url: string, key: string = KEY): string {
  return `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${key};BlobEndpoint=${url}/${ACCOUNT};`;
}

/**
 * The address of the account, with the right to do everything in it: an account SAS
 * (https://learn.microsoft.com/rest/api/storageservices/create-account-sas).
 */
export function signedUrl(url: string): string {
  const [permissions, services, types, expiry, protocols, version] = [
    'rwdlac',
    'b',
    'sco',
    '2099-01-01T00:00:00Z',
    'https,http',
    '2020-10-02',
  ];
  // The empty ones: when it begins to hold, and the addresses that it holds for.
  const toSign = [ACCOUNT, permissions, services, types, '', expiry, '', protocols, version, ''].join('\n');
  const sig = createHmac('sha256', Buffer.from(KEY, 'base64')).update(toSign).digest('base64');
  const query = { sv: version, ss: services, srt: types, sp: permissions, se: expiry, spr: protocols, sig };
  return `${url}/${ACCOUNT}?${new URLSearchParams(query)}`;
}

/** Create Container, signed with the shared key (learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key). */
async function createContainer(url: string): Promise<void> {
  const date = new Date().toUTCString();
  const version = '2021-12-02';
  const headers = `x-ms-date:${date}\nx-ms-version:${version}`;
  const resource = `/${ACCOUNT}/${ACCOUNT}/${BUCKET}\nrestype:container`;
  const toSign = `PUT\n\n\n\n\n\n\n\n\n\n\n\n${headers}\n${resource}`;
  const signature = createHmac('sha256', Buffer.from(KEY, 'base64')).update(toSign).digest('base64');
  const answer = await fetch(`${url}/${ACCOUNT}/${BUCKET}?restype=container`, {
    method: 'PUT',
    headers: {
      'x-ms-date': date,
      'x-ms-version': version,
      authorization: `SharedKey ${ACCOUNT}:${signature}`,
    },
  });
  if (!answer.ok) throw new Error(`azurite made no container: ${answer.status} ${await answer.text()}`);
}
