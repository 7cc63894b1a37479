import type { IncomingMessage } from 'node:http';
import { AnonymousCredential, type ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { StoreAgents } from '../agents.ts';
import type { CloudFailure } from '../cloud-failure.ts';
import { send, textOf } from '../http.ts';

/** https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services */
const VERSION = '2021-12-02';

/** Asks for a blob. @throws AzureRefusal, the network's error, the signal's reason */
export type AzureRead = (
  name: string,
  range: string | undefined,
  signal: AbortSignal,
) => Promise<IncomingMessage>;

/** An answer of Azure that is no success. */
export class AzureRefusal extends Error {
  readonly failure: CloudFailure;

  constructor(failure: CloudFailure) {
    super(failure.message);
    this.name = 'AzureRefusal';
    this.failure = failure;
  }
}

/**
 * Get Blob (https://learn.microsoft.com/rest/api/storageservices/get-blob) without the library, which takes as long for a
 * small blob as all the rest of a download.
 * @returns undefined where the credential is a token: those the library renews
 */
export function azureRead(container: ContainerClient, agents: StoreAgents): AzureRead | undefined {
  const { credential } = container;
  const isShared = credential instanceof StorageSharedKeyCredential;
  if (!isShared && !(credential instanceof AnonymousCredential)) return undefined;
  const place = new URL(container.url);

  return async (name, range, signal) => {
    const path = `${place.pathname}/${name.split('/').map(encodeURIComponent).join('/')}`;
    const headers: Record<string, string> = {
      'x-ms-date': new Date().toUTCString(),
      'x-ms-version': VERSION,
      ...(range !== undefined && { range }),
    };
    if (isShared) {
      const signature = credential.computeHMACSHA256(toSign(headers, `/${credential.accountName}${path}`));
      headers.authorization = `SharedKey ${credential.accountName}:${signature}`;
    }
    const answer = await send(
      `${place.origin}${path}${place.search}`,
      { method: 'GET', headers, signal },
      agents,
    );
    const status = answer.statusCode ?? 0;
    if (status === 200 || status === 206) return answer;
    const message = await textOf(answer, 64 * 1024).catch(() => '');
    const code = answer.headers['x-ms-error-code'];
    throw new AzureRefusal({ status, code: Array.isArray(code) ? code[0] : code, message });
  };
}

/** https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key: of the headers only Range is there. */
function toSign(headers: Readonly<Record<string, string>>, resource: string): string {
  const named = ['x-ms-date', 'x-ms-version'].map((name) => `${name}:${headers[name]}`);
  return ['GET', ...Array.from({ length: 10 }, () => ''), headers.range ?? '', ...named, resource].join('\n');
}
