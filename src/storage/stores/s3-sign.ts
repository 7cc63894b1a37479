import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** Access keys of AWS, or of a store that speaks S3. */
export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of keys that are lent for a time. */
  readonly sessionToken?: string | undefined;
}

export interface ToSign {
  readonly method: string;
  /** With the query: the path and the names and values of the query as `uriEncoded` writes them. */
  readonly url: URL;
  /** Names in lower case. Every one of them is signed. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, or UNSIGNED_PAYLOAD. */
  readonly payload: string;
  readonly keys: S3Keys;
  readonly region: string;
  readonly time: Date;
}

/** For what is protected otherwise: by TLS, and by its Content-MD5, which is signed. */
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

export const EMPTY_PAYLOAD = hash('sha256', '');

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** What encodeURIComponent leaves as it is, and a signature does not. */
const LEFT = /[!'()*]/gu;

/**
 * The key of a day is made by four digests, and is the same for thousands of requests. Kept as Node.js's own object: from
 * bytes it is made anew for each signature, which takes longer than the signature.
 */
let lastKey: { readonly of: string; readonly key: KeyObject } | undefined;

/**
 * Signs a request with Signature Version 4, in its headers
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 * @returns all headers to send, Host excepted, which is that of the URL
 */
export function signed({
  method,
  url,
  headers,
  payload,
  keys,
  region,
  time,
}: ToSign): Record<string, string> {
  const at = time.toISOString().replace(/\.\d+|[-:]/gu, '');
  const day = at.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const all: Record<string, string> = {
    ...headers,
    'x-amz-content-sha256': payload,
    'x-amz-date': at,
    ...(keys.sessionToken !== undefined && { 'x-amz-security-token': keys.sessionToken }),
  };
  const lines = Object.entries({ ...all, host: url.host })
    .map(([name, value]) => [name, value.trim().replace(/ +/gu, ' ')] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = lines.map(([name]) => name).join(';');
  const query = url.search.slice(1).split('&').sort().join('&');
  const request = [
    method,
    url.pathname,
    query,
    ...lines.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    payload,
  ].join('\n');
  const digest = hash('sha256', request);
  const signature = createHmac('sha256', keyOf(keys.secretAccessKey, day, region))
    .update([ALGORITHM, at, scope, digest].join('\n'))
    .digest('hex');
  const authorization = `${ALGORITHM} Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...all, authorization };
}

/** As a signature wants names and values of a query, and each part of a path. */
export function uriEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    LEFT,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function keyOf(secret: string, day: string, region: string): KeyObject {
  const of = [secret, day, region].join('\n');
  if (lastKey?.of === of) return lastKey.key;
  const bytes = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (from, text) => createHmac('sha256', from).update(text).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  const key = createSecretKey(bytes);
  lastKey = { of, key };
  return key;
}
