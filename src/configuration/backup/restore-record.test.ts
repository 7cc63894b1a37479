import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { besideName } from './beside.ts';
import { writeRestoreRecord } from './restore-record.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const NOW = new Date('2026-11-22T17:05:30.123Z');

describe('besideName', () => {
  it('is beside the backup, named for the time', () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'backup');
    expect(besideName(dir, 'pre-restore', NOW)).toBe(join(parent, 'pre-restore-20261122T170530Z'));
  });
});

describe('writeRestoreRecord', () => {
  it('leaves what was mapped and sent beside the backup, shut to others', async () => {
    const parent = temporaryFolder();
    const action = { name: 'Register', operations: [{ opgroup: [{ groupid: '42' }] }] };
    const folder = await writeRestoreRecord(join(parent, 'backup'), NOW, {
      mapped: [
        { kind: 'templates', key: 'B', id: '2' },
        { kind: 'templates', key: 'A', id: '1' },
        { kind: 'usergroups', key: 'Operators', id: '7' },
      ],
      registrationActions: [action],
      triggerActions: [],
      report: { done: [] },
    });
    expect(folder).toBe(join(parent, 'restore-20261122T170530Z'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    expect(read('actions_data_dest.json')).toEqual({
      templates: [
        { templateid: '1', host: 'A' },
        { templateid: '2', host: 'B' },
      ],
      hostgroups: [],
      usergroups: [{ usrgrpid: '7', name: 'Operators' }],
    });
    expect(read('reg_actions_import.json')).toEqual([action]);
    expect(read('trigger_actions_import.json')).toEqual([]);
    expect(readdirSync(parent)).toEqual(['restore-20261122T170530Z']);
  });
});
