import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { runCommandLine } from '../run.ts';

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
