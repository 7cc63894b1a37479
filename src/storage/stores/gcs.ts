import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Settings } from '../../settings/settings.ts';
import { storeAgents } from '../agents.ts';
import { type CloudFailure, cloudError, failureContext } from '../cloud-failure.ts';
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
import { send, textOf } from '../http.ts';
import { createLimit } from '../limit.ts';
import type { StorageLocation } from '../location.ts';
import { PART_SIZE, PARTS_AT_ONCE, SMALL } from '../sizes.ts';
import { MissingObjectError, type ObjectToStore, type Store, type StoredObject } from '../store.ts';
import { gcsAccess } from './gcs-access.ts';
import { resumableUpload } from './gcs-resumable.ts';

const GOOGLE = 'https://storage.googleapis.com';

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
export interface GcsObject {
  readonly name?: string;
  readonly size?: string;
  readonly updated?: string;
  /** Base64; absent for objects that were composed of others. */
  readonly md5Hash?: string;
}

/** Sends a request to the API, with the token. @throws what cloudError words */
export type GcsAsk = (request: {
  readonly method: string;
  /** Below the address of the API, or whole where it begins with http. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** The object that it is about. */
  readonly name?: string;
  /** Answers besides 2xx that are no failure. */
  readonly accepted?: readonly number[];
  readonly signal: AbortSignal;
}) => Promise<IncomingMessage>;

/**
 * A bucket of Google Cloud Storage, by its JSON API (https://cloud.google.com/storage/docs/json_api/v1).
 * @throws InputError where the credential file cannot be used
 */
export async function gcsStore(location: StorageLocation, settings: Settings): Promise<Store> {
  const { bucket, folder, url } = location;
  const access = await gcsAccess(settings);
  const agents = storeAgents(settings);
  const address = settings.gcpEndpoint.value?.replace(/\/storage\/v1$/u, '') ?? GOOGLE;
  const context = failureContext(location, CODES);
  const parts = createLimit(PARTS_AT_ONCE);
  const base = folder === '' ? '' : `${folder}/`;
  const objects = `/storage/v1/b/${encodeURIComponent(bucket)}/o`;
  const pathOf = (name: string) => `${objects}/${encodeURIComponent(`${base}${name}`)}`;

  const ask: GcsAsk = async ({ method, path, headers = {}, body, name, accepted = [], signal }) => {
    let answer: IncomingMessage;
    try {
      const isWhole = path.startsWith('http');
      // The address of an upload that is under way is itself the right to write to it.
      const authorization = isWhole ? undefined : await access();
      answer = await send(
        isWhole ? path : `${address}${path}`,
        {
          method,
          headers: { ...headers, ...(authorization !== undefined && { authorization }) },
          signal,
          ...(body !== undefined && { body }),
        },
        agents,
      );
    } catch (error) {
      signal.throwIfAborted();
      throw cloudError(failureOf(error), context, name);
    }
    const status = answer.statusCode ?? 0;
    if ((status >= 200 && status < 300) || accepted.includes(status)) return answer;
    const text = await textOf(answer).catch(() => '');
    throw cloudError(refusal(status, text), context, name);
  };

  async function jsonOf<T>(answer: IncomingMessage, signal: AbortSignal, name?: string): Promise<T> {
    try {
      return JSON.parse(await textOf(answer)) as T;
    } catch (error) {
      signal.throwIfAborted();
      const code = error instanceof SyntaxError ? 'backendError' : failureOf(error).code;
      throw cloudError({ code, message: 'the answer was cut, or is none of the API' }, context, name);
    }
  }

  async function put(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    const { name, size } = object;
    const metadataWith = (hash: string) => ({
      name: `${base}${name}`,
      md5Hash: base64OfHex(hash),
      contentType: 'application/octet-stream',
    });
    const uploads = `/upload${objects}`;
    let answer: IncomingMessage;
    let md5: string;
    if (size > PART_SIZE) {
      md5 = await object.md5();
      answer = await resumableUpload(object, metadataWith(md5), { ask, uploads, limit: parts, signal });
    } else {
      const leave = size > SMALL ? await parts.enter(signal) : undefined;
      try {
        const content = await checkedWhole(object);
        md5 = md5Of(content);
        const { body, type } = related(metadataWith(md5), content);
        const path = `${uploads}?uploadType=multipart&fields=${FIELDS}`;
        answer = await ask({ method: 'POST', path, headers: { 'content-type': type }, body, name, signal });
      } finally {
        leave?.();
      }
    }
    const held = await jsonOf<GcsObject>(answer, signal, name);
    if (held.md5Hash === undefined || hexOfBase64(held.md5Hash) !== md5) throw wrongChecksum(name);
  }

  async function* list(prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject> {
    let pageToken: string | undefined;
    do {
      const query = new URLSearchParams({
        prefix: `${base}${prefix}`,
        maxResults: '1000',
        fields: `nextPageToken,items(${FIELDS})`,
        ...(pageToken !== undefined && { pageToken }),
      });
      const answer = await ask({ method: 'GET', path: `${objects}?${query}`, signal });
      const page = await jsonOf<{ items?: GcsObject[]; nextPageToken?: string }>(answer, signal);
      for (const item of page.items ?? []) yield storedObject(item, (item.name ?? '').slice(base.length));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
  }

  /** Asks for the content of an object, or for a range of it. */
  async function begin(name: string, signal: AbortSignal, range: string | undefined) {
    const headers = {
      // What is stored compressed is to come as it is stored.
      'accept-encoding': 'gzip',
      ...(range !== undefined && { range }),
    };
    const body = await ask({ method: 'GET', path: `${pathOf(name)}?alt=media`, headers, name, signal });
    const inWords = (error: unknown) =>
      signal.aborted ? signal.reason : cloudError(failureOf(error), context, name);
    const extent = extentOf(body.headers['content-length'], body.headers['content-range']);
    return { body, ...extent, inWords };
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
      const answer = await ask({ method: 'GET', path: `${pathOf(name)}?fields=${FIELDS}`, name, signal });
      return storedObject(await jsonOf<GcsObject>(answer, signal, name), name);
    },
    async remove(name, signal) {
      try {
        const answer = await ask({ method: 'DELETE', path: pathOf(name), name, signal });
        answer.resume();
      } catch (error) {
        if (!(error instanceof MissingObjectError)) throw error;
      }
    },
    async close() {
      agents.close();
    },
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

/** An answer that is a refusal: `{"error": {"code": 404, "message": "…", "errors": [{"reason": "notFound"}]}}`. */
function refusal(status: number, text: string): CloudFailure {
  let message = text;
  let code: string | undefined;
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; errors?: { reason?: string }[] } };
    message = error?.message ?? text;
    code = error?.errors?.[0]?.reason;
  } catch {
    // Not every answer is one of the API: what stands before it may answer in plain text.
  }
  if (status === 404) code = /bucket does not exist/iu.test(message) ? 'bucketNotFound' : 'objectNotFound';
  if (status === 400 && /hash.*(?:match|correspond)/iu.test(message)) code = 'checksumMismatch';
  return { status, code, message };
}

/** What the network or the library for tokens throws. */
function failureOf(error: unknown): CloudFailure {
  const {
    code,
    message = '',
    response,
    cause,
  } = error as {
    code?: string | number;
    message?: string;
    response?: { status?: number; data?: { error?: string; error_description?: string } };
    cause?: { code?: string };
  };
  const status = response?.status;
  const said = response?.data?.error;
  if (/default credentials/iu.test(message))
    return { code: 'noCredentials', message: 'no credentials were found' };
  if (String(code).startsWith('ERR_OSSL')) {
    return { code: 'noCredentials', message: 'the private key in the credential file cannot be read' };
  }
  const own = typeof said === 'string' ? said : (cause?.code ?? code);
  return { status, code: own === undefined ? undefined : String(own), message };
}
