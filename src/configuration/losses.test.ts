import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { lossesOf } from './losses.ts';
import { makePlan } from './plan.ts';
import { configurationOf, V70 } from './testing/builders.ts';

function losses(
  kind: string,
  desired: JsonObject,
  live: JsonObject,
  keepItems = false,
): ReturnType<typeof lossesOf> {
  const plan = makePlan(
    configurationOf({ [kind]: { A: desired } }),
    configurationOf({ [kind]: { A: live } }),
    { kinds: [kindNamed(kind)], version: V70, keepItems },
  );
  return lossesOf(plan);
}

describe('lossesOf', () => {
  const live = {
    template: 'A',
    items: [{ key: 'a' }, { key: 'b' }, { uuid: 'u', key: 'former' }, { uuid: 'v', key: 'c' }],
    discovery_rules: [{ key: 'r' }, { key: 's' }],
    templates: [{ name: 'T' }, { name: 'U' }],
  };

  it('names items, rules and links that are on the target only', () => {
    const desired = {
      template: 'A',
      items: [{ key: 'a' }, { uuid: 'w', key: 'new' }],
      discovery_rules: [{ key: 's' }],
      templates: [{ name: 'U' }],
    };
    expect(losses('templates', desired, live)).toEqual([
      { kind: 'templates', key: 'A', items: ['b', 'former', 'c'], rules: ['r'], unlinked: ['T'] },
    ]);
  });

  it('does not count what is renamed: its history stays', () => {
    const desired = {
      ...live,
      items: [...live.items.slice(0, 2), { uuid: 'u', key: 'new' }, { uuid: 'v', key: 'c' }],
    };
    expect(losses('templates', desired, live)).toEqual([]);
  });

  it('does not take two items without uuid for one', () => {
    expect(
      losses('hosts', { host: 'A', items: [{ key: 'x' }] }, { host: 'A', items: [{ key: 'y' }] }),
    ).toEqual([{ kind: 'hosts', key: 'A', items: ['y'], rules: [], unlinked: [] }]);
  });

  it('is empty where nothing goes, and where items are kept', () => {
    expect(losses('hosts', { host: 'A', name: 'new' }, { host: 'A', name: 'old' })).toEqual([]);
    expect(
      losses(
        'hosts',
        { host: 'A', items: [{ key: 'a', delay: '1m' }] },
        { host: 'A', items: [{ key: 'a' }] },
      ),
    ).toEqual([]);
    expect(losses('hosts', { host: 'A' }, { host: 'A', items: [{ key: 'y' }] }, true)).toEqual([]);
  });

  it('looks at templates and hosts only: what is created or is of another kind loses nothing', () => {
    expect(losses('proxies', { name: 'A' }, { name: 'A', items: [{ key: 'y' }] })).toEqual([]);
    const plan = makePlan(configurationOf({ hosts: { A: { host: 'A' } } }), configurationOf({ hosts: {} }), {
      kinds: [kindNamed('hosts')],
      version: V70,
      keepItems: false,
    });
    expect(plan.changes).toHaveLength(1);
    expect(lossesOf(plan)).toEqual([]);
  });
});
