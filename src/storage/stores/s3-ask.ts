import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { InputError } from '../../errors.ts';
import type { StoreAgents } from '../agents.ts';
import { type CloudFailure, cloudError, type FailureContext } from '../cloud-failure.ts';
import { send } from '../http.ts';
import { type AboutObject, type Asking, asking } from './asking.ts';
import type { BucketPlace, S3Access } from './s3-access.ts';
import { EMPTY_PAYLOAD, signed, UNSIGNED_PAYLOAD, uriEncoded } from './s3-sign.ts';
import { textIn } from './xml.ts';

export interface S3Request extends AboutObject {
  readonly method: string;
  /** In the bucket; absent for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** SHA-256 of the body, where it is known. */
  readonly sha256?: string | undefined;
}

/** Asks a bucket by the REST API (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html). */
export function s3Asking(access: S3Access, agents: StoreAgents, context: FailureContext): Asking<S3Request> {
  let place: Promise<BucketPlace> | undefined;

  async function sendOnce(request: S3Request): Promise<IncomingMessage> {
    const { method, key, query = {}, headers = {}, body, sha256, signal } = request;
    const [{ url: bucket, region }, keys] = await Promise.all([placed(), access.keys()]);
    const path = key === undefined ? '' : `/${key.split('/').map(uriEncoded).join('/')}`;
    const pairs = Object.entries(query).map(([name, value]) => `${uriEncoded(name)}=${uriEncoded(value)}`);
    const url = new URL(`${bucket}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`);
    const payload = body === undefined ? EMPTY_PAYLOAD : payloadOf(url, headers, body, sha256);
    const all = signed({ method, url, headers, payload, keys, region, time: new Date() });
    return await send(url, { method, headers: all, signal, ...(body !== undefined && { body }) }, agents);
  }

  /** The place is looked up again where that fails: a role may not be there yet. */
  function placed(): Promise<BucketPlace> {
    place ??= access.place().catch((error) => {
      place = undefined;
      throw error;
    });
    return place;
  }

  /** A bucket may be in another region than the settings say: then the answer names it. */
  async function isElsewhere(answer: IncomingMessage): Promise<boolean> {
    const region = answer.headers['x-amz-bucket-region'];
    if (![301, 307, 400].includes(answer.statusCode ?? 0) || typeof region !== 'string') return false;
    if (region === (await placed()).region) return false;
    place = access.place(region);
    return true;
  }

  return asking({
    async send(request) {
      const answer = await sendOnce(request);
      if (!(await isElsewhere(answer))) return answer;
      answer.resume();
      return await sendOnce(request);
    },
    refused: ({ statusCode }, text, name) => cloudError(refusal(statusCode, text), context, name),
    failed: (error, name) => worded(error, context, name),
  });
}

/**
 * Over TLS the MD5, which is signed, says what the body is, as Amazon's own command line does it: a SHA-256 besides would
 * take as long as all the rest of an upload.
 */
function payloadOf(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  sha256: string | undefined,
): string {
  if (url.protocol === 'https:' && headers['content-md5'] !== undefined) return UNSIGNED_PAYLOAD;
  return sha256 ?? createHash('sha256').update(body).digest('hex');
}

/** An answer that is a refusal: `<Error><Code>NoSuchKey</Code><Message>…</Message></Error>`; to HEAD it has no body. */
export function refusal(status: number | undefined, text: string): CloudFailure {
  return { status, code: textIn(text, 'Code'), message: textIn(text, 'Message') ?? text };
}

/** Words what the network or AWS's library throws. */
function worded(error: unknown, context: FailureContext, name: string | undefined): Error {
  if (error instanceof InputError) return error;
  const { name: kind = '', message = '', code } = error as { name?: string; message?: string; code?: string };
  if (message === 'Region is missing') {
    return new InputError(`The region of ${context.location} is not known`, {
      why: 'neither AWS_REGION nor the AWS configuration names one',
      remedy: 'Set AWS_REGION to the region of the bucket, for example eu-central-1.',
    });
  }
  const isOwn = kind !== '' && !['Error', 'TypeError'].includes(kind);
  return cloudError({ code: code ?? (isOwn ? kind : undefined), message }, context, name);
}
