import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { EMPTY_PAYLOAD, type S3Keys, signed, uriEncoded } from './s3-sign.ts';

/** The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, with their keys. */
describe("Amazon's own examples", () => {
  const keys = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };
  const time = new Date('2013-05-24T00:00:00Z');
  const bucket = 'https://examplebucket.s3.amazonaws.com';

  it.each([
    [
      'an object, a range of it',
      { method: 'GET', url: `${bucket}/test.txt`, headers: { range: 'bytes=0-9' }, payload: EMPTY_PAYLOAD },
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'an object that is sent',
      {
        method: 'PUT',
        url: `${bucket}/test%24file.text`,
        headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        payload: createHash('sha256').update('Welcome to Amazon S3.').digest('hex'),
      },
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    [
      'a query without a value',
      { method: 'GET', url: `${bucket}/?lifecycle=`, headers: {}, payload: EMPTY_PAYLOAD },
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'a list',
      { method: 'GET', url: `${bucket}/?prefix=J&max-keys=2`, headers: {}, payload: EMPTY_PAYLOAD },
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('%s', (_, request, signature) => {
    const url = new URL(request.url);
    const headers = signed({ ...request, url, keys, region: 'us-east-1', time });
    expect(headers.authorization).toMatch(new RegExp(`Signature=${signature}$`, 'u'));
  });
});

describe("Amazon's library", () => {
  const PART = ['a b', 'quote\'s & "double"', '(1)!*~', 'ümläut', 'percent%2F', 'hash#?=&+', '日本語'];
  const lent = { sessionToken: 'a/token+of=some kind' };

  it.each(PART.flatMap((part) => [{}, lent].map((more) => [part, more] as const)))(
    'signs as we do: %s %o',
    async (part, more) => {
      const keys = { accessKeyId: 'ID', secretAccessKey: 'a secret/+', ...more };
      const range = 'bytes=1-2';
      const get = new GetObjectCommand({ Bucket: 'bucket', Key: `folder/${part}`, Range: range });
      await expectSame(get, keys);
      const Body = Buffer.from(`content of ${part}`);
      const ContentMD5 = createHash('md5').update(Body).digest('base64');
      const put = { Bucket: 'bucket', Key: `${part}/x`, Body, ContentMD5, Metadata: { md5: 'ab' } };
      await expectSame(new PutObjectCommand(put), keys);
    },
  );

  /** Has the library make the request, and signs what it would send. */
  async function expectSame(command: GetObjectCommand | PutObjectCommand, keys: S3Keys): Promise<void> {
    let seen = 0;
    const client = new S3Client({
      endpoint: 'http://127.0.0.1:9000',
      forcePathStyle: true,
      region: 'eu-central-1',
      credentials: keys as { accessKeyId: string; secretAccessKey: string },
      requestChecksumCalculation: 'WHEN_REQUIRED',
      requestHandler: {
        async handle({ method, path, query, headers }: Sent) {
          seen += 1;
          const { authorization = '', ...sent } = headers;
          const names = /SignedHeaders=([^,]*)/u.exec(authorization)?.[1]?.split(';') ?? [];
          const ours = signed({
            method,
            url: new URL(`http://127.0.0.1:9000${path}?${queryText(query)}`),
            headers: Object.fromEntries(names.filter((n) => !OWN.test(n)).map((n) => [n, sent[n] ?? ''])),
            payload: sent['x-amz-content-sha256'] ?? '',
            keys,
            region: 'eu-central-1',
            time: timeOf(sent['x-amz-date'] ?? ''),
          });
          expect(path).toBe(`/bucket/${String(command.input.Key).split('/').map(uriEncoded).join('/')}`);
          expect(ours.authorization).toBe(authorization);
          return { response: { statusCode: 200, headers: {}, body: Readable.from([]) } };
        },
      },
    });
    await (client.send as (command: unknown) => Promise<unknown>)(command);
    expect(seen).toBe(1);
  }
});

/** Those that we put there ourselves. */
const OWN = /^(?:host|x-amz-date|x-amz-content-sha256|x-amz-security-token)$/u;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

function queryText(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${uriEncoded(name)}=${uriEncoded(value)}`)
    .join('&');
}

/** `20130524T000000Z` */
function timeOf(stamp: string): Date {
  return new Date(stamp.replace(/(....)(..)(..T..)(..)/u, '$1-$2-$3:$4:'));
}
