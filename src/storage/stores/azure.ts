import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../../settings/settings.ts';
import { storeAgents } from '../agents.ts';
import { cloudError, failureContext } from '../cloud-failure.ts';
import {
  base64OfHex,
  checkedContent,
  checkedWhole,
  extentOf,
  gatherFrom,
  hexOfBase64,
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
import { MissingObjectError, type ObjectToStore, type Store, type StoredObject } from '../store.ts';
import { azureAccess } from './azure-access.ts';
import { azureAsking } from './azure-ask.ts';
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

/**
 * A container of Azure Blob Storage, by its REST API.
 * @throws InputError where the settings name no account, or a connection string that is none
 */
export function azureStore(location: StorageLocation, settings: Settings): Store {
  const { bucket, folder, url } = location;
  const access = azureAccess(bucket, settings);
  const agents = storeAgents(settings);
  const context = failureContext(location, CODES);
  const { ask, askText, inWords } = azureAsking(access, agents, context);
  const parts = createLimit(PARTS_AT_ONCE);
  const base = folder === '' ? '' : `${folder}/`;
  const at = (name: string) => ({ blob: `${base}${name}`, name });

  async function put(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    if (object.size > PART_SIZE) return putInBlocks(object, signal);
    const leave = object.size > SMALL ? await parts.enter(signal) : undefined;
    try {
      const body = await checkedWhole(object);
      const md5 = base64OfHex(md5Of(body));
      const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-md5': md5, 'x-ms-blob-content-md5': md5 };
      await putChecked({ method: 'PUT', ...at(object.name), headers: { ...TYPE, ...headers }, body, signal });
    } finally {
      leave?.();
    }
  }

  async function putInBlocks(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    const { name } = object;
    const md5 = base64OfHex(await object.md5());
    const blockId = blockIds();
    const digests = await sendParts(
      object,
      ({ number, bytes, md5: digest }) =>
        putChecked({
          method: 'PUT',
          ...at(name),
          query: { comp: 'block', blockid: blockId(number) },
          headers: { 'content-md5': digest.toString('base64') },
          body: bytes,
          signal,
        }),
      { limit: parts, size: partSize(object.size, MOST_BLOCKS), signal },
    );
    // Not <Uncommitted>: where the answer is lost, the second try finds them committed.
    const ids = digests.map((_, index) => `<Latest>${blockId(index + 1)}</Latest>`);
    const commit = () =>
      askText({
        method: 'PUT',
        ...at(name),
        query: { comp: 'blocklist' },
        headers: {
          'content-type': 'application/xml',
          'x-ms-blob-content-type': TYPE['content-type'],
          'x-ms-blob-content-md5': md5,
        },
        body: Buffer.from(`<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.join('')}</BlockList>`),
        signal,
      });
    // By itself, as the blocks are: else all of them would be sent again.
    await repeated(`put ${name}, its end`, commit, { signal });
  }

  /** Azure says the MD5 of what it received. */
  async function putChecked(request: Parameters<typeof ask>[0] & { name: string }): Promise<void> {
    const { answer } = await askText(request);
    const held = answer.headers['content-md5'];
    if (held !== undefined && held !== request.headers?.['content-md5']) throw wrongChecksum(request.name);
  }

  async function* list(prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject> {
    let marker: string | undefined;
    do {
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
      for (const item of elementsOf(text, 'Blob')) yield listedBlob(item, base);
      marker = textIn(text, 'NextMarker');
    } while (marker !== undefined && marker !== '');
  }

  /** Asks for the content of a blob, or for a range of it. */
  async function begin(name: string, signal: AbortSignal, range: string | undefined) {
    const headers = range === undefined ? {} : { range };
    const body = await ask({ method: 'GET', ...at(name), headers, signal });
    const extent = extentOf(body.headers['content-length'], body.headers['content-range']);
    return { body, ...extent, inWords: (error: unknown) => inWords(error, name, signal) };
  }

  return {
    location: url,
    put,
    async get(name, signal, from = 0, until) {
      const { body, length, total, inWords } = await begin(name, signal, rangeOf(from, until));
      return { size: total, content: checkedContent(body, length, inWords) };
    },
    async gather(name, from, into, signal) {
      const { body, length, inWords } = await begin(name, signal, rangeOfGathering(from, into));
      await gatherFrom(body, into, length, inWords);
    },
    list,
    async describe(name, signal) {
      const { headers } = (await askText({ method: 'HEAD', ...at(name), signal })).answer;
      return describedBlob(headers, name);
    },
    async remove(name, signal) {
      try {
        await askText({ method: 'DELETE', ...at(name), signal });
      } catch (error) {
        if (!(error instanceof MissingObjectError)) throw error;
      }
    },
    async close() {
      agents.close();
    },
  };
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
