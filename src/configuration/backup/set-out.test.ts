import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSetOut, keepSetOut, settleSetOut } from './set-out.ts';

let parent: string;
let copy: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'set-out-'));
  copy = join(parent, 'pre-restore-20261122T120000Z');
  mkdirSync(join(parent, 'backup'));
  mkdirSync(copy);
});
afterEach(() => rmSync(parent, { recursive: true }));

const hosts = ['a', 'b'].map((key) => ({ kind: 'hosts', key }));

describe('what a restore sets out to make', () => {
  it('is found again for its target, and for no other', () => {
    keepSetOut(copy, 'http://one/', hosts);
    expect(findSetOut(join(parent, 'backup'), 'http://one/')).toMatchObject([{ objects: hosts }]);
    expect(findSetOut(join(parent, 'backup'), 'https://ONE/api_jsonrpc.php')).toMatchObject([
      { objects: hosts },
    ]);
    expect(findSetOut(join(parent, 'backup'), 'http://two/')).toEqual([]);
  });

  it('is forgotten when it is there, save what is half made', () => {
    keepSetOut(copy, 'http://one/', hosts);
    settleSetOut(findSetOut(join(parent, 'backup'), 'http://one/'), ({ key }) => key === 'b');
    expect(findSetOut(join(parent, 'backup'), 'http://one/')).toMatchObject([{ objects: [hosts[1]] }]);
    settleSetOut(findSetOut(join(parent, 'backup'), 'http://one/'), () => false);
    expect(existsSync(join(copy, 'objects_set_out.json'))).toBe(false);
  });

  it('is not forgotten where what is left of it cannot be noted', () => {
    keepSetOut(copy, 'http://one/', hosts);
    const newer = join(parent, 'pre-restore-20261123T120000Z');
    mkdirSync(newer);
    keepSetOut(newer, 'http://one/', hosts);
    const kept = findSetOut(join(parent, 'backup'), 'http://one/');
    expect(kept.map(({ folder }) => folder)).toEqual([newer, copy]);
    rmSync(newer, { recursive: true });
    expect(() => settleSetOut(kept, ({ key }) => key === 'b')).toThrow('ENOENT');
    expect(findSetOut(join(parent, 'backup'), 'http://one/')).toMatchObject([{ objects: hosts }]);
  });

  it('stands in one place when it is settled', () => {
    keepSetOut(copy, 'http://one/', hosts);
    const newer = join(parent, 'pre-restore-20261123T120000Z');
    mkdirSync(newer);
    keepSetOut(newer, 'http://one/', hosts.slice(0, 1));
    settleSetOut(findSetOut(join(parent, 'backup'), 'http://one/'), ({ key }) => key === 'b');
    expect(findSetOut(join(parent, 'backup'), 'http://one/')).toMatchObject([
      { folder: newer, objects: hosts.slice(1) },
    ]);
  });

  it('that cannot be read is an error: the threshold would count what is half made', () => {
    const file = join(copy, 'objects_set_out.json');
    writeFileSync(file, '{"target":"http://one/","obj');
    expect(() => findSetOut(join(parent, 'backup'), 'http://one/')).toThrow(`${file} cannot be read`);
  });
});
