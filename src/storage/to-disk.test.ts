import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toDisk } from './to-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'concierge-to-disk-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function files(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder, `file-${index}`);
    writeFileSync(path, 'content');
    return path;
  });
}

it('takes few and many files, and such as are gone meanwhile', async () => {
  const { signal } = new AbortController();
  const paths = [...files(3), join(folder, 'gone')];
  await expect(toDisk(paths, signal)).resolves.toBeUndefined();
  await expect(toDisk(files(200), signal)).resolves.toBeUndefined();
});

it('syncs each file where there is no sync(1)', async () => {
  vi.stubEnv('PATH', folder);
  await expect(toDisk(files(200), new AbortController().signal)).resolves.toBeUndefined();
});

it.each([1, 200])('fails where one of %i cannot be synced', async (count) => {
  vi.stubEnv('PATH', folder);
  const paths = [...files(count), join(folder, 'file-0', 'below')];
  await expect(toDisk(paths, new AbortController().signal)).rejects.toThrow('ENOTDIR');
});

it.each([1, 200])('ends with the reason of its signal: %i files', async (count) => {
  const reason = new Error('interrupted');
  await expect(toDisk(files(count), AbortSignal.abort(reason))).rejects.toBe(reason);
});
