import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sampleConfiguration, WRITE_OPTIONS } from '../../configuration/backup/testing/sample-data.ts';
import { temporaryFolder } from '../../configuration/backup/testing/temporary-folder.ts';
import { writeBackup } from '../../configuration/backup/write-backup.ts';
import { readCopy } from './undo.ts';

it('a copy that is gone is named, one that was edited is read where that is accepted', async () => {
  const folder = join(temporaryFolder(), 'pre-restore-20261122T171530Z');
  const copy = { folder, created: [] };
  await writeBackup(sampleConfiguration(), folder, WRITE_OPTIONS);
  appendFileSync(join(folder, 'hosts.json'), ' ');
  expect(() => readCopy(copy, false)).toThrow(`${folder}/hosts.json is not as the backup wrote it`);
  expect(readCopy(copy, true).warnings).toHaveLength(1);
  const message = 'The copy that --undo goes back to cannot be read';
  rmSync(join(folder, 'manifest.json'));
  expect(() => readCopy(copy, true)).toThrow(
    expect.objectContaining({ exitCode: 2, message, why: `no manifest.json can be read in ${folder}` }),
  );
  rmSync(folder, { recursive: true });
  expect(() => readCopy(copy, true)).toThrow(
    expect.objectContaining({ exitCode: 2, message, why: `there is no folder ${folder}` }),
  );
});
