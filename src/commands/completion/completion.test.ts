import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKED_UP } from '../../configuration/kinds/all-kinds.ts';
import { ALL_COMMANDS } from '../all-commands.ts';
import { FAMILY_NAMES } from '../families.ts';
import { GROUP_NAMES } from '../groups.ts';
import { spellings } from '../words.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { completionModel } from './model.ts';
import { zshScript } from './zsh.ts';

const run = promisify(execFile);
let folder: string;
let script: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'completion-'));
  script = join(folder, 'completion.bash');
  await writeFile(script, bashScript(completionModel()));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a real bash offers after the words; the last is the one under the cursor. */
async function complete(...words: string[]): Promise<string[]> {
  const body = `
    source "$1"; shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
    function=$(complete -p concierge_scheduler | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
    "$function"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '-c', body, 'bash', script, 'concierge_scheduler', ...words];
  const { stdout, stderr } = await run('bash', args, { cwd: folder, timeout: 10_000 });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  it('offers commands and families', async () => {
    const commands = ALL_COMMANDS.map(({ name }) => name).filter((name) => !name.includes(' '));
    expect(await complete('')).toEqual([...commands, ...GROUP_NAMES, ...FAMILY_NAMES]);
    expect(await complete('re')).toEqual(['restore_config']);
    expect(await complete('--json', 'restore-')).toEqual(['restore-config']);
  });

  it('offers the commands of a family', async () => {
    expect(await complete('event', '')).toEqual(['backup_config', 'restore_config', 'get_simple_id_map']);
  });

  it('offers the second word of a command of two, and its options', async () => {
    expect(await complete('certificates', 'p')).toEqual(['put']);
    expect(await complete('certificates', 'put', '--ke')).toEqual(['--key']);
    expect(await complete('put', '--ke')).toEqual([]);
    expect(await complete('pu')).toEqual([]);
  });

  it('offers the options of the command, past the values of others', async () => {
    expect(await complete('event', '--config-dir', 'diff', 'restore-config', '--f')).toEqual([
      '--force-templates',
      '--from',
    ]);
    expect(await complete('diff', '--f')).toEqual(['--from']);
    expect(await complete('--js')).toEqual(['--json']);
  });

  it('offers values', async () => {
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await complete('--event_engine', '')).toEqual(['zabbix']);
    expect(await complete('--only', 'x')).toEqual([]);
    expect(await complete('diff', '--skip', 'ho')).toEqual(['hostgroups', 'hosts', 'housekeeping']);
    expect((await complete('diff', '--only', '')).sort()).toEqual(BACKED_UP.map(({ name }) => name).sort());
  });

  it('offers folders and files with spaces in their names', async () => {
    await writeFile(join(folder, 'my settings.env'), '');
    expect(await complete('--env-file', 'my')).toEqual(['my settings.env']);
    expect(await complete('--config-dir', 'my')).toEqual([]);
  });
});

describe('the other scripts', () => {
  it.each([
    ['zsh', zshScript(completionModel()), (spelling: string) => spelling],
    ['fish', fishScript(completionModel()), (spelling: string) => `-l ${spelling.slice(2)}`],
  ])('%s names every command and option', (_, text, asWritten) => {
    for (const { name, options } of ALL_COMMANDS) {
      for (const word of name.split(' ')) expect(text).toContain(word);
      const long = Object.values(options).flatMap((option) =>
        spellings(option).filter((each) => each.startsWith('--')),
      );
      for (const spelling of long) expect(text).toContain(asWritten(spelling));
    }
  });
});
