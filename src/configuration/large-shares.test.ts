import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Backup } from './backup/backup.ts';
import { keepSetOut } from './backup/set-out.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { type LargeShares, largeShares, type Permissions } from './large-shares.ts';
import { makePlan } from './plan.ts';
import { configurationOf, V60, V70 } from './testing/builders.ts';

const KEYS = Array.from({ length: 12 }, (_, index) => `h${index}`);
const URL = 'http://zabbix';

function hosts(name: string) {
  return configurationOf({ hosts: Object.fromEntries(KEYS.map((host) => [host, { host, name }])) });
}

function found(more: Partial<Permissions> = {}, version = V70): LargeShares {
  const options = { kinds: [kindNamed('hosts')], version: V70, keepItems: false };
  const plan = makePlan(hosts('wanted'), hosts('other'), options);
  const backup = { configuration: hosts('wanted') } as unknown as Backup;
  const dir = join(mkdtempSync(join(tmpdir(), 'refused-')), 'backup');
  const may = { allowMany: false, dir, ...more };
  return largeShares({ url: URL, version }, backup, { plan }, may);
}

const SHARES = [{ kind: 'hosts', changed: 12, present: 12 }];

it('are refused', () => {
  expect(found()).toEqual({ shares: SHARES });
  expect(found({ prune: true }, V60)).toEqual({ shares: SHARES });
});

it('are not where they are meant', () => {
  expect(found({ allowMany: true })).toEqual({ shares: SHARES, meant: '--allow-many' });
  expect(found({ force: {} })).toEqual({ shares: SHARES, meant: '--force-templates' });
  expect(found({}, V60)).toEqual({ shares: SHARES, meant: 'a restore from another version' });
});

it('are none of what an earlier restore had begun to make', () => {
  const parent = mkdtempSync(join(tmpdir(), 'refused-'));
  const copy = join(parent, 'pre-restore-20261130T050000Z');
  mkdirSync(copy);
  keepSetOut(
    copy,
    URL,
    KEYS.map((key) => ({ kind: 'hosts', key })),
  );
  expect(found({ dir: join(parent, 'backup') }).shares).toEqual([]);
});
