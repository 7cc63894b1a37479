import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { InputError } from '../../errors.ts';
import { keepNote, type NoteForm, notesOf } from './restore-notes.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const FORM: NoteForm<{ target: string; text: string }> = {
  file: 'note.json',
  schema: z.object({ target: z.string(), text: z.string() }),
  holds: 'a text',
  remedy: (folder) => `Look into ${folder}.`,
};

function copies(...names: string[]): { dir: string; folders: string[] } {
  const parent = temporaryFolder();
  const folders = names.map((name) => join(parent, name));
  for (const folder of folders) mkdirSync(folder);
  return { dir: join(parent, 'backup'), folders };
}

it('notes of a target are found beside the backup, the newest first, and are private', () => {
  const names = ['pre-restore-1Z', 'pre-restore-1Z-10', 'pre-restore-1Z-2', 'restore-9Z', 'pre-restore-3Z'];
  const { dir, folders } = copies(...names);
  for (const folder of folders.slice(0, 4)) {
    keepNote(folder, FORM, { target: 'http://one/', text: 'former' });
    keepNote(folder, FORM, { target: 'http://one/', text: folder });
    expect(readdirSync(folder)).toEqual(['note.json']);
    expect(statSync(join(folder, 'note.json')).mode & 0o777).toBe(0o600);
  }
  keepNote(folders[4] ?? '', FORM, { target: 'http://two/', text: 'other' });
  writeFileSync(join(dir, '..', 'pre-restore-file'), 'no folder');
  expect([...notesOf(dir, 'http://ONE', FORM)].map(({ content }) => content.text)).toEqual([
    folders[1],
    folders[2],
    folders[0],
  ]);
});

it('there are none where the folder above is missing', () => {
  expect([...notesOf(join(temporaryFolder(), 'not', 'there'), 'http://one/', FORM)]).toEqual([]);
});

it.each([
  ['it is no JSON', (file: string) => writeFileSync(file, '{')],
  ['what stands in it is something else', (file: string) => writeFileSync(file, '[]')],
  ['EISDIR', (file: string) => mkdirSync(file)],
])('one that cannot be read is an error: %s', (why, damage) => {
  const { dir, folders } = copies('pre-restore-1Z');
  const file = join(folders[0] ?? '', 'note.json');
  damage(file);
  const error = (() => {
    try {
      return [...notesOf(dir, 'http://one/', FORM)];
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(InputError);
  const told = error as InputError;
  expect(told.message).toBe(`${file} cannot be read`);
  expect(told.why).toContain(why);
  expect(told.why).toContain('it holds a text');
  expect(told.remedy).toBe(`Look into ${folders[0]}.`);
});
