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

/** What is lost, in words. */
function names(...sides: Parameters<typeof losses>): string[] {
  return losses(...sides).map(({ what, name }) => `${what} ${name}`);
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
    const base = { kind: 'templates', key: 'A' };
    expect(losses('templates', desired, live)).toEqual([
      { ...base, what: 'item', name: 'b' },
      { ...base, what: 'item', name: 'former' },
      { ...base, what: 'item', name: 'c' },
      { ...base, what: 'discovery rule', name: 'r' },
      { ...base, what: 'template link', name: 'T' },
    ]);
  });

  it('names what is further in, and all that holds history', () => {
    const rule = {
      key: 'r',
      item_prototypes: [{ key: 'i', name: 'I' }],
      host_prototypes: [{ host: '{#H}', name: 'H' }],
    };
    expect(
      names(
        'hosts',
        { host: 'A', discovery_rules: [{ key: 'r' }] },
        { host: 'A', discovery_rules: [rule], httptests: [{ name: 'w' }] },
      ),
    ).toEqual(['item prototype i', 'host prototype {#H}', 'web scenario w']);
  });

  it('names secret macros, whose values are in no backup, and no others', () => {
    const macros = [
      { macro: '{$S}', type: 'SECRET_TEXT' },
      { macro: '{$T}', value: 'x' },
    ];
    expect(names('hosts', { host: 'A' }, { host: 'A', macros })).toEqual(['secret macro {$S}']);
    // Items that came by the link stay on a host made by discovery.
    const discovered = { host: 'A', macros, templates: [{ templateid: 'T' }] };
    expect(names('discoveredhosts', { host: 'A' }, discovered)).toEqual(['secret macro {$S}']);
  });

  it('does not count what is renamed: its history stays', () => {
    const desired = {
      ...live,
      items: [...live.items.slice(0, 2), { uuid: 'u', key: 'new' }, { uuid: 'v', key: 'c' }],
    };
    expect(names('templates', desired, live)).toEqual([]);
  });

  it('does not take two items without uuid for one', () => {
    expect(
      names('hosts', { host: 'A', items: [{ key: 'x' }] }, { host: 'A', items: [{ key: 'y' }] }),
    ).toEqual(['item y']);
  });

  it('is empty where nothing goes, and where items are kept', () => {
    const item = (more: JsonObject): JsonObject => ({ host: 'A', items: [{ key: 'a', ...more }] });
    expect(names('hosts', { host: 'A', name: 'new' }, { host: 'A', name: 'old' })).toEqual([]);
    expect(names('hosts', item({ delay: '1m' }), item({ tags: [{ tag: 't' }] }))).toEqual([]);
    expect(names('hosts', { host: 'A' }, item({}), true)).toEqual([]);
  });

  it('looks at what holds such things: what is created or is of another kind loses nothing', () => {
    expect(names('proxies', { name: 'A' }, { name: 'A', items: [{ key: 'y' }] })).toEqual([]);
    const plan = makePlan(configurationOf({ hosts: { A: { host: 'A' } } }), configurationOf({ hosts: {} }), {
      kinds: [kindNamed('hosts')],
      version: V70,
      keepItems: false,
    });
    expect(plan.changes).toHaveLength(1);
    expect(lossesOf(plan)).toEqual([]);
  });

  it('names the enrolments that go with another kind of codes', () => {
    const totp = { name: 'A', type: '1', hash_function: '1', code_length: '6' };
    const lost = ['TOTP enrolment list of all its users, who enrol again'];
    expect(names('mfas', { ...totp, code_length: '8' }, totp)).toEqual(lost);
    expect(names('mfas', { ...totp, type: '2' }, totp)).toEqual(lost);
    expect(names('mfas', totp, { ...totp, name: 'B' })).toEqual([]);
    expect(names('mfas', totp, { ...totp, type: '2' })).toEqual([]);
  });
});
