import { randomBytes } from 'node:crypto';
import type { Settings } from '../../settings/settings.ts';
import { storeAgents } from '../agents.ts';
import { failureContext } from '../cloud-failure.ts';
import { base64OfHex, hexOfBase64, md5Of, wrongChecksum } from '../content.ts';
import type { Limit } from '../limit.ts';
import type { StorageLocation } from '../location.ts';
import type { ObjectToStore, Store, StoredObject } from '../store.ts';
import { baseOf, cloudStore, type Page } from './cloud-store.ts';
import { gcsAccess } from './gcs-access.ts';
import { type GcsAsking, gcsAsking } from './gcs-ask.ts';
import { resumableUpload } from './gcs-resumable.ts';

const GOOGLE = 'https://storage.googleapis.com';

/** What is asked of an object. */
const FIELDS = 'name,size,updated,md5Hash';

/** https://cloud.google.com/storage/docs/json_api/v1/status-codes, and what the libraries call theirs. */
const CODES = {
  missingObject: ['objectNotFound'],
  missingBucket: ['bucketNotFound'],
  checksum: ['checksumMismatch'],
  credentials: ['authError', 'invalid_grant', 'invalid_client', 'unauthorized_client', 'noCredentials'],
  passing: ['rateLimitExceeded', 'userRateLimitExceeded', 'backendError', 'internalError'],
};

/** What an answer of the API says of an object. Numbers are texts, since they may be larger than JSON's. */
interface GcsObject {
  readonly name?: string;
  readonly size?: string;
  readonly updated?: string;
  /** Base64; absent for objects that were composed of others. */
  readonly md5Hash?: string;
}

/** A bucket, and the folder in it. */
interface Bucket extends GcsAsking {
  readonly base: string;
  /** The path of its objects. */
  readonly objects: string;
}

/**
 * A bucket of Google Cloud Storage, by its JSON API.
 * @throws InputError where the credential file cannot be used
 */
export async function gcsStore(location: StorageLocation, settings: Settings): Promise<Store> {
  const access = await gcsAccess(settings);
  const agents = storeAgents(settings);
  const address = settings.gcpEndpoint.value?.replace(/\/storage\/v1$/u, '') ?? GOOGLE;
  const asking = gcsAsking(address, access, agents, failureContext(location, CODES));
  const objects = `/storage/v1/b/${encodeURIComponent(location.bucket)}/o`;
  const bucket: Bucket = { ...asking, base: baseOf(location), objects };
  return cloudStore(location, agents, {
    putWhole: (object, content, signal) => putWhole(bucket, object.name, content, signal),
    putInParts: (object, limit, signal) => putInParts(bucket, object, limit, signal),
    read: (name, headers, signal) => read(bucket, name, headers, signal),
    inWords: asking.inWords,
    page: (prefix, token, signal) => listPage(bucket, prefix, token, signal),
    async describe(name, signal) {
      const path = `${pathOf(bucket, name)}?fields=${FIELDS}`;
      return storedObject(await asking.askJson<GcsObject>({ method: 'GET', path, name, signal }), name);
    },
    remove: (name, signal) => asking.askText({ method: 'DELETE', path: pathOf(bucket, name), name, signal }),
  });
}

function pathOf({ objects, base }: Bucket, name: string): string {
  return `${objects}/${encodeURIComponent(`${base}${name}`)}`;
}

function read(bucket: Bucket, name: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
  const path = `${pathOf(bucket, name)}?alt=media`;
  // What is stored compressed is to come as it is stored.
  return bucket.ask({
    method: 'GET',
    path,
    headers: { 'accept-encoding': 'gzip', ...headers },
    name,
    signal,
  });
}

async function putWhole(bucket: Bucket, name: string, content: Buffer, signal: AbortSignal): Promise<void> {
  const md5 = md5Of(content);
  const { body, type } = related(metadata(bucket, name, md5), content);
  const path = `/upload${bucket.objects}?uploadType=multipart&fields=${FIELDS}`;
  const headers = { 'content-type': type };
  const held = await bucket.askJson<GcsObject>({ method: 'POST', path, headers, body, name, signal });
  compare(held, md5, name);
}

async function putInParts(
  bucket: Bucket,
  object: ObjectToStore,
  limit: Limit,
  signal: AbortSignal,
): Promise<void> {
  const { name } = object;
  const md5 = await object.md5();
  const path = `/upload${bucket.objects}?uploadType=resumable&fields=${FIELDS}`;
  const options = { asking: bucket, path, limit, signal };
  const text = await resumableUpload(object, metadata(bucket, name, md5), options);
  compare(bucket.parse<GcsObject>(text, name), md5, name);
}

/** What Google is to keep with the content, and compares with it. */
function metadata({ base }: Bucket, name: string, md5: string): Readonly<Record<string, string>> {
  return { name: `${base}${name}`, md5Hash: base64OfHex(md5), contentType: 'application/octet-stream' };
}

function compare({ md5Hash }: GcsObject, md5: string, name: string): void {
  if (md5Hash === undefined || hexOfBase64(md5Hash) !== md5) throw wrongChecksum(name);
}

async function listPage(
  { askJson, objects, base }: Bucket,
  prefix: string,
  pageToken: string | undefined,
  signal: AbortSignal,
): Promise<Page> {
  const query = new URLSearchParams({
    prefix: `${base}${prefix}`,
    maxResults: '1000',
    fields: `nextPageToken,items(${FIELDS})`,
    ...(pageToken !== undefined && { pageToken }),
  });
  const { items = [], nextPageToken } = await askJson<{ items?: GcsObject[]; nextPageToken?: string }>({
    method: 'GET',
    path: `${objects}?${query}`,
    signal,
  });
  return {
    objects: items.map((item) => storedObject(item, (item.name ?? '').slice(base.length))),
    next: nextPageToken,
  };
}

function storedObject({ size, updated, md5Hash }: GcsObject, name: string): StoredObject {
  return {
    name,
    size: Number(size ?? 0),
    modifiedAt: new Date(updated ?? 0).toISOString(),
    ...(md5Hash !== undefined && { md5: hexOfBase64(md5Hash) }),
  };
}

/** Metadata and content in one body (RFC 2387). */
function related(metadata: unknown, content: Buffer): { body: Buffer; type: string } {
  const boundary = randomBytes(16).toString('hex');
  const head = `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(metadata)}\r\n--${boundary}\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body, type: `multipart/related; boundary=${boundary}` };
}
