import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { loadSettings } from '../settings/load.ts';
import { parseLocation } from './location.ts';
import { openBareStore } from './open-store.ts';
import { directoryStore } from './stores/directory.ts';

async function opened(location: string, environment: Record<string, string>) {
  return await openBareStore(await loadSettings({}, environment), parseLocation({ location }));
}

it.each([
  [{ AZURE_STORAGE_ACCOUNT: 'account', AZURE_STORAGE_KEY: 'not a key!' }, 'AZURE_STORAGE_KEY'],
  [
    { AZURE_STORAGE_CONNECTION_STRING: 'AccountName=account;AccountKey=no-key;EndpointSuffix=example.org' },
    'AZURE_STORAGE_CONNECTION_STRING',
  ],
])('a key of Azure that is not Base64 is no setting: %o', async (environment, name) => {
  const refused = opened('azblob://container', environment);
  await expect(refused).rejects.toThrow(InputError);
  await expect(refused).rejects.toThrow(`${name} cannot be used`);
});

it('a file of AWS credentials that is not there is named', async () => {
  const refused = opened('s3://bucket', { AWS_CREDENTIAL_FILE: '/nowhere/credentials', AWS_REGION: 'x' });
  await expect(refused).rejects.toThrow(InputError);
  await expect(refused).rejects.toThrow('The file of AWS_CREDENTIAL_FILE cannot be read');
});

it('a folder goes with the last object in it, and comes back with the next', async () => {
  const root = mkdtempSync(join(tmpdir(), 'open-store-'));
  const { signal } = new AbortController();
  const content = Buffer.from('x');
  const md5 = async () => createHash('md5').update(content).digest('hex');
  try {
    const store = directoryStore(root);
    const put = (name: string) =>
      store.put({ name, size: 1, md5, open: () => Readable.from([content]) }, signal);
    await put('a/b/one');
    await put('a/two');
    await store.remove('a/b/one', signal);
    expect(existsSync(join(root, 'a/b'))).toBe(false);
    await store.remove('a/two', signal);
    expect(existsSync(join(root, 'a'))).toBe(false);
    expect(existsSync(root)).toBe(true);
    await store.settle?.(signal);
    await put('a/b/one');
    expect(existsSync(join(root, 'a/b/one'))).toBe(true);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
