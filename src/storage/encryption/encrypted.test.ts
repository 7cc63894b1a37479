import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../errors.ts';
import { MissingObjectError, type ObjectToStore, type StoredObject } from '../store.ts';
import { digest, type MemoryStore, memoryStore } from '../testing/memory-store.ts';
import { type EncryptedStore, encryptedStore } from './encrypted.ts';

const { signal } = new AbortController();
let identity: string;
let recipient: string;
let folder: string;
let inner: MemoryStore;

beforeAll(async () => {
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'encrypted-test-'));
  inner = memoryStore();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writing(recipients = [recipient], stateDir = join(folder, 'state')): EncryptedStore {
  return encryptedStore(inner, {
    prefix: 'zabbix/',
    recipients,
    identities: [],
    stateDir,
    temporary: async () => mkdtempSync(join(folder, 'temporary-')),
    isOfBackup: (name) => name === 'services.json',
  });
}

function reading(identities = [identity]): EncryptedStore {
  return encryptedStore(inner, {
    prefix: 'zabbix/',
    recipients: [],
    identities,
    stateDir: join(folder, 'none'),
  });
}

function object(name: string, content: string | Buffer): ObjectToStore {
  const bytes = Buffer.from(content);
  return { name, size: bytes.length, md5: async () => digest(bytes), open: () => Readable.from([bytes]) };
}

async function listed(store: EncryptedStore, prefix = 'zabbix/'): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for await (const each of store.list(prefix, signal)) found.push(each);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function content(store: EncryptedStore, name: string): Promise<string> {
  return await text((await store.get(name, signal)).content);
}

/** An upload as the command makes one: only what is not there as it is. */
async function upload(files: Record<string, string>, store = writing()): Promise<number> {
  const there = new Map<string, string | undefined>();
  for (const { name, md5 } of await listed(store)) {
    there.set(name, md5 ?? (await store.describe(name, signal).catch(() => undefined))?.md5);
  }
  const before = inner.puts.length;
  for (const [name, bytes] of Object.entries(files)) {
    if (there.get(`zabbix/${name}`) !== digest(bytes))
      await store.put(object(`zabbix/${name}`, bytes), signal);
  }
  for (const name of there.keys()) {
    if (!Object.hasOwn(files, name.slice('zabbix/'.length))) await store.remove(name, signal);
  }
  await store.finish(signal);
  await store.close();
  return inner.puts.length - before;
}

const FILES = {
  'hosts.json': '{"host": "Main router"}',
  'sub/notes.txt': 'secret notes',
  'manifest.json': '{}',
};

describe('an encrypted backup', () => {
  it('comes back as it was, by its own names', async () => {
    await upload(FILES);
    const store = reading();
    expect((await listed(store)).map(({ name, size, md5 }) => [name, size, md5])).toEqual(
      Object.entries(FILES)
        .map(([name, bytes]) => [`zabbix/${name}`, bytes.length, digest(bytes)])
        .sort(),
    );
    for (const [name, bytes] of Object.entries(FILES))
      expect(await content(store, `zabbix/${name}`)).toBe(bytes);
  });

  it('shows no name, no content and no hash of a file', async () => {
    await upload(FILES);
    const names = [...inner.objects.keys()];
    expect(names).toHaveLength(4);
    for (const name of names) expect(name).toMatch(/^zabbix\/([0-9a-f]{32}|index)\.age$/u);
    const all = Buffer.concat([...inner.objects.values()]).toString('latin1');
    for (const [name, bytes] of Object.entries(FILES)) {
      expect(all).not.toContain(name);
      expect(all).not.toContain(bytes);
      for (const algorithm of ['md5', 'sha256']) {
        const hash = createHash(algorithm).update(bytes).digest();
        for (const form of ['hex', 'base64', 'latin1'] as const) {
          expect(all + names.join()).not.toContain(hash.toString(form));
        }
      }
    }
  });

  it('is sent once while it is unchanged, and then only what changed, and its index', async () => {
    expect(await upload(FILES)).toBe(4);
    expect(await upload(FILES)).toBe(0);
    expect(await upload({ ...FILES, 'sub/notes.txt': 'other notes' })).toBe(2);
    expect(await content(reading(), 'zabbix/sub/notes.txt')).toBe('other notes');
    expect(inner.objects.size).toBe(4);
  });

  it('loses a file that was removed, with its object', async () => {
    await upload(FILES);
    const { 'sub/notes.txt': _, ...rest } = FILES;
    await upload(rest);
    expect((await listed(reading())).map(({ name }) => name)).toEqual([
      'zabbix/hosts.json',
      'zabbix/manifest.json',
    ]);
    expect(inner.objects.size).toBe(3);
  });

  it('is sent again where the record is lost, leaving nothing of the former one', async () => {
    await upload(FILES);
    expect(await upload(FILES, writing([recipient], join(folder, 'other state')))).toBe(4);
    expect(inner.objects.size).toBe(4);
    expect(await content(reading(), 'zabbix/hosts.json')).toBe(FILES['hosts.json']);
  });

  it('is sent again to other recipients: who is added can open all of it', async () => {
    await upload(FILES);
    const other = await generateIdentity();
    const both = [recipient, await identityToRecipient(other)];
    expect(await upload(FILES, writing(both))).toBe(4);
    expect(await content(reading([other]), 'zabbix/hosts.json')).toBe(FILES['hosts.json']);
    expect(await content(reading(), 'zabbix/hosts.json')).toBe(FILES['hosts.json']);
  });

  it.each([
    ['gone', (name: string) => inner.objects.delete(name)],
    ['another of the same size', (name: string) => inner.objects.get(name)?.fill(0)],
    ['cut short', (name: string) => inner.objects.set(name, Buffer.from('x'))],
  ])('is not trusted to be there as recorded: an object that is %s', async (_, damage) => {
    await upload(FILES);
    for (const name of [...inner.objects.keys()]) damage(name);
    expect(await upload(FILES)).toBe(4);
    for (const [name, bytes] of Object.entries(FILES))
      expect(await content(reading(), `zabbix/${name}`)).toBe(bytes);
  });

  it('is sent again to a store that tells no checksum, and not to one that tells it when asked', async () => {
    inner = memoryStore({ listsMd5: false, describesMd5: false });
    await upload(FILES);
    expect(await upload(FILES)).toBe(4);
    inner = memoryStore({ listsMd5: false });
    await upload(FILES, writing([recipient], join(folder, 'other state')));
    expect(await upload(FILES, writing([recipient], join(folder, 'other state')))).toBe(0);
  });

  it('comes back from any byte on', async () => {
    await upload(FILES);
    const { size, content: rest } = await reading().get('zabbix/sub/notes.txt', signal, 7);
    expect(size).toBe(12);
    expect(await text(rest)).toBe('notes');
  });

  it('goes on where a killed upload ended', async () => {
    const killed = writing();
    await killed.put(object('zabbix/hosts.json', FILES['hosts.json']), signal);
    await killed.put(object('zabbix/sub/notes.txt', FILES['sub/notes.txt']), signal);
    expect(await listed(reading())).toEqual([]);
    expect(await upload(FILES)).toBe(2);
    expect(await listed(reading())).toHaveLength(3);
  });

  it('goes on where an upload was killed before the index, and reads a damaged record', async () => {
    const killed = writing();
    for (const [name, bytes] of Object.entries(FILES))
      await killed.put(object(`zabbix/${name}`, bytes), signal);
    const [record = ''] = readdirSync(join(folder, 'state', 'sent-encrypted'));
    const path = join(folder, 'state', 'sent-encrypted', record);
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"file": "hal`);
    expect(await upload(FILES)).toBe(1);
    expect(await listed(reading())).toHaveLength(3);
  });

  it('stays what it was until the next one is whole', async () => {
    await upload(FILES);
    await writing().put(object('zabbix/hosts.json', 'new'), signal);
    expect(await content(reading(), 'zabbix/hosts.json')).toBe(FILES['hosts.json']);
  });

  it('replaces an unencrypted one, and leaves other backups and other files alone', async () => {
    for (const [name, bytes] of Object.entries(FILES))
      inner.objects.set(`zabbix/${name}`, Buffer.from(bytes));
    inner.objects.set('zabbix/services.json', Buffer.from('of an earlier one'));
    inner.objects.set('other/hosts.json', Buffer.from('other'));
    inner.objects.set(`other/${'a'.repeat(32)}.age`, Buffer.from('other'));
    inner.objects.set('zabbix/mine.txt', Buffer.from('mine'));
    await upload(FILES);
    const left = [...inner.objects.keys()].filter((name) => !/^zabbix\/.*\.age$/u.test(name));
    expect(left.sort()).toEqual([
      'other/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.age',
      'other/hosts.json',
      'zabbix/mine.txt',
    ]);
  });
});

function flip(bytes: Buffer, at: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
}

describe('opening', () => {
  it('needs an identity, and the right one', async () => {
    await upload(FILES);
    await expect(reading([]).get('zabbix/hosts.json', signal)).rejects.toThrow('is encrypted');
    const failure = await reading([await generateIdentity()])
      .get('zabbix/hosts.json', signal)
      .catch((error) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure.message).toContain('cannot be opened');
  });

  it('says that a file is missing', async () => {
    await expect(reading().get('zabbix/hosts.json', signal)).rejects.toThrow(MissingObjectError);
    await upload(FILES);
    await expect(reading().get('zabbix/other.json', signal)).rejects.toThrow(MissingObjectError);
  });

  const big = {
    'big.json': randomBytes(100_000).toString('hex'),
    'same.json': randomBytes(100_000).toString('hex'),
  };
  const stored = (): [string, string] => {
    const names = [...inner.objects].filter(([, bytes]) => bytes.length > 200_000).map(([name]) => name);
    return [names[0] ?? '', names[1] ?? ''];
  };
  it.each([
    [
      'cut short',
      () => inner.objects.set(stored()[0], inner.objects.get(stored()[0])?.subarray(0, -1) as Buffer),
    ],
    [
      'cut at a piece',
      () =>
        inner.objects.set(stored()[0], inner.objects.get(stored()[0])?.subarray(0, 216 + 65_552) as Buffer),
    ],
    ['changed in one bit', () => flip(inner.objects.get(stored()[0]) as Buffer, 150_000)],
    ['empty', () => inner.objects.set(stored()[0], Buffer.alloc(0))],
    ['no age file', () => inner.objects.set(stored()[0], Buffer.alloc(300_000, 'x'))],
    [
      'another file of the same backup',
      () => inner.objects.set(stored()[0], inner.objects.get(stored()[1]) as Buffer),
    ],
  ])('refuses an object that is %s', async (_, damage) => {
    await upload(big);
    damage();
    const store = reading();
    const read = Promise.all(Object.keys(big).map((name) => content(store, `zabbix/${name}`)));
    await expect(read).rejects.toThrow(/cannot be opened|not the file that the index names/u);
  });
});

describe('a large file', () => {
  it('is encrypted by way of a file in the temporary folder, which is gone afterwards', async () => {
    const bytes = randomBytes(9 * 1024 * 1024);
    const store = writing();
    const spooled = (): string[] => {
      const temporary = readdirSync(folder).filter((name) => name.startsWith('temporary-'));
      return temporary.flatMap((name) => readdirSync(join(folder, name)));
    };
    const seen: string[][] = [];
    const put = inner.put.bind(inner);
    inner.put = async (...given) => {
      seen.push(spooled());
      await put(...given);
    };
    await store.put(object('zabbix/big', bytes), signal);
    await store.finish(signal);
    await store.close();
    expect(seen[0]).toHaveLength(1);
    expect(spooled()).toEqual([]);
    const { content: back } = await reading().get('zabbix/big', signal);
    const hash = createHash('md5');
    for await (const piece of back) hash.update(piece);
    expect(hash.digest('hex')).toBe(digest(bytes));
  });

  it.each([
    ['longer', 10],
    ['shorter', 4],
  ])('is not stored where it grew or shrank meanwhile: %s', async (_, size) => {
    const changing = {
      ...object('zabbix/a', 'x'.repeat(7)),
      open: () => Readable.from([Buffer.alloc(size)]),
    };
    await expect(writing().put(changing, signal)).rejects.toThrow('was not stored');
    expect(inner.objects.size).toBe(0);
  });
});
