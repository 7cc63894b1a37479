import { randomBytes } from 'node:crypto';
import { Storage } from '@google-cloud/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc32c, crc32cBase64 } from './crc32c.ts';
import { type GcsStandIn, startGcs } from './gcs.ts';

/** The stand-in is judged by the library that Google made for the real one. */
describe("the stand-in for Google Cloud Storage, by Google's own library", () => {
  let server: GcsStandIn;
  let storage: Storage;
  let token: string;
  beforeAll(async () => {
    server = await startGcs();
    const { JWT } = await import('google-auth-library');
    const { readFileSync } = await import('node:fs');
    const key = JSON.parse(readFileSync(server.keyFile, 'utf8'));
    const client = new JWT({ email: key.client_email, key: key.private_key, scopes: ['x'] });
    client.transporter.interceptors.request.add({
      async resolved(request) {
        if (String(request.url).endsWith('/token')) request.url = new URL(`${server.url}/token`);
        return request;
      },
    });
    token = (await client.getAccessToken()).token ?? '';
    storage = new Storage({
      apiEndpoint: server.url,
      useAuthWithCustomEndpoint: true,
      authClient: client as never,
      retryOptions: { autoRetry: false },
    });
    // To another address than Google's the library sends resumable uploads without its token.
    storage.interceptors.push({
      request(options) {
        options.headers = { ...options.headers, authorization: `Bearer ${token}` };
        return options as never;
      },
    });
  });
  afterAll(() => server.stop());

  it('computes CRC-32C as the standard says', () => {
    expect(crc32c(Buffer.from('123456789')).toString(16)).toBe('e3069283');
    expect(crc32cBase64(crc32c(Buffer.from('')))).toBe('AAAAAA==');
  });

  it.each([
    [0, false],
    [1000, false],
    [1000, true],
    [3_000_000, true],
  ])('keeps %i bytes, resumable: %s, and the library finds its checksums right', async (size, resumable) => {
    const file = storage.bucket('backups').file(`library/${size} ${resumable}`);
    const content = randomBytes(size);
    await file.save(content, {
      resumable,
      validation: 'crc32c',
      ...(size > 1e6 && { chunkSize: 1024 * 1024 }),
    });
    const [bytes] = await file.download({ validation: size > 0 });
    expect(bytes.equals(content)).toBe(true);
    const [part] = await file
      .download({ start: 0, end: Math.min(9, Math.max(size - 1, 0)) })
      .catch(() => [Buffer.alloc(0)]);
    expect(part.equals(content.subarray(0, 10))).toBe(true);
    await file.delete();
    expect(await file.exists()).toEqual([false]);
  });

  it('lists in pages', async () => {
    const bucket = storage.bucket('backups');
    const names = Array.from({ length: 25 }, (_, index) => `pages/${String(index).padStart(2, '0')}`);
    for (const name of names) await bucket.file(name).save('x', { resumable: false });
    server.pageSize = 10;
    const [files] = await bucket.getFiles({ prefix: 'pages/' });
    server.pageSize = 1000;
    expect(files.map(({ name }) => name)).toEqual(names);
  });

  it('refuses what the service refuses', async () => {
    const bucket = storage.bucket('backups');
    const wrong = { resumable: false, validation: false, metadata: { md5Hash: 'AAAAAAAAAAAAAAAAAAAAAA==' } };
    await expect(bucket.file('x').save('content', wrong)).rejects.toMatchObject({ code: 400 });
    const wrongCrc = { ...wrong, metadata: { crc32c: 'AAAAAA==' } };
    await expect(bucket.file('x').save('content', wrongCrc)).rejects.toMatchObject({ code: 400 });
    await expect(bucket.file('x').save('content', { ...wrong, resumable: true })).rejects.toThrow();
    await expect(bucket.file('x').download()).rejects.toMatchObject({ code: 404 });
    await expect(storage.bucket('not-there').getFiles()).rejects.toMatchObject({ code: 404 });
    await expect(storage.bucket('Bad_NAME').getFiles()).rejects.toMatchObject({ code: 400 });
    await expect(bucket.file('a\nb').save('x', { resumable: false })).rejects.toMatchObject({ code: 400 });
    await bucket.file('there').save('x', { resumable: false });
    const once = { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } };
    await expect(bucket.file('there').save('y', once)).rejects.toMatchObject({ code: 412 });
    for (const authorization of ['', 'Bearer wrong']) {
      const answer = await fetch(`${server.url}/storage/v1/b/backups/o`, { headers: { authorization } });
      expect(answer.status).toBe(401);
    }
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${server.url}/storage/v1/b/backups/o`, { headers })).status).toBe(200);
    const assertion = { method: 'POST', body: new URLSearchParams({ grant_type: 'x', assertion: 'a.b.c' }) };
    expect((await fetch(`${server.url}/token`, assertion)).status).toBe(400);
  });
});
