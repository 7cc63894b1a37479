import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../errors.ts';
import { startChild } from '../testing/child.ts';
import { newStateDir } from '../testing/folder.ts';
import type { Decided } from './entry.ts';
import { historyFile, isWithoutHistory, openHistory } from './open-history.ts';

const decided: Decided = {
  endpoint: 'unix:///var/run/docker.sock',
  engineId: 'ABCD:EFGH',
  backend: 'compose',
  component: 'web',
  service: 'shop/web',
  askedBy: 'Zabbix: CPU of web is high',
  direction: 'up',
  current: 'auto',
  delta: 3,
  from: 1,
  wish: 4,
  to: 3,
};
const NOON = new Date('2026-11-22T12:00:00.000Z');
const LATER = new Date('2026-11-22T12:00:07.250Z');

async function failure(work: () => Promise<unknown>): Promise<InputError> {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}

/** As version 1 of the file's form was, with an order in it. */
const VERSION_1 = `
  create table decision (
    id integer primary key autoincrement, begun_at text not null, ended_at text, endpoint text not null,
    backend text not null, component text not null, service text not null, asked_by text not null,
    direction text not null, current_scale text not null, delta integer not null, wish integer not null,
    from_number integer not null, to_number integer, result text, why text, number integer
  ) strict;
  create index decision_of_service on decision (endpoint, service, id);
  insert into decision (begun_at, endpoint, backend, component, service, asked_by, direction, current_scale, delta,
    wish, from_number, to_number)
  values ('${NOON.toISOString()}', 'unix:///var/run/docker.sock', 'compose', 'web', 'shop/web', 'a test', 'up', '1', 2,
    3, 1, 3);
  pragma user_version = 1`;

describe('the history', () => {
  it('keeps a decision from its beginning to its end, over runs', async () => {
    const stateDir = newStateDir();
    expect(isWithoutHistory(stateDir)).toBe(true);
    let history = await openHistory(stateDir);
    const id = history.begin(decided, NOON);
    const begun = { ...decided, id, begunAt: NOON, endedAt: undefined, result: undefined, why: undefined };
    expect(history.entries({ limit: 10 })).toEqual([{ ...begun, number: undefined }]);
    history.close();

    history = await openHistory(stateDir);
    history.decideAnew(id, { ...decided, from: 2, wish: 5, to: 5 });
    history.end(id, { result: 'scaled', why: 'asked for 5', number: 5 }, LATER);
    const ended = {
      endedAt: LATER,
      result: 'scaled',
      why: 'asked for 5',
      number: 5,
      from: 2,
      wish: 5,
      to: 5,
    };
    expect(history.entries({ limit: 10 })).toEqual([{ ...begun, ...ended }]);
    history.close();
    expect(isWithoutHistory(stateDir)).toBe(false);
  });

  it('is read by component or service, the last ones, oldest first', async () => {
    const history = await openHistory(newStateDir());
    for (const [component, service] of [
      ['web', 'shop/web'],
      ['api', 'shop/api'],
      ['web', 'blog/web'],
      ['web', 'shop/web'],
    ] as const) {
      history.begin({ ...decided, component, service, to: undefined }, NOON);
    }
    const ids = (component: string | undefined, limit = 10) =>
      history.entries({ component, limit }).map(({ id }) => id);
    expect(ids(undefined)).toEqual([1, 2, 3, 4]);
    expect(ids('web')).toEqual([1, 3, 4]);
    expect(ids('web', 2)).toEqual([3, 4]);
    expect(ids('shop/web')).toEqual([1, 4]);
    expect(ids('none')).toEqual([]);
    expect(ids("' or 1=1 --")).toEqual([]);
    history.close();
  });

  it('knows the last order of a component at an endpoint: when it ended, else when it was begun', async () => {
    const history = await openHistory(newStateDir());
    expect(history.of(decided)).toEqual({ lastOrderAt: undefined });
    const id = history.begin(decided, NOON);
    expect(history.of(decided)).toEqual({ lastOrderAt: NOON });
    history.end(id, { result: 'failed', why: '', number: undefined }, LATER);
    // What ordered nothing does not count.
    history.begin({ ...decided, to: undefined }, new Date('2026-11-22T13:00:00.000Z'));
    expect(history.of(decided)).toEqual({ lastOrderAt: LATER });
    expect(history.of({ ...decided, service: 'shop/api' })).toEqual({ lastOrderAt: undefined });
    // By another address it is the same Engine, and at the same address there may be another one by now.
    expect(history.of({ ...decided, endpoint: 'tcp://h:2376' })).toEqual({ lastOrderAt: LATER });
    expect(history.of({ ...decided, engineId: 'IJKL' })).toEqual({ lastOrderAt: undefined });
    // Where it does not tell, the address says which it is.
    expect(history.of({ ...decided, engineId: undefined })).toEqual({ lastOrderAt: LATER });
    const untold = { ...decided, endpoint: 'tcp://h:2376', engineId: undefined };
    expect(history.of(untold)).toEqual({ lastOrderAt: undefined });
    history.close();
  });

  it('lies in private files', async () => {
    const stateDir = newStateDir();
    const history = await openHistory(stateDir);
    history.begin(decided, NOON);
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
    const files = readdirSync(stateDir);
    expect(files).toContain('history.sqlite-wal');
    for (const file of files) expect(statSync(join(stateDir, file)).mode & 0o777, file).toBe(0o600);
    history.close();
  });

  it('shortens what is too long to be read', async () => {
    const history = await openHistory(newStateDir());
    history.begin({ ...decided, askedBy: 'x'.repeat(100_000) }, NOON);
    expect(history.entries({ limit: 1 })[0]?.askedBy).toHaveLength(4001);
    history.close();
  });

  it('takes what several processes write at once, from its first moment on', async () => {
    const stateDir = newStateDir();
    const children = Array.from({ length: 6 }, (_, number) =>
      startChild(`
        import { openHistory } from './history/open-history.ts';
        const history = await openHistory(${JSON.stringify(stateDir)});
        for (let at = 0; at < 20; at += 1) {
          const id = history.begin({ ...${JSON.stringify(decided)}, delta: ${number} }, new Date());
          history.end(id, { result: 'scaled', why: '', number: 1 }, new Date());
        }
        history.close();
      `),
    );
    for (const child of children) expect(await child.ended).toEqual({ code: 0, stderr: '' });
    const history = await openHistory(stateDir);
    const entries = history.entries({ limit: 1000 });
    expect(entries).toHaveLength(120);
    expect(entries.every(({ result }) => result === 'scaled')).toBe(true);
    history.close();
  }, 60_000);

  it('of a run that was killed says that it was begun and not ended', async () => {
    const stateDir = newStateDir();
    const child = startChild(`
      import { openHistory } from './history/open-history.ts';
      const history = await openHistory(${JSON.stringify(stateDir)});
      history.begin(${JSON.stringify(decided)}, new Date());
      console.log('begun');
      setInterval(() => {}, 1000);
    `);
    await child.said('begun');
    child.process.kill('SIGKILL');
    await child.ended;
    const history = await openHistory(stateDir);
    expect(history.entries({ limit: 1 })).toMatchObject([{ endedAt: undefined, result: undefined, to: 3 }]);
    expect(history.of(decided).lastOrderAt).toBeInstanceOf(Date);
    history.close();
  }, 30_000);
});

describe('a history that cannot be used', () => {
  function withFile(content: string): string {
    const stateDir = newStateDir();
    mkdirSync(stateDir);
    writeFileSync(historyFile(stateDir), content);
    return stateDir;
  }

  it('is no database', async () => {
    const stateDir = withFile(
      'this is not a database, but it is long enough to be read as the head of one. '.repeat(20),
    );
    const { message, remedy } = await failure(() => openHistory(stateDir));
    expect(message).toBe(`${historyFile(stateDir)} is damaged`);
    expect(remedy).toContain('Move it away');
  });

  it('is damaged in its middle: said when that part is read', async () => {
    const stateDir = newStateDir();
    const first = await openHistory(stateDir);
    for (let at = 0; at < 200; at += 1) first.begin({ ...decided, askedBy: 'x'.repeat(200) }, NOON);
    first.close();
    const { readFileSync } = await import('node:fs');
    const bytes = readFileSync(historyFile(stateDir));
    bytes.fill(0xff, 4096);
    writeFileSync(historyFile(stateDir), bytes);
    const { message } = await failure(async () => (await openHistory(stateDir)).entries({ limit: 500 }));
    expect(message).toContain('is damaged');
  });

  it('is of an earlier version: it is kept, and its orders count by the address', async () => {
    const stateDir = newStateDir();
    mkdirSync(stateDir, { recursive: true });
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(historyFile(stateDir));
    database.exec(VERSION_1);
    database.close();
    const history = await openHistory(stateDir);
    expect(history.entries({ limit: 9 })).toMatchObject([
      { service: 'shop/web', to: 3, engineId: undefined },
    ]);
    expect(history.of(decided)).toEqual({ lastOrderAt: NOON });
    expect(history.of({ ...decided, endpoint: 'tcp://h:2376' })).toEqual({ lastOrderAt: undefined });
    history.close();
    (await openHistory(stateDir)).close();
  });

  it('is of a later version', async () => {
    const stateDir = newStateDir();
    (await openHistory(stateDir)).close();
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(historyFile(stateDir));
    database.exec('pragma user_version = 99');
    database.close();
    const { message, why } = await failure(() => openHistory(stateDir));
    expect(message).toContain('of a later version');
    expect(why).toBe('its form is 99, this program knows 2');
  });

  it('stands in a folder that is a file', async () => {
    const stateDir = join(historyFile(withFile('')), 'state');
    expect(isWithoutHistory(stateDir)).toBe(false);
    const { message, remedy } = await failure(() => openHistory(stateDir));
    expect(message).toContain('cannot be written');
    expect(remedy).toContain('CONCIERGE_STATE_DIR');
  });

  describe('by this user', () => {
    const NOBODY = 65_534;
    // Root may write everything: the test then becomes somebody else for as long as it takes.
    const becomes = process.getuid?.() === 0;
    afterEach(() => {
      if (becomes) process.seteuid?.(0);
    });

    it('cannot be looked at: that is not to have none', async () => {
      const stateDir = newStateDir();
      (await openHistory(stateDir)).close();
      chmodSync(dirname(stateDir), 0o755);
      chmodSync(stateDir, 0);
      if (becomes) process.seteuid?.(NOBODY);
      expect(isWithoutHistory(stateDir)).toBe(false);
      expect((await failure(() => openHistory(stateDir))).why).toContain('EACCES');
      if (becomes) process.seteuid?.(0);
      chmodSync(stateDir, 0o755);
    });

    it.skipIf(!becomes)(
      `is on a disk without room${becomes ? '' : ' (not run: only root can mount)'}`,
      async () => {
        const stateDir = newStateDir();
        const disk = dirname(stateDir);
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', disk]);
        try {
          (await openHistory(stateDir)).close();
          expect(() => writeFileSync(join(disk, 'filler'), Buffer.alloc(400_000))).toThrow('ENOSPC');
          await expect(openHistory(stateDir)).rejects.toMatchObject({
            message: `${historyFile(stateDir)} could not be written`,
            remedy: expect.stringContaining('make room'),
          });
        } finally {
          execFileSync('umount', [disk]);
        }
      },
    );

    it('is for reading only', async () => {
      const stateDir = newStateDir();
      const history = await openHistory(stateDir);
      history.begin(decided, NOON);
      history.close();
      chmodSync(dirname(stateDir), 0o555);
      chmodSync(stateDir, 0o555);
      chmodSync(historyFile(stateDir), 0o444);
      if (becomes) process.seteuid?.(NOBODY);
      const { message } = await failure(async () => (await openHistory(stateDir)).begin(decided, NOON));
      expect(message).toContain('cannot be written');
      if (becomes) process.seteuid?.(0);
      for (const folder of [dirname(stateDir), stateDir]) chmodSync(folder, 0o755);
    });
  });
});

describe('loading SQLite', () => {
  it('keeps the news that it is experimental to itself, and nothing else', async () => {
    vi.resetModules();
    const seen: unknown[] = [];
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation((warning) => {
      seen.push(warning);
    });
    const real = process.getBuiltinModule('node:sqlite');
    const load = vi.spyOn(process, 'getBuiltinModule').mockImplementation((() => {
      process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
      process.emitWarning('the same, said in another way', { type: 'ExperimentalWarning' });
      process.emitWarning('something is wrong', 'Warning');
      return real;
    }) as never);
    const { openStateFile } = await import('../state-file.ts');
    openStateFile(join(newStateDir(), 'x.sqlite')).close();
    expect(load).toHaveBeenCalledOnce();
    expect(seen).toEqual(['something is wrong']);
    process.emitWarning('afterwards', 'ExperimentalWarning');
    expect(seen).toEqual(['something is wrong', 'afterwards']);
    emitWarning.mockRestore();
    load.mockRestore();
  });
});
