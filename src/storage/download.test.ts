import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentProgress } from '../terminal/progress.ts';
import type { BackupFormat } from './backup-format.ts';
import { download } from './download.ts';
import { memoryStore } from './testing/memory-store.ts';

const { signal } = new AbortController();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'download-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('counts the bytes of all files, though many come at once', async () => {
  const files = new Map(
    Array.from({ length: 20 }, (_, nth) => [`file${nth}.json`, Buffer.alloc(nth + 1, 'x')]),
  );
  const format: BackupFormat = {
    manifestName: 'manifest.json',
    isBackupFile: () => true,
    parse: () =>
      new Map(
        [...files].map(([name, content]) => {
          const sha256 = createHash('sha256').update(content).digest('hex');
          return [name, { size: content.length, sha256 }];
        }),
      ),
  };
  const store = memoryStore();
  for (const [name, content] of files) store.objects.set(`backup/${name}`, content);
  store.objects.set('backup/manifest.json', Buffer.from('{}'));
  const report = await download(store, folder, {
    name: 'backup',
    format,
    atOnce: 16,
    progress: silentProgress,
    signal,
  });
  const [...all] = store.objects.values();
  expect(report).toMatchObject({ files: 21, bytes: all.reduce((sum, { length }) => sum + length, 0) });
});
