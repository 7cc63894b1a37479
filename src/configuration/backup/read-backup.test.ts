import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../errors.ts';
import type { BackupReadOptions } from './backup.ts';
import { readBackup } from './read-backup.ts';
import { sampleConfiguration, WRITE_OPTIONS } from './testing/sample-data.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeBackup } from './write-backup.ts';

let dir: string;

beforeEach(async () => {
  dir = join(temporaryFolder(), 'backup');
  await writeBackup(sampleConfiguration(), dir, WRITE_OPTIONS);
});

function edit(name: string, change: (text: string) => string): void {
  writeFileSync(join(dir, name), change(readFileSync(join(dir, name), 'utf8')));
}

function refusal(options: BackupReadOptions = {}, folder = dir): InputError {
  try {
    readBackup(folder, options);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const failure = error as InputError;
    expect(failure.why).toBeTruthy();
    expect(failure.remedy).toBeTruthy();
    return failure;
  }
  throw new Error('it was read');
}

describe('readBackup', () => {
  it('gives back what was written, with the manifest', () => {
    const backup = readBackup(dir);
    expect(backup.configuration).toEqual(sampleConfiguration());
    expect(backup).toMatchObject({ folder: dir, warnings: [], manifest: { format: 1, partial: false } });
    expect(backup.notRecorded.size).toBe(0);
  });

  it.each([
    ['missing', 'there is no such folder'],
    ['empty', 'the folder is empty'],
    ['file', 'it is a file'],
    ['other', 'the folder holds neither manifest.json nor the files of the Python tool'],
  ])('says that there is no backup: %s', (name, why) => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'empty'));
    writeFileSync(join(parent, 'file'), '');
    mkdirSync(join(parent, 'other'));
    writeFileSync(join(parent, 'other', 'readme.txt'), 'hello');
    const failure = refusal({}, join(parent, name));
    expect(failure.message).toBe(`There is no backup in ${join(parent, name)}`);
    expect(failure.why).toContain(why);
  });

  it('says that half a backup is half a backup', () => {
    rmSync(join(dir, 'manifest.json'));
    const failure = refusal();
    expect(failure.message).toContain('is not whole');
    expect(failure.why).toContain('no manifest.json');
  });

  it('names a file that is missing', () => {
    rmSync(join(dir, 'hosts.json'));
    expect(refusal().message).toBe(`${join(dir, 'hosts.json')} cannot be read`);
    expect(refusal({ acceptEdited: true }).why).toBe('it is missing');
  });

  it('names a file that was cut short', () => {
    edit('templates.json', (text) => text.slice(0, 100));
    expect(refusal().message).toBe(`${join(dir, 'templates.json')} is not as the backup wrote it`);
    expect(refusal().why).toContain('cut short');
    expect(refusal({ acceptEdited: true }).why).toContain('ends too early, after 100 characters');
  });

  it('refuses a file that was edited, and reads it where that is accepted', () => {
    edit('trigger_actions.json', (text) => text.replace('first', 'other'));
    const failure = refusal();
    expect(failure.why).toContain('edited or damaged');
    expect(failure.remedy).toContain('--accept-edited');
    const { configuration, warnings } = readBackup(dir, { acceptEdited: true });
    expect(configuration.objects.get('trigger_actions')?.get('Report')?.content.esc_period).toBe('other');
    expect(warnings).toEqual([
      `${join(dir, 'trigger_actions.json')} was changed after the backup was made; it is read as it is now.`,
    ]);
  });

  it('puts an edited file in order again', () => {
    const tags = [
      { tag: 'b', value: '' },
      { tag: 'a', value: '' },
    ];
    edit('templates.json', (text) => {
      const document = JSON.parse(text);
      document.zabbix_export.templates.reverse();
      document.zabbix_export.templates[0].tags = tags;
      return `\ufeff${JSON.stringify(document, null, 4)}`;
    });
    edit('trigger_actions.json', () => JSON.stringify([{ tags, name: 'Z' }, { name: 'A' }]));
    const { objects } = readBackup(dir, { acceptEdited: true }).configuration;
    expect([...(objects.get('templates')?.keys() ?? [])]).toEqual(['Template A', 'Template B']);
    const sorted = [...tags].reverse();
    expect(objects.get('templates')?.get('Template B')?.content.tags).toEqual(sorted);
    expect([...(objects.get('trigger_actions')?.keys() ?? [])]).toEqual(['A', 'Z']);
    expect(objects.get('trigger_actions')?.get('Z')?.content.tags).toEqual(sorted);
  });

  it.each([
    ['hosts.json', '{"zabbix_export": {"hosts": [}}', 'line 1, column 30'],
    ['hosts.json', '{"zabbix_export": {\n"hosts": [1 2]}}', 'line 2, column 13'],
    ['hosts.json', '', 'it is empty'],
    ['hosts.json', '[]', 'it must be an export document with a list "hosts"'],
    ['hosts.json', '{"zabbix_export": {"hosts": {}}}', 'with a list "hosts"'],
    ['hosts.json', '{"zabbix_export": {"hosts": [{"name": "x"}]}}', 'no name that identifies it'],
    ['hosts.json', '{"zabbix_export": {"hosts": [{"host": "x"}, {"host": "x"}]}}', 'holds "x" twice'],
    ['hosts_supplement.json', '[]', 'an object of settings by name'],
    ['hosts_supplement.json', '{"hosts": []}', 'an object of settings by name'],
    ['hosts_supplement.json', '{"a": {}, "b": null}', 'an object of settings by name'],
    ['services.json', '{}', 'a list of objects'],
    ['services.json', '[{"name": "no key"}]', 'no name that identifies it'],
  ])('says what is wrong with an edited %s: %s', (name, text, why) => {
    edit(name, () => text);
    const failure = refusal({ acceptEdited: true });
    expect(failure.message).toContain(join(dir, name));
    expect(failure.why).toContain(why);
  });

  it('never repeats the text of a broken file: it may be a secret', () => {
    edit('hosts.json', () => '{"password": hunter2}');
    const failure = refusal({ acceptEdited: true });
    expect(`${failure.message} ${failure.why} ${failure.remedy} ${failure.cause}`).not.toContain('hunter2');
  });

  it('says where a file is not UTF-8', () => {
    writeFileSync(join(dir, 'hosts.json'), Buffer.from([0x7b, 0xff, 0x7d]));
    expect(refusal({ acceptEdited: true }).why).toBe('it is not text in UTF-8');
  });

  it.each([
    ['a newer format', { format: 3, anything: 'else' }, 'it has format 3'],
    ['a layout that is none', { layout: 'heap' }, 'layout'],
    [
      'a path instead of a file name',
      { files: { '../hosts.json': { size: 1, sha256: '0'.repeat(64) } } },
      'files',
    ],
    [
      'a path out of its folders',
      { files: { 'hosts/..json': { size: 1, sha256: '0'.repeat(64) } } },
      'files',
    ],
    ['a path below those', { files: { 'hosts/a/b.json': { size: 1, sha256: '0'.repeat(64) } } }, 'files'],
    ['a version that is none', { zabbix: { version: 'seven', exportVersion: '7.0' } }, 'zabbix.version'],
    ['a kind without its file', { files: {} }, 'does not name that file'],
  ])('refuses a manifest with %s', (_, change, why) => {
    edit('manifest.json', (text) => JSON.stringify({ ...JSON.parse(text), ...change }));
    expect(refusal().why).toContain(why);
  });

  it('says that a damaged manifest is damaged', () => {
    edit('manifest.json', (text) => text.slice(0, -10));
    expect(refusal().message).toBe(`${join(dir, 'manifest.json')} is not JSON`);
  });

  it('tells of a kind that it does not know', () => {
    edit('manifest.json', (text) => {
      const manifest = JSON.parse(text);
      return JSON.stringify({ ...manifest, counts: { ...manifest.counts, gadgets: 3 } });
    });
    expect(readBackup(dir).warnings).toEqual([expect.stringContaining('gadgets')]);
  });

  it('checks the file of names and ids too', async () => {
    await writeBackup(sampleConfiguration(), dir, { ...WRITE_OPTIONS, ids: { idOf: () => '1' } });
    edit('actions_data_orig.json', (text) => text.replace('1', '2'));
    expect(refusal().message).toContain('actions_data_orig.json');
  });
});
