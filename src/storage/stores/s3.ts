import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../../settings/settings.ts';
import { storeAgents } from '../agents.ts';
import { cloudError, type FailureContext, failureContext } from '../cloud-failure.ts';
import { base64OfHex, md5Of, wrongChecksum } from '../content.ts';
import type { Limit } from '../limit.ts';
import type { StorageLocation } from '../location.ts';
import { type Part, partSize, sendParts } from '../parts.ts';
import { repeated } from '../repeat.ts';
import type { ObjectToStore, Store, StoredObject } from '../store.ts';
import type { Asking } from './asking.ts';
import { baseOf, cloudStore, type Page } from './cloud-store.ts';
import { s3Access } from './s3-access.ts';
import { refusal, type S3Request, s3Asking } from './s3-ask.ts';
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

/** A bucket, and the folder in it. */
interface Bucket extends Asking<S3Request> {
  readonly base: string;
  readonly context: FailureContext;
}

/**
 * A bucket of S3, or of a store that speaks its language, by the REST API.
 * @throws InputError where the settings contradict each other
 */
export function s3Store(location: StorageLocation, settings: Settings): Store {
  const agents = storeAgents(settings);
  const context = failureContext(location, CODES);
  const asking = s3Asking(s3Access(location.bucket, settings), agents, context);
  const bucket: Bucket = { ...asking, base: baseOf(location), context };
  const { ask, askText } = asking;
  const at = (name: string) => keyOf(bucket, name);
  return cloudStore(location, agents, {
    putWhole: (object, content, signal) => putWhole(bucket, object, content, signal),
    putInParts: (object, limit, signal) => putInParts(bucket, object, limit, signal),
    read: (name, headers, signal) => ask({ method: 'GET', ...at(name), headers, signal }),
    inWords: asking.inWords,
    page: (prefix, token, signal) => listPage(bucket, prefix, token, signal),
    async describe(name, signal) {
      return describedObject((await askText({ method: 'HEAD', ...at(name), signal })).answer.headers, name);
    },
    remove: (name, signal) => askText({ method: 'DELETE', ...at(name), signal }),
  });
}

function keyOf({ base }: Bucket, name: string): { key: string; name: string } {
  return { key: `${base}${name}`, name };
}

async function putWhole(
  bucket: Bucket,
  { name, sha256 }: ObjectToStore,
  body: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const md5 = md5Of(body);
  const headers = { ...TYPE, 'content-md5': base64OfHex(md5), 'x-amz-meta-md5': md5 };
  const request = { method: 'PUT', ...keyOf(bucket, name), headers, body, sha256, signal };
  const held = md5In((await bucket.askText(request)).answer.headers, PLAIN_ETAG);
  if (held !== undefined && held !== md5) throw wrongChecksum(name);
}

/** An upload in parts that is under way. */
interface Multipart {
  readonly bucket: Bucket;
  readonly name: string;
  readonly uploadId: string;
  readonly signal: AbortSignal;
}

async function putInParts(
  bucket: Bucket,
  object: ObjectToStore,
  limit: Limit,
  signal: AbortSignal,
): Promise<void> {
  const { name } = object;
  const upload = { bucket, name, uploadId: await beginUpload(bucket, object, signal), signal };
  const tags: string[] = [];
  const put = async (part: Part): Promise<void> => {
    tags[part.number - 1] = await putPart(upload, part);
  };
  try {
    const size = partSize(object.size, MOST_PARTS);
    const digests = await sendParts(object, put, { limit, size, signal });
    // By itself, as the parts are: else all of them would be sent again.
    await repeated(`put ${name}, its end`, () => complete(upload, tags, digests), { signal });
  } catch (error) {
    await giveUp(upload);
    throw error;
  }
}

/** @returns the id of the upload */
async function beginUpload(bucket: Bucket, object: ObjectToStore, signal: AbortSignal): Promise<string> {
  const { text } = await bucket.askText({
    method: 'POST',
    ...keyOf(bucket, object.name),
    query: { uploads: '' },
    headers: { ...TYPE, 'x-amz-meta-md5': await object.md5() },
    signal,
  });
  const uploadId = textIn(text, 'UploadId');
  if (uploadId === undefined) throw noAnswer(bucket, object.name);
  return uploadId;
}

/** @returns the part's ETag */
async function putPart(
  { bucket, name, uploadId, signal }: Multipart,
  { number, bytes, md5 }: Part,
): Promise<string> {
  const { answer } = await bucket.askText({
    method: 'PUT',
    ...keyOf(bucket, name),
    query: { partNumber: String(number), uploadId },
    headers: { 'content-md5': md5.toString('base64') },
    body: bytes,
    signal,
  });
  return answer.headers.etag ?? '';
}

/** Makes an object of the parts. @param digests their MD5: S3 gives the MD5 of all of these back */
async function complete(
  { bucket, name, uploadId, signal }: Multipart,
  tags: readonly string[],
  digests: readonly Buffer[],
): Promise<void> {
  const parts = tags.map(
    (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`,
  );
  const { answer, text } = await bucket.askText({
    method: 'POST',
    ...keyOf(bucket, name),
    query: { uploadId },
    headers: { 'content-type': 'application/xml' },
    body: Buffer.from(
      `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`,
    ),
    signal,
  });
  const tag = textIn(text, 'ETag');
  // The answer begins with 200 before it is known what will come of it.
  if (tag === undefined) {
    if (text.includes('<Error>')) throw cloudError(refusal(undefined, text), bucket.context, name);
    throw noAnswer(bucket, name);
  }
  const held = md5In({ ...answer.headers, etag: tag }, PARTS_ETAG);
  const expected = createHash('md5').update(Buffer.concat(digests)).digest('hex');
  if (held !== undefined && held !== expected) throw wrongChecksum(name);
}

/** Parts that belong to nothing cost money. That this fails too is no news. */
async function giveUp({ bucket, name, uploadId }: Multipart): Promise<void> {
  const { signal } = new AbortController();
  const request = { method: 'DELETE', ...keyOf(bucket, name), query: { uploadId }, signal };
  await bucket.askText(request).catch(() => {});
}

async function listPage(
  bucket: Bucket,
  prefix: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Page> {
  const { askText, base } = bucket;
  const query = {
    'list-type': '2',
    prefix: `${base}${prefix}`,
    ...(token !== undefined && { 'continuation-token': token }),
  };
  const { text } = await askText({ method: 'GET', query, signal });
  if (!text.includes('</ListBucketResult>')) throw noAnswer(bucket, undefined);
  const next = textIn(text, 'IsTruncated') === 'true' ? textIn(text, 'NextContinuationToken') : undefined;
  return { objects: listedObjects(text, base), next };
}

/** An answer of success that is none. */
function noAnswer({ context }: Bucket, name: string | undefined): Error {
  const message = 'the answer was cut, or is none of S3';
  return cloudError({ code: 'InternalError', message }, context, name);
}

function* listedObjects(text: string, base: string): Generator<StoredObject> {
  for (const item of elementsOf(text, 'Contents')) yield listedObject(item, base);
}

function listedObject(item: string, base: string): StoredObject {
  const md5 = PLAIN_ETAG.exec(textIn(item, 'ETag') ?? '')?.[1];
  return {
    name: (textIn(item, 'Key') ?? '').slice(base.length),
    size: Number(textIn(item, 'Size') ?? 0),
    modifiedAt: new Date(textIn(item, 'LastModified') ?? 0).toISOString(),
    ...(md5 !== undefined && { md5 }),
  };
}

function describedObject(headers: IncomingHttpHeaders, name: string): StoredObject {
  const kept = headers['x-amz-meta-md5'];
  const md5 = md5In(headers, PLAIN_ETAG) ?? (typeof kept === 'string' ? kept : undefined);
  return {
    name,
    size: Number(headers['content-length'] ?? 0),
    modifiedAt: new Date(headers['last-modified'] ?? 0).toISOString(),
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
