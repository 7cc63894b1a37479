import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Backup } from '../configuration/backup/backup.ts';
import { keepSetOut } from '../configuration/backup/set-out.ts';
import { kindNamed } from '../configuration/kinds/all-kinds.ts';
import { makePlan } from '../configuration/plan.ts';
import { configurationOf, V60, V70 } from '../configuration/testing/builders.ts';
import { sharesRefused } from './refused-shares.ts';

const KEYS = Array.from({ length: 12 }, (_, index) => `h${index}`);
const URL = 'http://zabbix';

function hosts(name: string) {
  return configurationOf({ hosts: Object.fromEntries(KEYS.map((host) => [host, { host, name }])) });
}

function refused(more: Partial<Parameters<typeof sharesRefused>[3]> = {}, version = V70): object {
  const options = { kinds: [kindNamed('hosts')], version: V70, keepItems: false };
  const plan = makePlan(hosts('wanted'), hosts('other'), options);
  const backup = { configuration: hosts('wanted') } as unknown as Backup;
  const dir = join(mkdtempSync(join(tmpdir(), 'refused-')), 'backup');
  const may = { allowMany: false, prune: false, dir, ...more };
  return sharesRefused({ url: URL, version }, backup, { plan }, may);
}

it('finds what the restore would refuse', () => {
  expect(refused()).toEqual([{ kind: 'hosts', changed: 12, present: 12 }]);
});

it('finds nothing where the restore would go on', () => {
  expect(refused({ allowMany: true })).toEqual([]);
  expect(refused({ force: {} })).toEqual([]);
  expect(refused({}, V60)).toEqual([]);
  expect(refused({ prune: true }, V60)).toHaveLength(1);
});

it('does not count what an earlier restore had begun to make', () => {
  const parent = mkdtempSync(join(tmpdir(), 'refused-'));
  const copy = join(parent, 'pre-restore-20261130T050000Z');
  mkdirSync(copy);
  keepSetOut(
    copy,
    URL,
    KEYS.map((key) => ({ kind: 'hosts', key })),
  );
  expect(refused({ dir: join(parent, 'backup') })).toEqual([]);
});
