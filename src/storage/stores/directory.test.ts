import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { md5Of } from '../content.ts';
import { directoryStore } from './directory.ts';

const { signal } = new AbortController();
const content = Buffer.from('{}');
const object = {
  name: 'backup/hosts/one.json',
  size: content.length,
  md5: async () => md5Of(content),
  open: () => Readable.from([content]),
};

it('a folder that cannot be made is an error, also where the system says that its parent is not there', async () => {
  const put = directoryStore('/proc/concierge/backups').put(object, signal);
  await expect(put).rejects.toMatchObject({ why: 'no folder can be made there' });
});

it('the folders of an object are made, however many there are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'concierge-directory-'));
  try {
    const store = directoryStore(join(folder, 'some', 'place'));
    await store.put(object, signal);
    await store.put({ ...object, name: 'backup/hosts/two.json' }, signal);
    const names: string[] = [];
    for await (const { name } of store.list('', signal)) names.push(name);
    expect(names.sort()).toEqual(['backup/hosts/one.json', 'backup/hosts/two.json']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('a file that can be opened and no more is closed again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'concierge-directory-'));
  writeFileSync(join(folder, 'large'), Buffer.alloc(100_000));
  const any = await open(join(folder, 'large'));
  const handles: FileHandle = Object.getPrototypeOf(any);
  await any.close();
  const broken = Object.assign(new Error('EIO: i/o error, fstat'), { code: 'EIO' });
  let held: FileHandle | undefined;
  const stat = vi.spyOn(handles, 'stat').mockImplementation(async function look(this: FileHandle) {
    held = this;
    throw broken;
  });
  try {
    await expect(directoryStore(folder).get('large', signal)).rejects.toMatchObject({ cause: broken });
    // As Node.js has it of a handle that is closed.
    expect(held?.fd).toBe(-1);
  } finally {
    stat.mockRestore();
    rmSync(folder, { recursive: true });
  }
});
