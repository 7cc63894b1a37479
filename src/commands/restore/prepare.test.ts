import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { sampleConfiguration, WRITE_OPTIONS } from '../../configuration/backup/testing/sample-data.ts';
import { temporaryFolder } from '../../configuration/backup/testing/temporary-folder.ts';
import { writeBackup } from '../../configuration/backup/write-backup.ts';
import { runCommandLine } from '../run.ts';

/** Nothing listens there: whoever asks Zabbix first fails otherwise. */
const SETTINGS = {
  ZBX_API_HOST: 'http://127.0.0.1:9',
  ZBX_API_USER: 'Admin',
  ZBX_API_PASS: 'not-asked-for',
  ZBX_CONFIG_DIR: '/no-backup',
};

async function restoreConfig(
  options: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ exitCode: number; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await runCommandLine(['restore_config', ...options], {
    version: '1.2.3',
    environment: { ...SETTINGS, ...environment },
    stdin: new PassThrough(),
    stdout,
    stderr,
    signals: { on() {}, off() {} },
    exitNow() {},
  });
  return { exitCode, stderr: String(stderr.read()) };
}

it.each(['--prune', '--rehearsal', '--force-templates', '--from=gs://bucket/folder'])(
  '--undo is refused with %s before Zabbix is asked anything',
  async (other) => {
    const { exitCode, stderr } = await restoreConfig(['--undo', other]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`--undo and ${other.split('=')[0]} do not go together`);
  },
);

it.each(['--only', '--skip'])(
  '--force-templates with %s is refused before a backup is looked for, by the variable with a word on that',
  async (selecting) => {
    const { exitCode, stderr } = await restoreConfig([selecting, 'hosts'], { ZBX_FORCE_TEMPLATES: 'no' });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('ZBX_FORCE_TEMPLATES is "no", which turns --force-templates on');
    expect(stderr).toContain('would delete templates that do not come back');
    expect(stderr).toContain('the restore is of a selection (--only, --skip)');
  },
);

it('--force-templates with a backup that holds no hosts is refused before Zabbix is asked anything', async () => {
  const dir = join(temporaryFolder(), 'backup');
  const configuration = sampleConfiguration();
  const objects = new Map(configuration.objects).set('hosts', new Map());
  await writeBackup({ ...configuration, objects }, dir, WRITE_OPTIONS);
  const { exitCode, stderr } = await restoreConfig(['--force-templates', '--config-dir', dir]);
  expect(exitCode).toBe(4);
  expect(stderr).toContain('the backup holds no hosts');
});
