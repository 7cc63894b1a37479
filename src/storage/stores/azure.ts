import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../../settings/settings.ts';
import { storeAgents } from '../agents.ts';
import { cloudError, type FailureContext, failureContext } from '../cloud-failure.ts';
import { base64OfHex, hexOfBase64, md5Of, wrongChecksum } from '../content.ts';
import type { Limit } from '../limit.ts';
import type { StorageLocation } from '../location.ts';
import { type Part, partSize, sendParts } from '../parts.ts';
import { repeated } from '../repeat.ts';
import type { ObjectToStore, Store, StoredObject } from '../store.ts';
import type { Asking } from './asking.ts';
import { azureAccess } from './azure-access.ts';
import { type AzureRequest, azureAsking } from './azure-ask.ts';
import { baseOf, cloudStore, type Page } from './cloud-store.ts';
import { elementsOf, textIn } from './xml.ts';

/** https://learn.microsoft.com/rest/api/storageservices/put-block */
const MOST_BLOCKS = 50_000;

/** Azure would give 5000 in one answer: read as XML, that is the most memory that an upload takes. */
const LISTED_AT_ONCE = '1000';

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
  // InvalidBlockList: another upload of the same blob ended first, and with it the blocks of this one went.
  passing: ['OperationTimedOut', 'ServerBusy', 'InternalError', 'InvalidBlockList'],
};

const TYPE = { 'content-type': 'application/octet-stream' };

/** A container, and the folder in it. */
interface Container extends Asking<AzureRequest> {
  readonly base: string;
  readonly context: FailureContext;
}

/**
 * A container of Azure Blob Storage, by its REST API.
 * @throws InputError where the settings name no account, or a connection string that is none
 */
export function azureStore(location: StorageLocation, settings: Settings): Store {
  const agents = storeAgents(settings);
  const context = failureContext(location, CODES);
  const asking = azureAsking(azureAccess(location.bucket, settings), agents, context);
  const container: Container = { ...asking, base: baseOf(location), context };
  const { ask, askText } = asking;
  const at = (name: string) => blobOf(container, name);
  return cloudStore(location, agents, {
    putWhole: (object, content, signal) => putBlob(container, object.name, content, signal),
    putInParts: (object, limit, signal) => putBlocks(container, object, limit, signal),
    read: (name, headers, signal) => ask({ method: 'GET', ...at(name), headers, signal }),
    inWords: asking.inWords,
    page: (prefix, marker, signal) => listPage(container, prefix, marker, signal),
    async describe(name, signal) {
      return describedBlob((await askText({ method: 'HEAD', ...at(name), signal })).answer.headers, name);
    },
    remove: (name, signal) => askText({ method: 'DELETE', ...at(name), signal }),
  });
}

function blobOf({ base }: Container, name: string): { blob: string; name: string } {
  return { blob: `${base}${name}`, name };
}

async function putBlob(container: Container, name: string, body: Buffer, signal: AbortSignal): Promise<void> {
  const md5 = base64OfHex(md5Of(body));
  const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-md5': md5, 'x-ms-blob-content-md5': md5 };
  const blob = blobOf(container, name);
  await putChecked(container, { method: 'PUT', ...blob, headers: { ...TYPE, ...headers }, body, signal });
}

async function putBlocks(
  container: Container,
  object: ObjectToStore,
  limit: Limit,
  signal: AbortSignal,
): Promise<void> {
  const blob = blobOf(container, object.name);
  const md5 = await object.md5();
  const blockId = blockIds();
  const putBlock = ({ number, bytes, md5: digest }: Part): Promise<void> => {
    const query = { comp: 'block', blockid: blockId(number) };
    const headers = { 'content-md5': digest.toString('base64') };
    return putChecked(container, { method: 'PUT', ...blob, query, headers, body: bytes, signal });
  };
  const size = partSize(object.size, MOST_BLOCKS);
  const digests = await sendParts(object, putBlock, { limit, size, signal });
  const ids = digests.map((_, index) => blockId(index + 1));
  // By itself, as the blocks are: else all of them would be sent again.
  await repeated(`put ${object.name}, its end`, () => commit(container, object.name, ids, md5, signal), {
    signal,
  });
}

/** Makes a blob of its blocks. @param md5 of the whole, which Azure keeps without comparing */
async function commit(
  container: Container,
  name: string,
  ids: readonly string[],
  md5: string,
  signal: AbortSignal,
): Promise<void> {
  // Not <Uncommitted>: where the answer is lost, the second try finds them committed.
  const list = ids.map((id) => `<Latest>${id}</Latest>`).join('');
  await container.askText({
    method: 'PUT',
    ...blobOf(container, name),
    query: { comp: 'blocklist' },
    headers: {
      'content-type': 'application/xml',
      'x-ms-blob-content-type': TYPE['content-type'],
      'x-ms-blob-content-md5': base64OfHex(md5),
    },
    body: Buffer.from(`<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`),
    signal,
  });
}

/** Azure says the MD5 of what it received. */
async function putChecked(
  { askText }: Container,
  request: AzureRequest & { readonly name: string },
): Promise<void> {
  const { answer } = await askText(request);
  const held = answer.headers['content-md5'];
  if (held !== undefined && held !== request.headers?.['content-md5']) throw wrongChecksum(request.name);
}

async function listPage(
  { askText, base, context }: Container,
  prefix: string,
  marker: string | undefined,
  signal: AbortSignal,
): Promise<Page> {
  const query = {
    restype: 'container',
    comp: 'list',
    prefix: `${base}${prefix}`,
    maxresults: LISTED_AT_ONCE,
    ...(marker !== undefined && { marker }),
  };
  const { text } = await askText({ method: 'GET', query, signal });
  if (!text.includes('</EnumerationResults>')) {
    const message = 'the answer was cut, or is none of Azure';
    throw cloudError({ code: 'InternalError', message }, context);
  }
  return { objects: listedBlobs(text, base), next: textIn(text, 'NextMarker') };
}

/**
 * The ids of one upload's blocks. Azure keeps blocks that are not committed yet by the blob's name, whoever sent them:
 * by the random part of its ids an upload knows its own. All that a blob has are of one length, those too that an
 * upload left which was ended, for a week (https://learn.microsoft.com/rest/api/storageservices/put-block): the length
 * stays that of earlier versions.
 */
function blockIds(): (number: number) => string {
  const upload = randomBytes(4);
  return (number) => {
    const id = Buffer.alloc(6);
    upload.copy(id);
    id.writeUInt16BE(number, 4);
    return id.toString('base64');
  };
}

function* listedBlobs(text: string, base: string): Generator<StoredObject> {
  for (const item of elementsOf(text, 'Blob')) yield listedBlob(item, base);
}

function listedBlob(item: string, base: string): StoredObject {
  const name = textIn(item, 'Name') ?? '';
  // What XML cannot hold comes encoded, and says so.
  const plain = /<Name\s[^>]*Encoded="true"/iu.test(item) ? decodeURIComponent(name) : name;
  return {
    name: plain.slice(base.length),
    size: Number(textIn(item, 'Content-Length') ?? 0),
    modifiedAt: new Date(textIn(item, 'Last-Modified') ?? 0).toISOString(),
    ...md5Property(textIn(item, 'Content-MD5')),
  };
}

function describedBlob(headers: IncomingHttpHeaders, name: string): StoredObject {
  const md5 = headers['content-md5'];
  return {
    name,
    size: Number(headers['content-length'] ?? 0),
    modifiedAt: new Date(headers['last-modified'] ?? 0).toISOString(),
    ...md5Property(typeof md5 === 'string' ? md5 : undefined),
  };
}

function md5Property(base64: string | undefined): { md5?: string } {
  return base64 === undefined || base64 === '' ? {} : { md5: hexOfBase64(base64) };
}
