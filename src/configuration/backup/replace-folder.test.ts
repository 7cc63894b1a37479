import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeOf } from './place.ts';
import { addFolder, replaceFolder } from './replace-folder.ts';
import { sampleConfiguration, WRITE_OPTIONS } from './testing/sample-data.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeBackup } from './write-backup.ts';

const fillWith = (text: string) => (folder: string) => writeFileSync(join(folder, 'file'), text);
const contentIn = (folder: string): string => readFileSync(join(folder, 'file'), 'utf8');

describe('addFolder', () => {
  it('never takes the place of another: each of two at once gets its own, and a third the next number', async () => {
    const parent = temporaryFolder();
    const path = join(parent, 'pre-restore-20261122T170530Z');
    let goOn: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow = addFolder('The copy', placeOf(path), async (folder) => {
      await both;
      fillWith('slow')(folder);
    });
    const quick = await addFolder('The copy', placeOf(path), fillWith('quick'));
    goOn();
    const { folder } = await slow;
    expect([quick.folder, folder]).toEqual([path, `${path}-2`]);
    expect([contentIn(path), contentIn(`${path}-2`)]).toEqual(['quick', 'slow']);
    // A caller that had found the first two taken began with the number that it found free.
    const third = await addFolder('The copy', placeOf(`${path}-2`), fillWith('third'));
    expect(third.folder).toBe(`${path}-3`);
    expect(readdirSync(parent).sort()).toEqual(
      [path, `${path}-2`, `${path}-3`].map((each) => each.slice(parent.length + 1)),
    );
  });

  it('passes over a file of that name, and leaves nothing where it cannot be filled', async () => {
    const parent = temporaryFolder();
    const path = join(parent, 'restore-20261122T170530Z');
    writeFileSync(path, 'mine');
    const failing = addFolder('The record', placeOf(path), () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(readdirSync(parent)).toHaveLength(1);
    expect((await addFolder('The record', placeOf(path), fillWith('new'))).folder).toBe(`${path}-2`);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});

describe('replaceFolder', () => {
  it('takes the place of what is there', async () => {
    const path = join(temporaryFolder(), 'backup');
    mkdirSync(path);
    fillWith('former')(path);
    await replaceFolder('The backup', placeOf(path), fillWith('new'));
    expect(contentIn(path)).toBe('new');
  });
});

describe('a backup of a series', () => {
  it('keeps the one that another process has written meanwhile under the same time', async () => {
    const path = join(temporaryFolder(), '20261122T170530Z');
    const options = { ...WRITE_OPTIONS, isNew: true };
    const written = await Promise.all(
      ['one', 'two'].map((name) => writeBackup(sampleConfiguration(name), path, options)),
    );
    expect(written.map(({ folder }) => folder).sort()).toEqual([path, `${path}-2`]);
    expect(readdirSync(join(path, '..')).sort()).toEqual(['20261122T170530Z', '20261122T170530Z-2']);
  });
});
