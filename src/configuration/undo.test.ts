import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { temporaryFolder } from './backup/testing/temporary-folder.ts';
import { begunBefore, findLastRestore, keepUndo, type UndoRecord } from './backup/undo-record.ts';
import { EVERYTHING, selectionOf } from './selection.ts';
import { configurationOf } from './testing/builders.ts';
import { deletionsFor } from './undo.ts';

const TARGET = 'http://one:8080/api_jsonrpc.php';
const host = (key: string, id?: string) => ({ kind: 'hosts', key, ...(id !== undefined && { id }) });

function places(): { dir: string; leave(name: string, record?: Partial<UndoRecord>): string } {
  const parent = temporaryFolder();
  return {
    dir: join(parent, 'backup'),
    leave(name, record) {
      const folder = join(parent, name);
      mkdirSync(folder);
      if (record) keepUndo(folder, { target: TARGET, finished: true, created: [], ...record });
      return folder;
    },
  };
}

describe('the last restore', () => {
  it('is the newest into this server that left its copy, with what it created', () => {
    const { dir, leave } = places();
    leave('pre-restore-20261122T171530Z', { created: [host('a', '1')] });
    const second = leave('pre-restore-20261122T171530Z-2', { created: [host('b', '2')] });
    leave('pre-restore-20261123T000000Z', { target: 'http://two/' });
    leave('pre-restore-20261124T000000Z');
    expect(findLastRestore(dir, 'HTTP://one:8080/')).toEqual({ folder: second, created: [host('b', '2')] });
    expect(readdirSync(second)).toEqual(['undo.json']);
  });

  it('is an undo too: what it goes back to is its own copy', () => {
    const { dir, leave } = places();
    const first = leave('pre-restore-20261122T000000Z', { created: [host('a', '1')] });
    const undoes = { folder: first, created: [host('a', '1')] };
    const undo = leave('pre-restore-20261123T000000Z', { undoes });
    expect(findLastRestore(dir, TARGET)).toEqual({ folder: undo, created: [] });
  });

  it('is the one that an undo was undoing which did not come to its end', () => {
    const { dir, leave } = places();
    const first = leave('pre-restore-20261122T000000Z', { created: [host('a', '1')] });
    const undoes = { folder: first, created: [host('a', '1')] };
    const cut = leave('pre-restore-20261123T000000Z', { undoes, finished: false });
    expect(findLastRestore(dir, TARGET)).toEqual(undoes);
    leave('pre-restore-20261124T000000Z', { undoes });
    // The undo of an undo in two goes is back to what was before the first of them.
    expect(findLastRestore(dir, TARGET).folder).toBe(cut);
  });

  it('begins where the first of those began that it completed', () => {
    const { dir, leave } = places();
    leave('pre-restore-20261121T000000Z', { created: [host('old', '1')] });
    const cut = leave('pre-restore-20261122T000000Z', { created: [host('a')], finished: false });
    leave('pre-restore-20261123T000000Z', { created: [host('b')], finished: false });
    expect(begunBefore(dir, TARGET, undefined)).toEqual([host('b'), host('a')]);
    leave('pre-restore-20261124T000000Z', { created: [host('a', '1'), host('b', '2')] });
    expect(begunBefore(dir, TARGET, undefined)).toEqual([]);
    expect(findLastRestore(dir, TARGET)).toEqual({ folder: cut, created: [host('a', '1'), host('b', '2')] });
  });

  it('is not there where there is no copy, or none that says of which server it is: both are named', () => {
    const { dir, leave } = places();
    const failure = (from = dir): InputError => {
      try {
        findLastRestore(from, TARGET);
      } catch (error) {
        if (error instanceof InputError) return error;
      }
      throw new Error('it was found');
    };
    expect(failure().why).toContain(join(dir, '..'));
    expect(failure(join(dir, 'typed-wrongly')).why).toContain(`there is no folder ${dir}`);
    writeFileSync(dir, 'a file');
    expect(failure(join(dir, 'backup'))).toMatchObject({
      message: `${dir} cannot be read`,
      why: expect.stringContaining('is a file'),
    });
    const folder = leave('pre-restore-20261122T000000Z');
    expect(failure().why).toContain('pre-restore-20261122T000000Z');
    expect(failure().remedy).toContain(folder);
  });

  it.each([
    ['no JSON', '{"target": "http://one'],
    ['something else', '{"target": 1}'],
  ])('is no older one where the record of the newest is %s: its file is named', (why, text) => {
    const { dir, leave } = places();
    const older = leave('pre-restore-20261122T000000Z', { created: [host('a', '1')] });
    const newest = leave('pre-restore-20261123T000000Z', { created: [host('b', '2')] });
    writeFileSync(join(newest, 'undo.json'), text);
    const failure = (): InputError => {
      try {
        findLastRestore(dir, TARGET);
      } catch (error) {
        if (error instanceof InputError) return error;
      }
      throw new Error('it was found');
    };
    expect(failure().message).toBe(`${join(newest, 'undo.json')} cannot be read`);
    expect(failure().why).toContain(why);
    expect(failure().remedy).toContain(`restore_config --config-dir ${newest}`);
    // Older than what is asked for, it is in nobody's way.
    writeFileSync(join(older, 'undo.json'), text);
    keepUndo(newest, { target: TARGET, finished: true, created: [] });
    leave('pre-restore-20261124T000000Z');
    expect(begunBefore(dir, TARGET, undefined)).toEqual([]);
  });
});

describe('what an undo deletes', () => {
  const copy = configurationOf({ hosts: { there: {} } });
  const plan = {
    changes: [],
    deletes: [],
    liveCounts: new Map(),
    unchanged: 0,
    formerKeys: new Map(),
    notCompared: [],
    leftAlone: [],
  };
  const ids: Record<string, string> = { there: '1', made: '2', other: '3', begun: '4', moved: '5' };
  const sides = { copy, plan, idOf: (_: string, key: string) => ids[key], selection: EVERYTHING };

  it('is what the restore created, was not there before and is still the same', () => {
    const created = [
      host('there', '1'),
      host('made', '2'),
      host('other', '9'),
      host('begun'),
      host('gone', '6'),
    ];
    expect(deletionsFor(created, sides).map(({ key, id }) => [key, id])).toEqual([
      ['made', '2'],
      ['begun', '4'],
    ]);
  });

  it('is not what an object of the copy is called now, nor what is not selected', () => {
    const object = { kind: 'hosts', key: 'there', content: {} };
    const renamed = {
      type: 'update',
      kind: 'hosts',
      key: 'there',
      liveKey: 'moved',
      desired: object,
      live: object,
      differences: [],
    } as const;
    const created = [host('moved'), host('made', '2')];
    expect(deletionsFor(created, { ...sides, plan: { ...plan, changes: [renamed] } })).toEqual([
      host('made', '2'),
    ]);
    const selection = selectionOf([{ kind: 'hosts', name: 'b*' }], []);
    expect(deletionsFor([host('made', '2'), host('begun')], { ...sides, selection })).toEqual([
      host('begun', '4'),
    ]);
  });
});
