import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeLarge } from './write-large.ts';

const MIB = 1024 * 1024;
/** Less and more than what gets a thread of its own. */
const SIZES = [3 * MIB + 5, 33 * MIB + 5];
/** More than what is written without a sync. */
const SYNCED = 65 * MIB;
const { signal } = new AbortController();
const block = randomBytes(MIB);

let folder: string;
let opened: FileHandle[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'concierge-write-large-'));
  opened = [];
});
afterEach(async () => {
  for (const file of opened) await file.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opens(path: string, flags: string): Promise<FileHandle> {
  const file = await open(path, flags);
  opened.push(file);
  return file;
}

const fresh = (name = 'file') => opens(join(folder, name), 'wx+');

/** In pieces of which each is another. */
async function* content(size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; at += MIB) {
    const piece = Buffer.from(block.subarray(0, Math.min(MIB, size - at)));
    piece.writeUInt8((at / MIB) % 256);
    yield piece;
  }
}

function digestOf(path: string, algorithm: string, size?: number): string {
  return createHash(algorithm).update(readFileSync(path).subarray(0, size)).digest('hex');
}

describe.each(SIZES)('a content of %i bytes', (size) => {
  it.each(['sha256', 'md5'] as const)('is written, and its %s told', async (algorithm) => {
    const written = await writeLarge(await fresh(), content(size), { size, algorithm, signal });
    const expected: Buffer[] = [];
    for await (const piece of content(size)) expected.push(piece);
    expect(readFileSync(join(folder, 'file')).equals(Buffer.concat(expected))).toBe(true);
    expect(written).toEqual({ size, digest: digestOf(join(folder, 'file'), algorithm) });
  });

  it('is digested as the file holds it, not as it came', async () => {
    const path = join(folder, 'other');
    writeFileSync(path, 'before');
    // Whatever is written to such a file goes to its end, wherever it should go.
    const written = await writeLarge(await opens(path, 'a+'), content(size), {
      size,
      algorithm: 'sha256',
      signal,
    });
    expect(written).toEqual({ size, digest: digestOf(path, 'sha256', size) });
    expect(readFileSync(path).length).toBe(size + 'before'.length);
  });

  it('is an error where the file holds less', async () => {
    const nowhere = await opens('/dev/null', 'r+');
    const writing = writeLarge(nowhere, content(size), { size, algorithm: 'sha256', signal });
    await expect(writing).rejects.toThrow('shorter than what was written');
  });

  it('may be written beside another one', async () => {
    const names = ['one', 'two', 'three'];
    const digests = await Promise.all(
      names.map(async (name) => {
        const file = await fresh(name);
        return (await writeLarge(file, content(size), { size, algorithm: 'sha256', signal })).digest;
      }),
    );
    expect(digests).toEqual(names.map((name) => digestOf(join(folder, name), 'sha256')));
  });

  it('ends with the reason of the signal, and with what breaks it', async () => {
    const stop = new AbortController();
    async function* broken(fail: () => void): AsyncGenerator<Buffer> {
      yield* content(size);
      fail();
      yield block;
    }
    const stopped = broken(() => stop.abort(new Error('interrupted')));
    const options = { size, algorithm: 'sha256' as const };
    await expect(
      writeLarge(await fresh('one'), stopped, { ...options, signal: stop.signal }),
    ).rejects.toThrow('interrupted');
    const cut = broken(() => {
      throw new Error('cut');
    });
    await expect(writeLarge(await fresh('two'), cut, { ...options, signal })).rejects.toThrow('cut');
  });
});

describe('a sync while it is written', () => {
  const writing = async (error: Error) => {
    const file = await fresh();
    const datasync = vi.spyOn(file, 'datasync').mockRejectedValue(error);
    const written = writeLarge(file, content(SYNCED), { size: SYNCED, algorithm: 'sha256', signal });
    await written.catch(() => {});
    expect(datasync).toHaveBeenCalledTimes(1);
    return await written;
  };

  it('that fails is an error', async () => {
    const error = Object.assign(new Error('the disk is broken'), { code: 'EIO' });
    await expect(writing(error)).rejects.toBe(error);
  });

  it('is none where the file system has no sync', async () => {
    const error = Object.assign(new Error('not supported'), { code: 'ENOTSUP' });
    expect(await writing(error)).toMatchObject({ size: SYNCED });
  });
});
