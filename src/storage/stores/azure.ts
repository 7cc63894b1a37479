import type { Readable } from 'node:stream';
import {
  BlobServiceClient,
  type ContainerClient,
  type ContainerListBlobFlatSegmentResponse,
  type StoragePipelineOptions,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { InputError } from '../../errors.ts';
import type { Settings } from '../../settings/settings.ts';
import { storeAgents } from '../agents.ts';
import { cloudError, type FailureContext } from '../cloud-failure.ts';
import {
  checkedContent,
  checkedWhole,
  extentOf,
  gatherFrom,
  md5Of,
  rangeOf,
  rangeOfGathering,
  wrongChecksum,
} from '../content.ts';
import { createLimit } from '../limit.ts';
import type { StorageLocation } from '../location.ts';
import { partSize, sendParts } from '../parts.ts';
import { repeated } from '../repeat.ts';
import { PART_SIZE, PARTS_AT_ONCE, SMALL } from '../sizes.ts';
import type { ObjectToStore, Store, StoredObject } from '../store.ts';
import { AzureRefusal, azureRead } from './azure-read.ts';

/** https://learn.microsoft.com/rest/api/storageservices/put-block */
const MOST_BLOCKS = 50_000;

/** Azure would give 5000 in one answer: read as XML, that is the most memory that an upload takes. */
const LISTED_AT_ONCE = 1000;

/** https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes, and what the libraries call theirs. */
const CODES = {
  missingObject: ['BlobNotFound'],
  missingBucket: ['ContainerNotFound', 'ContainerBeingDeleted'],
  checksum: ['Md5Mismatch', 'InvalidMd5'],
  credentials: [
    'AuthenticationFailed',
    'NoAuthenticationInformation',
    'InvalidAuthenticationInfo',
    'CredentialUnavailableError',
    'AuthenticationRequiredError',
    'AggregateAuthenticationError',
  ],
  // AbortError: of what the library does when a connection is cut; what we end ourselves does not come here.
  passing: [
    'OperationTimedOut',
    'ServerBusy',
    'InternalError',
    'REQUEST_SEND_ERROR',
    'PARSE_ERROR',
    'AbortError',
  ],
};

/** What is tried again is decided in one place for all stores. */
const PIPELINE: StoragePipelineOptions = { retryOptions: { maxTries: 1, tryTimeoutInMs: 300_000 } };

/**
 * A container of Azure Blob Storage.
 * @throws InputError where the settings name no account, or a connection string that is none
 */
export async function azureStore(location: StorageLocation, settings: Settings): Promise<Store> {
  const { bucket, folder, url } = location;
  const container = await containerOf(bucket, settings);
  const agents = storeAgents(settings);
  const read = azureRead(container, agents);
  const context: FailureContext = {
    location: url,
    store: 'Azure',
    container: 'container',
    page: 'docs/storage-azure.md',
    codes: CODES,
  };
  const parts = createLimit(PARTS_AT_ONCE);
  const base = folder === '' ? '' : `${folder}/`;
  const blob = (name: string) => container.getBlockBlobClient(`${base}${name}`);

  async function asked<T>(name: string | undefined, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      throw asStoreError(error, context, name);
    }
  }

  async function put(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    if (object.size > PART_SIZE) return putInBlocks(object, signal);
    const leave = object.size > SMALL ? await parts.enter(signal) : undefined;
    try {
      const body = await checkedWhole(object);
      const md5 = Buffer.from(md5Of(body), 'hex');
      const answer = await asked(object.name, signal, () =>
        blob(object.name).upload(body, body.length, {
          abortSignal: signal,
          transactionalContentMD5: md5,
          blobHTTPHeaders: { blobContentMD5: md5 },
        }),
      );
      compare(object.name, answer.contentMD5, md5);
    } finally {
      leave?.();
    }
  }

  async function putInBlocks(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    const client = blob(object.name);
    const md5 = await object.md5();
    const digests = await sendParts(
      object,
      async ({ number, bytes, md5: digest }) => {
        const answer = await asked(object.name, signal, () =>
          client.stageBlock(blockId(number), bytes, bytes.length, {
            abortSignal: signal,
            transactionalContentMD5: digest,
          }),
        );
        compare(object.name, answer.contentMD5, digest);
      },
      { limit: parts, size: partSize(object.size, MOST_BLOCKS), signal },
    );
    const ids = digests.map((_, index) => blockId(index + 1));
    const commit = () =>
      client.commitBlockList(ids, {
        abortSignal: signal,
        blobHTTPHeaders: { blobContentMD5: Buffer.from(md5, 'hex') },
      });
    // By itself, as the blocks are: else all of them would be sent again.
    await repeated(`put ${object.name}, its end`, () => asked(object.name, signal, commit), { signal });
  }

  async function* list(prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject> {
    const pages = container
      .listBlobsFlat({ prefix: `${base}${prefix}`, abortSignal: signal })
      .byPage({ maxPageSize: LISTED_AT_ONCE });
    for (;;) {
      const { done, value } = await asked(undefined, signal, () => pages.next());
      if (done === true) return;
      for (const { name, properties } of (value as ContainerListBlobFlatSegmentResponse).segment.blobItems) {
        yield {
          name: name.slice(base.length),
          size: properties.contentLength ?? 0,
          modifiedAt: properties.lastModified.toISOString(),
          ...md5Property(properties.contentMD5),
        };
      }
    }
  }

  /** Asks for the content of a blob, or for a part of it. */
  async function begin(name: string, signal: AbortSignal, from: number, until: number | undefined) {
    const inWords = (error: unknown) => (signal.aborted ? signal.reason : asStoreError(error, context, name));
    if (read !== undefined) {
      const body = await asked(name, signal, () => read(`${base}${name}`, rangeOf(from, until), signal));
      return { body, ...extentOf(body.headers['content-length'], body.headers['content-range']), inWords };
    }
    const count = until === undefined ? undefined : until - from;
    const answer = await asked(name, signal, () =>
      blob(name).download(from, count, { abortSignal: signal, maxRetryRequests: 0 }),
    );
    const body = answer.readableStreamBody as Readable;
    return { body, ...extentOf(answer.contentLength, answer.contentRange), inWords };
  }

  return {
    location: url,
    isRemote: true,
    put,
    async get(name, signal, from = 0, until) {
      const { body, length, total, inWords } = await begin(name, signal, from, until);
      return { size: total, content: checkedContent(body, length, inWords) };
    },
    async gather(name, from, into, signal) {
      const isWhole = rangeOfGathering(from, into) === undefined;
      const until = isWhole ? undefined : from + into.bytes.length;
      const { body, length, inWords } = await begin(name, signal, from + into.length, until);
      await gatherFrom(body, into, length, inWords);
    },
    list,
    async describe(name, signal) {
      const answer = await asked(name, signal, () => blob(name).getProperties({ abortSignal: signal }));
      return {
        name,
        size: answer.contentLength ?? 0,
        modifiedAt: (answer.lastModified ?? new Date(0)).toISOString(),
        ...md5Property(answer.contentMD5),
      };
    },
    async remove(name, signal) {
      await asked(name, signal, () => blob(name).deleteIfExists({ abortSignal: signal }));
    },
    async close() {
      agents.close();
    },
  };
}

/** Blocks of one blob have ids of one length. */
function blockId(number: number): string {
  return Buffer.from(String(number).padStart(6, '0')).toString('base64');
}

function compare(name: string, held: Uint8Array | undefined, sent: Buffer): void {
  if (held !== undefined && !sent.equals(held)) throw wrongChecksum(name);
}

function md5Property(md5: Uint8Array | undefined): { md5?: string } {
  return md5 === undefined || md5.length === 0 ? {} : { md5: Buffer.from(md5).toString('hex') };
}

async function containerOf(name: string, settings: Settings): Promise<ContainerClient> {
  const { azureConnectionString, azureAccount, azureKey, azureSasToken } = settings;
  const connection = azureConnectionString.value;
  requireBase64(azureConnectionString.name, /(?:^|;)AccountKey=([^;]*)/u.exec(connection ?? '')?.[1]);
  if (connection === undefined) requireBase64(azureKey.name, azureKey.value);
  try {
    if (connection !== undefined) {
      return BlobServiceClient.fromConnectionString(connection, PIPELINE).getContainerClient(name);
    }
    const account = azureAccount.value;
    if (account === undefined) throw noAccount();
    const service = `https://${account}.blob.core.windows.net`;
    if (azureKey.value !== undefined) {
      const credential = new StorageSharedKeyCredential(account, azureKey.value);
      return new BlobServiceClient(service, credential, PIPELINE).getContainerClient(name);
    }
    const sas = azureSasToken.value?.replace(/^\?/u, '');
    if (sas !== undefined) {
      return new BlobServiceClient(`${service}?${sas}`, undefined, PIPELINE).getContainerClient(name);
    }
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new BlobServiceClient(service, new DefaultAzureCredential(), PIPELINE).getContainerClient(name);
  } catch (error) {
    if (error instanceof InputError) throw error;
    // The library's message may quote the string.
    const given = connection === undefined ? azureAccount.name : azureConnectionString.name;
    throw new InputError(`${given} cannot be used`, {
      why: 'it is not what Azure gives out under that name',
      remedy: 'Copy it again from the access keys of the storage account.',
    });
  }
}

/** The library would take any text for a key, and Azure would say that the signature is wrong. */
function requireBase64(name: string, key: string | undefined): void {
  if (key === undefined || (/^[A-Za-z0-9+/]+={0,2}$/u.test(key) && key.length % 4 === 0)) return;
  throw new InputError(`${name} cannot be used`, {
    why: 'the key of the account in it is not Base64',
    remedy: 'Copy it again from the access keys of the storage account.',
  });
}

function noAccount(): InputError {
  return new InputError('The storage account in Azure is not known', {
    why: 'neither AZURE_STORAGE_CONNECTION_STRING nor AZURE_STORAGE_ACCOUNT is given',
    remedy: 'Give one of the two; docs/storage-azure.md says what else.',
  });
}

function asStoreError(error: unknown, context: FailureContext, name: string | undefined): Error {
  if (error instanceof AzureRefusal) return cloudError(error.failure, context, name);
  const {
    name: kind = '',
    message = '',
    code,
    statusCode,
    details,
  } = error as {
    name?: string;
    message?: string;
    code?: string;
    statusCode?: number;
    details?: { errorCode?: string; Code?: string };
  };
  const said = details?.errorCode ?? details?.Code ?? code;
  const own = ['Error', 'TypeError', 'RestError'].includes(kind) ? undefined : kind;
  return cloudError(
    { status: statusCode, code: said ?? own, message: message.split('\n')[0] ?? '' },
    context,
    name,
  );
}
