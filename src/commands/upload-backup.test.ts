import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { directoryStore } from '../storage/stores/directory.ts';
import { uploadBackup } from './upload-backup.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upload-backup-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['its own place', '', 'in the clear'],
  ['its own place', '', 'encrypted'],
  ['a folder in itself', 'backup/copies', 'in the clear'],
])('a backup is not stored in %s (%s), %s', async (_, place, form) => {
  const dir = join(folder, 'backup');
  mkdirSync(dir);
  writeFileSync(join(dir, 'manifest.json'), '{}');
  const recipients = form === 'encrypted' ? [await identityToRecipient(await generateIdentity())] : [];
  const to = { store: directoryStore(join(folder, place)), recipients };
  // Nothing else of the command's context is reached.
  const upload = uploadBackup({ dir, force: false, to }, {} as Parameters<typeof uploadBackup>[1]);
  await expect(upload).rejects.toMatchObject({ message: 'A backup cannot be stored in itself', exitCode: 2 });
  expect(readdirSync(dir)).toEqual(['manifest.json']);
});

it('a backup is not stored in itself by way of a link', async () => {
  const dir = join(folder, 'backup');
  mkdirSync(dir);
  writeFileSync(join(dir, 'manifest.json'), '{}');
  symlinkSync(folder, join(folder, 'link'));
  const to = { store: directoryStore(join(folder, 'link')), recipients: [] };
  const upload = uploadBackup({ dir, force: false, to }, {} as Parameters<typeof uploadBackup>[1]);
  await expect(upload).rejects.toMatchObject({ message: 'A backup cannot be stored in itself', exitCode: 2 });
});

it('a backup that is named as the current folder goes up under the name of that folder', async () => {
  const dir = join(folder, 'backup');
  mkdirSync(dir);
  writeFileSync(join(dir, 'manifest.json'), '{}');
  const to = { store: directoryStore(folder), recipients: [] };
  // What it is about to write is what it is read from: its name was found.
  const upload = uploadBackup(
    { dir: `${dir}/.`, force: false, to },
    {} as Parameters<typeof uploadBackup>[1],
  );
  await expect(upload).rejects.toMatchObject({ why: `${dir} is the folder of the backup` });
});
