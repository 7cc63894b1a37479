import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNeeds, forgetNeeds, keepNeeds } from './needs-set-out.ts';

let parent: string;
let backup: string;
let copy: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'needs-set-out-'));
  backup = join(parent, 'backup');
  copy = join(parent, 'pre-restore-20261122T120000Z');
  mkdirSync(backup);
  mkdirSync(copy);
});
afterEach(() => rmSync(parent, { recursive: true }));

const NEEDS = [{ kind: 'proxies', key: 'p', needs: 'its pre-shared key' }];

describe('what a restore will have to say to a person', () => {
  it('is found again for its target until it was said', () => {
    keepNeeds(copy, 'http://one/', NEEDS);
    expect(findNeeds(backup, 'http://two/')).toEqual([]);
    const kept = findNeeds(backup, 'https://ONE/api_jsonrpc.php');
    expect(kept.map(({ needs }) => needs)).toEqual([NEEDS]);
    forgetNeeds(kept);
    expect(findNeeds(backup, 'http://one/')).toEqual([]);
  });

  it('leaves no file where it is nothing', () => {
    keepNeeds(copy, 'http://one/', []);
    expect(existsSync(join(copy, 'for_a_person_to_set.json'))).toBe(false);
  });

  it('is not passed over where it cannot be read', () => {
    writeFileSync(join(copy, 'for_a_person_to_set.json'), '{"target":"http://one/","needs":[7]}');
    expect(() => findNeeds(backup, 'http://one/')).toThrow('cannot be read');
  });
});
