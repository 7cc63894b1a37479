import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../settings/load.ts';
import { parseLocation } from '../location.ts';
import { s3Store } from './s3.ts';
import { s3Access } from './s3-access.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'ID', AWS_SECRET_ACCESS_KEY: 'secret' };
const { signal } = new AbortController();

describe('where a bucket is', () => {
  it.each([
    ['my-bucket', { AWS_REGION: 'eu-central-1' }, 'https://my-bucket.s3.eu-central-1.amazonaws.com'],
    ['with.dots', { AWS_REGION: 'eu-central-1' }, 'https://s3.eu-central-1.amazonaws.com/with.dots'],
    ['my-bucket', { AWS_REGION: 'cn-north-1' }, 'https://my-bucket.s3.cn-north-1.amazonaws.com.cn'],
    ['b', { AWS_ENDPOINT_URL_S3: 'https://minio.example.com/s3/' }, 'https://minio.example.com/s3/b'],
  ])('%s %o', async (bucket, environment, url) => {
    const access = s3Access(bucket, await loadSettings({}, { ...environment, ...KEYS }));
    const region = (environment as { AWS_REGION?: string }).AWS_REGION ?? 'us-east-1';
    expect(await access.place()).toEqual({ url, region });
    expect((await access.place('us-west-2')).region).toBe('us-west-2');
    expect(await access.keys()).toMatchObject({ accessKeyId: 'ID', secretAccessKey: 'secret' });
  });

  it('is not known without a region', async () => {
    const environment = { ...KEYS, AWS_CONFIG_FILE: '/nonexistent' };
    const store = s3Store(parseLocation({ location: 's3://bucket' }), await loadSettings({}, environment));
    await expect(store.describe('x', signal)).rejects.toThrow('The region of s3://bucket is not known');
    await store.close();
  });
});

describe('answers of S3 that s3rver does not give', () => {
  let stop = (): void => {};
  afterEach(() => stop());

  /** A store that answers so, and the authorizations that it was shown. */
  async function storeThat(answer: (request: IncomingMessage) => [number, Record<string, string>, string]) {
    const shown: string[] = [];
    const server = createServer((request, response) => {
      shown.push(request.headers.authorization ?? '');
      request.resume().once('end', () => {
        const [status, headers, body] = answer(request);
        response.writeHead(status, headers).end(body);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    stop = () => server.close();
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const settings = await loadSettings({}, { ...KEYS, AWS_ENDPOINT_URL_S3: endpoint });
    return { store: s3Store(parseLocation({ location: 's3://bucket/folder' }), settings), shown };
  }

  it('another region: it is asked there from then on', async () => {
    const { store, shown } = await storeThat(({ headers }) =>
      headers.authorization?.includes('/eu-west-3/') === true
        ? [200, { 'content-length': '0' }, '']
        : [
            400,
            { 'x-amz-bucket-region': 'eu-west-3' },
            '<Error><Code>AuthorizationHeaderMalformed</Code></Error>',
          ],
    );
    await store.remove('x', signal);
    await store.remove('y', signal);
    expect(shown).toHaveLength(3);
    await store.close();
  });

  it('a failure after 200, at the end of an upload in parts: it is one', async () => {
    const { store } = await storeThat(({ method, url = '' }) => {
      if (method === 'POST' && url.endsWith('?uploads=')) return [200, {}, '<X><UploadId>id</UploadId></X>'];
      if (method === 'PUT') return [200, { etag: '"0"' }, ''];
      if (method === 'DELETE') return [204, {}, ''];
      return [200, {}, '<Error><Code>EntityTooLarge</Code><Message>it is too large</Message></Error>'];
    });
    const content = Buffer.alloc(9_000_000);
    const md5 = createHash('md5').update(content).digest('hex');
    const object = {
      name: 'x',
      size: content.length,
      md5: async () => md5,
      open: () => Readable.from([content]),
    };
    await expect(store.put(object, signal)).rejects.toMatchObject({
      why: expect.stringContaining('it is too large'),
    });
    await store.close();
  });

  it('a list that was cut: it passes', async () => {
    const { store } = await storeThat(() => [200, {}, '<ListBucketResult><Contents><Key>a</Key></Contents>']);
    await expect(store.list('', signal)[Symbol.asyncIterator]().next()).rejects.toThrow('the answer was cut');
    await store.close();
  });
});
