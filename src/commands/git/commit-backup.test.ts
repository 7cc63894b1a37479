import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Layout } from '../../configuration/backup/format.ts';
import { readBackup } from '../../configuration/backup/read-backup.ts';
import { sampleConfiguration } from '../../configuration/backup/testing/sample-data.ts';
import { writeBackup } from '../../configuration/backup/write-backup.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { ConciergeError, InputError } from '../../errors.ts';
import { type Committed, commitBackup, commitText, openWorkTree } from './commit-backup.ts';

/* With the real git. */

const signal = new AbortController().signal;
let folder: string;
let repository: string;
let environment: Record<string, string>;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'commit-test-')));
  repository = join(folder, 'repository');
  environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  mkdirSync(repository);
  run('init', '--quiet');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): string {
  return execFileSync('git', args, { cwd: repository, env: environment, encoding: 'utf8' });
}

function withHost(configuration: Configuration, host: string): Configuration {
  const hosts = new Map(configuration.objects.get('hosts'));
  hosts.set(host, { kind: 'hosts', key: host, content: { host, name: host, groups: [{ name: 'Linux' }] } });
  return { ...configuration, objects: new Map([...configuration.objects, ['hosts', hosts]]) };
}

let minute = 0;

async function backUp(
  dir: string,
  configuration = sampleConfiguration(),
  { message = 'backup', layout = 'tree' as Layout, given = environment } = {},
): Promise<Committed> {
  minute += 1;
  const workTree = await openWorkTree(dir, message, { environment: given, signal });
  const startedAt = new Date(Date.UTC(2026, 10, 22, 0, minute));
  const written = await writeBackup(configuration, dir, { partial: false, startedAt, layout });
  expect(written.warnings).toEqual([]);
  return await commitBackup(written, message, workTree, { environment: given, signal });
}

function committed(...more: string[]): string[] {
  return run('show', '--name-status', '--no-renames', '--format=', '-z', ...more)
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.replace(/~[0-9a-f]+\.json$/u, '~.json'));
}

describe.each(['', 'zabbix/backup'])('a backup in "%s" of a work tree', (below) => {
  it('is committed: what came, changed and went, and nothing else', async () => {
    const dir = join(repository, below);
    const path = (name: string): string => join(below, name);
    expect(await backUp(dir, withHost(sampleConfiguration(), 'gone'))).toMatchObject({ files: 12 });
    expect(run('status', '--porcelain')).toBe('');
    const changed = await backUp(dir, withHost(sampleConfiguration(), 'new'), { message: '-v "x"\n\nmore' });
    expect(committed()).toEqual([
      'D',
      path('hosts/gone.json'),
      'A',
      path('hosts/new.json'),
      'M',
      path('manifest.json'),
    ]);
    expect(run('log', '-1', '--format=%B').trim()).toBe('-v "x"\n\nmore');
    expect(changed.id).toBe(run('rev-parse', '--short', 'HEAD').trim());
    expect(commitText(changed)).toBe(`Committed as ${changed.id}: 3 files.`);
    expect(run('status', '--porcelain')).toBe('');
    expect(readBackup(dir).configuration).toEqual(withHost(sampleConfiguration(), 'new'));
  });

  it('leaves alone what a person has staged, changed and not added, in the same folder too', async () => {
    const dir = join(repository, below);
    for (const name of ['staged.txt', 'changed.txt', 'hosts/notes.md', 'gone.txt', 'gone.json']) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), 'before');
    }
    rmSync(join(dir, 'gone.json'));
    mkdirSync(join(repository, 'elsewhere'));
    writeFileSync(join(repository, 'elsewhere/staged'), 'before');
    run('add', '.');
    run('commit', '--quiet', '-m', 'mine');
    writeFileSync(join(dir, 'manifest.json'), readFileSync(join(await otherBackup(), 'manifest.json')));
    for (const name of ['staged.txt', 'changed.txt', 'hosts/notes.md', 'hosts/new.json', 'new.txt'])
      writeFileSync(join(dir, name), 'after');
    writeFileSync(join(repository, 'elsewhere/staged'), 'after');
    rmSync(join(dir, 'gone.txt'));
    run('add', join(dir, 'staged.txt'), join(repository, 'elsewhere'));
    const before = run('status', '--porcelain', '-uall')
      .split('\n')
      .filter((line) => !line.endsWith('manifest.json'));
    const { files } = (await backUp(dir)) as { files: number };
    expect(committed().filter((_, index) => index % 2 === 1)).toHaveLength(files);
    expect(committed().join()).not.toMatch(/txt|md|new|staged/u);
    expect(run('status', '--porcelain', '-uall').split('\n')).toEqual(before);
    expect(readFileSync(join(dir, 'hosts/notes.md'), 'utf8')).toBe('after');
    expect(existsSync(join(repository, '.git/HEAD'))).toBe(true);
  });

  it('that is as it was makes no commit, though the times in the manifest are others', async () => {
    const dir = join(repository, below);
    await backUp(dir);
    const head = run('rev-parse', 'HEAD');
    const again = await backUp(dir);
    expect(again.id).toBeNull();
    expect(commitText(again)).toContain('Nothing to commit: only the times');
    expect(run('rev-parse', 'HEAD')).toBe(head);
    expect(await backUp(dir, sampleConfiguration('second'))).toMatchObject({ id: expect.any(String) });
  });

  it('that becomes flat is committed so, and one in which staged files have gone too', async () => {
    const dir = join(repository, below);
    await backUp(dir);
    await backUp(dir, sampleConfiguration(), { layout: 'flat' });
    expect(run('status', '--porcelain')).toBe('');
    expect(run('ls-files', dir)).not.toContain('hosts/');
    mkdirSync(join(dir, 'hosts'));
    writeFileSync(join(dir, 'hosts/staged.json'), 'x');
    run('add', join(dir, 'hosts/staged.json'));
    rmSync(join(dir, 'hosts'), { recursive: true });
    await backUp(dir, sampleConfiguration('second'));
    expect(run('status', '--porcelain')).toBe('');
  });
});

async function otherBackup(): Promise<string> {
  const dir = join(folder, 'other');
  await writeBackup(sampleConfiguration('other'), dir, {
    partial: false,
    startedAt: new Date(0),
    layout: 'tree',
  });
  return dir;
}

describe('what keeps a backup from being committed is said in the words of git', () => {
  async function failure(work: () => Promise<unknown>): Promise<ConciergeError> {
    const error = await work().then(
      () => new Error('it was committed'),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ConciergeError)) throw error;
    return error;
  }

  it('before anything is written: no work tree, no git, nobody to name, no message', async () => {
    const outside = join(folder, 'outside');
    const none = await failure(() => backUp(outside));
    expect(none).toBeInstanceOf(InputError);
    expect(none.why).toMatch(/not a git repository/iu);
    expect(none.remedy).toContain(`git init ${outside}`);
    const dir = join(repository, 'backup');
    const nobody = Object.fromEntries(
      Object.entries(environment).filter(([name]) => !name.includes('_NAME') && !name.includes('_EMAIL')),
    );
    writeFileSync(join(folder, '.gitconfig'), '[user]\n\tuseConfigOnly = true\n');
    expect((await failure(() => backUp(dir, undefined, { given: nobody }))).why).toMatch(
      /user\.(?:email|name)/u,
    );
    expect((await failure(() => backUp(dir, undefined, { message: ' ' }))).exitCode).toBe(2);
    const missing = await failure(() => backUp(dir, undefined, { given: { ...environment, PATH: folder } }));
    expect(missing.message).toBe('git cannot be run');
    expect(existsSync(dir)).toBe(false);
    expect(existsSync(outside)).toBe(false);
  });

  it('after it: a hook that refuses, an index that is locked, a merge under way; the backup is whole', async () => {
    const dir = join(repository, 'backup');
    const hook = join(repository, '.git/hooks/pre-commit');
    mkdirSync(dirname(hook), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\necho "not on a Monday" >&2\nexit 7\n');
    chmodSync(hook, 0o755);
    const refused = await failure(() => backUp(dir));
    expect(refused.exitCode).toBe(1);
    expect(refused.why).toContain('not on a Monday');
    expect(refused.remedy).toContain('The backup itself is whole');
    expect(readBackup(dir).configuration).toEqual(sampleConfiguration());
    rmSync(hook);
    writeFileSync(join(repository, '.git/index.lock'), '');
    expect((await failure(() => backUp(dir))).why).toContain('index.lock');
    rmSync(join(repository, '.git/index.lock'));
    await backUp(dir);
    writeFileSync(join(repository, '.git/MERGE_HEAD'), run('rev-parse', 'HEAD'));
    expect((await failure(() => backUp(dir, sampleConfiguration('second')))).why).toMatch(/merge/u);
  });

  it('also where git ignores files of it: they would be missing without a word', async () => {
    const dir = join(repository, 'backup');
    writeFileSync(join(repository, '.gitignore'), 'hosts/\n');
    const refused = await failure(() => backUp(dir));
    expect(refused.why).toContain('git ignores 1 of its files, hosts/web.json');
    expect(readBackup(dir).configuration).toEqual(sampleConfiguration());
  });

  it('which is never that of another repository, whatever the environment says', async () => {
    const dir = join(repository, 'backup');
    const other = join(folder, 'other');
    execFileSync('git', ['init', '--quiet', other], { env: environment });
    await backUp(dir, undefined, {
      given: {
        ...environment,
        GIT_DIR: join(other, '.git'),
        GIT_WORK_TREE: other,
        GIT_INDEX_FILE: join(other, 'x'),
      },
    });
    expect(run('log', '--format=%s').trim()).toBe('backup');
    expect(() => execFileSync('git', ['log'], { cwd: other, env: environment, stdio: 'pipe' })).toThrow();
  });
});
