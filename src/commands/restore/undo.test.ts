import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { sampleConfiguration, WRITE_OPTIONS } from '../../configuration/backup/testing/sample-data.ts';
import { temporaryFolder } from '../../configuration/backup/testing/temporary-folder.ts';
import { writeBackup } from '../../configuration/backup/write-backup.ts';
import { runCommandLine } from '../run.ts';
import { readCopy } from './undo.ts';

/** Nothing listens there: whoever asks Zabbix first fails otherwise. */
const SETTINGS = {
  ZBX_API_HOST: 'http://127.0.0.1:9',
  ZBX_API_USER: 'Admin',
  ZBX_API_PASS: 'not-asked-for',
  ZBX_CONFIG_DIR: '/no-backup',
};

it.each(['--prune', '--rehearsal', '--force-templates', '--from=gs://bucket/folder'])(
  '--undo is refused with %s before Zabbix is asked anything',
  async (other) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const exitCode = await runCommandLine(['restore_config', '--undo', other], {
      version: '1.2.3',
      environment: SETTINGS,
      stdin: new PassThrough(),
      stdout,
      stderr,
      signals: { on() {}, off() {} },
      exitNow() {},
    });
    expect(exitCode).toBe(2);
    expect(String(stderr.read())).toContain(`--undo and ${other.split('=')[0]} do not go together`);
  },
);

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
