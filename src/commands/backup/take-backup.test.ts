import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../configuration/backup/testing/temporary-folder.ts';
import { runCommandLine } from '../run.ts';

it('a backup that goes to no store cannot be encrypted: nothing is written, and no server is asked', async () => {
  const dir = join(temporaryFolder(), 'backup');
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await runCommandLine(['backup_config', '--encrypt-to', 'recipients.txt'], {
    version: '1.2.3',
    environment: {
      // Nothing listens there.
      ZBX_API_HOST: 'http://127.0.0.1:9',
      ZBX_API_USER: 'Admin',
      ZBX_API_PASS: 'not-asked-for',
      ZBX_CONFIG_DIR: dir,
    },
    stdin: new PassThrough(),
    stdout,
    stderr,
    signals: { on() {}, off() {} },
    exitNow() {},
  });
  expect(exitCode).toBe(2);
  expect(String(stderr.read())).toContain('--encrypt-to needs --upload');
  expect(existsSync(dir)).toBe(false);
});
