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
      { ...base, what: 'item', name: 'b', history: true },
      { ...base, what: 'item', name: 'former', history: true },
      { ...base, what: 'item', name: 'c', history: true },
      { ...base, what: 'discovery rule', name: 'r', history: true },
      { ...base, what: 'template link', name: 'T', history: true },
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

  it('names what goes without history, wherever import deletes it', () => {
    const rule = {
      key: 'r',
      trigger_prototypes: [{ name: 'tp', expression: 'e' }],
      graph_prototypes: [{ name: 'gp' }],
    };
    const more = {
      items: [{ key: 'i', triggers: [{ name: 't', expression: 'e' }] }],
      triggers: [{ name: 'over two items', expression: 'f' }],
      graphs: [{ name: 'g' }],
      valuemaps: [{ name: 'v' }],
      dashboards: [{ name: 'd' }],
      discovery_rules: [rule],
    };
    const desired = { template: 'A', items: [{ key: 'i' }], discovery_rules: [{ key: 'r' }] };
    const all = losses('templates', desired, { template: 'A', ...more });
    expect(all.map(({ what, name }) => `${what} ${name}`).sort()).toEqual([
      'dashboard d',
      'graph g',
      'graph prototype gp',
      'trigger over two items',
      'trigger prototype tp',
      'trigger t',
      'value map v',
    ]);
    expect(all.filter(({ history }) => history)).toEqual([]);
    expect(names('templates', desired, { template: 'A', ...more }, true)).toEqual([]);
  });

  it('names macros, and tells those whose values are in no backup', () => {
    const macros = [
      { macro: '{$S}', type: 'SECRET_TEXT' },
      { macro: '{$T}', value: 'x' },
    ];
    expect(names('hosts', { host: 'A' }, { host: 'A', macros })).toEqual(['secret macro {$S}', 'macro {$T}']);
    // Items that came by the link stay on a host made by discovery.
    const discovered = { host: 'A', macros, templates: [{ templateid: 'T' }] };
    expect(names('discoveredhosts', { host: 'A' }, discovered)).toEqual(['secret macro {$S}', 'macro {$T}']);
  });

  it('counts whatever goes from a list that nobody knows, at any depth, in part and as a whole', () => {
    const gadgets = [{ name: 'g' }, { name: 'h' }];
    const side = (more: JsonObject): JsonObject => ({ host: 'A', discovery_rules: [{ key: 'r', ...more }] });
    const lost = { kind: 'hosts', key: 'A', what: 'unknown element', name: 'in gadgets', history: true };
    expect(losses('hosts', side({ gadgets: gadgets.slice(0, 1) }), side({ gadgets }))).toEqual([lost]);
    expect(losses('hosts', side({}), side({ gadgets }))).toEqual([lost, lost]);
    expect(losses('hosts', side({}), side({ gadgets }), true)).toEqual([lost, lost]);
    expect(losses('hosts', side({ gadgets }), side({}))).toEqual([]);
    expect(losses('hosts', side({ gadgets }), side({ gadgets: gadgets.toReversed() }))).toEqual([]);
  });

  it('does not count settings that go', () => {
    const item = (more: JsonObject): JsonObject => ({ host: 'A', items: [{ key: 'a', ...more }] });
    const steps = [{ type: 'TRIM' }, { type: 'RTRIM' }];
    expect(
      names('hosts', item({ preprocessing: steps.slice(0, 1) }), item({ preprocessing: steps })),
    ).toEqual([]);
    expect(names('hosts', item({}), item({ preprocessing: steps, headers: [{ name: 'h' }] }))).toEqual([]);
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
