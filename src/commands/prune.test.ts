import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusedError } from '../errors.ts';
import { loadSettings } from '../settings/load.ts';
import { createOutput } from '../terminal/output.ts';
import { createPaint } from '../terminal/paint.ts';
import { silentProgress } from '../terminal/progress.ts';
import { parseInvocation } from './parse.ts';
import { prune } from './prune.ts';

const NAMES = ['20261120T000000Z', '20261121T000000Z', '20261122T000000Z'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prune-test-'));
  for (const name of NAMES) {
    const time = `2026-11-${name.slice(6, 8)}T00:00:00.000Z`;
    mkdirSync(join(folder, name));
    const manifest = {
      format: 1,
      tool: { name: 'concierge-scheduler', version: '1.0.0' },
      zabbix: { version: '7.0.22', exportVersion: '7.0' },
      partial: false,
      counts: {},
      files: {},
      times: { started: time, finished: time },
    };
    writeFileSync(join(folder, name, 'manifest.json'), JSON.stringify(manifest));
  }
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command as on a terminal, or not; gives its exit code and the questions that it asked. */
async function run(args: string[], { interactive = false, answer = false } = {}) {
  const { exitCode, questions } = await runAndRead(args, { interactive, answer });
  return { exitCode, questions };
}

/** As `run`, with what is printed. */
async function runAndRead(
  args: string[],
  { interactive = false, answer = false, json = false }: Readonly<Record<string, boolean>> = {},
) {
  const questions: string[] = [];
  let stdout = '';
  const said: string[] = [];
  const screen = {
    columns: 80,
    drawsStatus: false,
    out: (text: string) => {
      stdout += text;
    },
    status: () => {},
    err: (text: string) => said.push(text),
  };
  const paint = createPaint(false);
  const { options, arguments: given } = parseInvocation(prune, undefined, [folder, ...args]);
  const exitCode = await prune.run({
    settings: await loadSettings({}, {}),
    environment: {},
    options: options as Parameters<typeof prune.run>[0]['options'],
    arguments: given as Parameters<typeof prune.run>[0]['arguments'],
    output: createOutput({
      screen,
      json,
      quiet: false,
      verbose: false,
      resultPaint: paint,
      messagePaint: paint,
    }),
    progress: silentProgress,
    signal: new AbortController().signal,
    interactive,
    async confirm(question) {
      questions.push(question);
      return answer;
    },
    onExit() {},
    commandLine: ['prune'],
  });
  return { exitCode, questions, stdout };
}

describe('prune', () => {
  it('asks on a terminal, and deletes nothing where the answer is no', async () => {
    await expect(run(['--keep-last', '1'], { interactive: true })).rejects.toThrow(RefusedError);
    expect(readdirSync(folder)).toEqual(NAMES);
    const { questions } = await run(['--keep-last', '1'], { interactive: true, answer: true });
    expect(questions).toEqual(['Delete 2 of 3 backups?']);
    expect(readdirSync(folder)).toEqual(['20261122T000000Z']);
  });

  it.each([
    ['with --yes', ['--yes'], { interactive: true }],
    ['where nobody can be asked', [], { interactive: false }],
  ])('asks nothing %s', async (_, more, surroundings) => {
    expect(await run(['--keep-last', '2', ...more], surroundings)).toEqual({ exitCode: 0, questions: [] });
    expect(readdirSync(folder)).toEqual(NAMES.slice(1));
  });

  it('asks nothing where there is nothing to delete, and with --dry-run', async () => {
    expect(await run(['--keep-last', '3'], { interactive: true })).toEqual({ exitCode: 0, questions: [] });
    expect(await run(['--keep-last', '1', '--dry-run'], { interactive: true })).toEqual({
      exitCode: 3,
      questions: [],
    });
    expect(readdirSync(folder)).toEqual(NAMES);
  });

  it('says after the deed what was deleted, and which folder stayed with what', async () => {
    writeFileSync(join(folder, NAMES[0] ?? '', 'notes.txt'), 'mine');
    const before = await runAndRead(['--keep-last', '1', '--dry-run']);
    expect(before.stdout).toContain('1 kept, 2 to delete');
    const after = await runAndRead(['--keep-last', '1']);
    expect(after.stdout).not.toMatch(/to delete|\bdelete /u);
    expect(after.stdout).toMatch(/^ {2}stayed +20261120T000000Z .*\n?/mu);
    expect(after.stdout).toMatch(/^ {2}deleted +20261121T000000Z /mu);
    expect(after.stdout).toMatch(/^20261120T000000Z: .* its folder stays .*: notes\.txt$/mu);
    expect(after.stdout).toContain('1 kept, 1 deleted, 1 of which the folder stayed');
    expect(readdirSync(folder)).toEqual([NAMES[0], NAMES[2]]);
  });

  it('says so as JSON', async () => {
    writeFileSync(join(folder, NAMES[0] ?? '', 'notes.txt'), 'mine');
    const { stdout } = await runAndRead(['--keep-last', '1'], { json: true });
    expect(JSON.parse(stdout)).toMatchObject({
      dry_run: false,
      kept: [{ name: NAMES[2] }],
      deleted: [{ name: NAMES[1] }],
      stayed: [{ name: NAMES[0], left: ['notes.txt'] }],
    });
  });

  it('needs a rule that keeps something', async () => {
    await expect(run([])).rejects.toThrow('needs a rule');
    await expect(run(['--keep-last', '0', '--keep-daily', '0'])).rejects.toThrow('needs a rule');
    expect(readdirSync(folder)).toEqual(NAMES);
  });
});
