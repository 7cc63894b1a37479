import { createHash } from 'node:crypto';
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
import { s3Access } from './s3-access.ts';
import { refusal, s3Asking } from './s3-ask.ts';
import { elementsOf, textIn } from './xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and what the libraries call theirs. */
const CODES = {
  missingObject: ['NoSuchKey', 'NotFound'],
  missingBucket: ['NoSuchBucket'],
  checksum: [
    'BadDigest',
    'InvalidDigest',
    'XAmzContentSHA256Mismatch',
    'XAmzContentChecksumMismatch',
    'IncompleteBody',
  ],
  credentials: [
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'ExpiredToken',
    'InvalidToken',
    'TokenRefreshRequired',
    'CredentialsProviderError',
    'RequestTimeTooSkewed',
  ],
  passing: [
    'SlowDown',
    'RequestTimeout',
    'InternalError',
    'TimeoutError',
    'ServiceUnavailable',
    'OperationAborted',
    'NoSuchUpload',
  ],
};

const PLAIN_ETAG = /^"?([0-9a-f]{32})"?$/u;
const PARTS_ETAG = /^"?([0-9a-f]{32})-\d+"?$/u;

const TYPE = { 'content-type': 'application/octet-stream' };

/**
 * A bucket of S3, or of a store that speaks its language, by the REST API.
 * @throws InputError where the settings contradict each other
 */
export function s3Store(location: StorageLocation, settings: Settings): Store {
  const { bucket, folder, url } = location;
  const agents = storeAgents(settings);
  const context = failureContext(location, CODES);
  const { ask, askText, inWords } = s3Asking(s3Access(bucket, settings), agents, context);
  const parts = createLimit(PARTS_AT_ONCE);
  const base = folder === '' ? '' : `${folder}/`;
  const at = (name: string) => ({ key: `${base}${name}`, name });

  async function put(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    if (object.size > PART_SIZE) return putInParts(object, signal);
    const leave = object.size > SMALL ? await parts.enter(signal) : undefined;
    try {
      const body = await checkedWhole(object);
      const md5 = md5Of(body);
      const headers = { ...TYPE, 'content-md5': base64OfHex(md5), 'x-amz-meta-md5': md5 };
      const { sha256 } = object;
      const request = { method: 'PUT', ...at(object.name), headers, body, sha256, signal };
      const held = md5In((await askText(request)).answer.headers, PLAIN_ETAG);
      if (held !== undefined && held !== md5) throw wrongChecksum(object.name);
    } finally {
      leave?.();
    }
  }

  async function putInParts(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    const { name } = object;
    const md5 = await object.md5();
    const begun = await askText({
      method: 'POST',
      ...at(name),
      query: { uploads: '' },
      headers: { ...TYPE, 'x-amz-meta-md5': md5 },
      signal,
    });
    const uploadId = textIn(begun.text, 'UploadId');
    if (uploadId === undefined) throw noAnswer(name);
    const tags: string[] = [];
    try {
      const digests = await sendParts(
        object,
        async ({ number, bytes, md5: digest }) => {
          const { answer } = await askText({
            method: 'PUT',
            ...at(name),
            query: { partNumber: String(number), uploadId },
            headers: { 'content-md5': digest.toString('base64') },
            body: bytes,
            signal,
          });
          tags[number - 1] = answer.headers.etag ?? '';
        },
        { limit: parts, size: partSize(object.size, MOST_PARTS), signal },
      );
      // By itself, as the parts are: else all of them would be sent again.
      await repeated(`put ${name}, its end`, () => complete(name, uploadId, tags, digests, signal), {
        signal,
      });
    } catch (error) {
      // Parts that belong to nothing cost money. That this fails too is no news.
      const { signal: never } = new AbortController();
      await askText({ method: 'DELETE', ...at(name), query: { uploadId }, signal: never }).catch(() => {});
      throw error;
    }
  }

  async function complete(
    name: string,
    uploadId: string,
    tags: readonly string[],
    digests: readonly Buffer[],
    signal: AbortSignal,
  ): Promise<void> {
    const listed = tags.map(
      (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`,
    );
    const { answer, text } = await askText({
      method: 'POST',
      ...at(name),
      query: { uploadId },
      headers: { 'content-type': 'application/xml' },
      body: Buffer.from(
        `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${listed.join('')}</CompleteMultipartUpload>`,
      ),
      signal,
    });
    const tag = textIn(text, 'ETag');
    // The answer begins with 200 before it is known what will come of it.
    if (tag === undefined)
      throw text.includes('<Error>') ? cloudError(refusal(undefined, text), context, name) : noAnswer(name);
    const held = md5In({ ...answer.headers, etag: tag }, PARTS_ETAG);
    const expected = createHash('md5').update(Buffer.concat(digests)).digest('hex');
    if (held !== undefined && held !== expected) throw wrongChecksum(name);
  }

  async function* list(prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject> {
    let token: string | undefined;
    do {
      const query = {
        'list-type': '2',
        prefix: `${base}${prefix}`,
        ...(token !== undefined && { 'continuation-token': token }),
      };
      const { text } = await askText({ method: 'GET', query, signal });
      if (!text.includes('</ListBucketResult>')) throw noAnswer(undefined);
      for (const item of elementsOf(text, 'Contents')) yield storedObject(item, base);
      token = textIn(text, 'IsTruncated') === 'true' ? textIn(text, 'NextContinuationToken') : undefined;
    } while (token !== undefined);
  }

  /** An answer of success that is none. */
  function noAnswer(name: string | undefined): Error {
    return cloudError(
      { code: 'InternalError', message: 'the answer was cut, or is none of S3' },
      context,
      name,
    );
  }

  /** Asks for the content of an object, or for a range of it. */
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
      const range = rangeOfGathering(from, into);
      const { body, length, inWords } = await begin(name, signal, range);
      await gatherFrom(body, into, length, inWords);
    },
    list,
    async describe(name, signal) {
      const { headers } = (await askText({ method: 'HEAD', ...at(name), signal })).answer;
      const kept = headers['x-amz-meta-md5'];
      const md5 = md5In(headers, PLAIN_ETAG) ?? (typeof kept === 'string' ? kept : undefined);
      const modifiedAt = new Date(headers['last-modified'] ?? 0).toISOString();
      const size = Number(headers['content-length'] ?? 0);
      return { name, size, modifiedAt, ...(md5 !== undefined && { md5 }) };
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

function storedObject(item: string, base: string): StoredObject {
  const md5 = PLAIN_ETAG.exec(textIn(item, 'ETag') ?? '')?.[1];
  return {
    name: (textIn(item, 'Key') ?? '').slice(base.length),
    size: Number(textIn(item, 'Size') ?? 0),
    modifiedAt: new Date(textIn(item, 'LastModified') ?? 0).toISOString(),
    ...(md5 !== undefined && { md5 }),
  };
}

/** The MD5 in an ETag; with a key of KMS it is none (API reference, Object). */
function md5In(headers: IncomingHttpHeaders, form: RegExp): string | undefined {
  const encryption = headers['x-amz-server-side-encryption'];
  if (typeof encryption === 'string' && encryption.startsWith('aws:kms')) return undefined;
  return form.exec(headers.etag ?? '')?.[1];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
