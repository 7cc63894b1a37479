import { describe, expect, it } from 'vitest';
import { inheritedIn } from '../../inherited/section.ts';
import type { JsonObject } from '../../json.ts';
import { objectsIn } from '../../json.ts';
import type { Draft, DraftObject } from '../draft.ts';
import { services } from './services.ts';
import { slaOf } from './slas.ts';

const SERVICE = {
  name: 's',
  algorithm: '1',
  sortorder: '3',
  showsla: '0',
  goodsla: '99.9',
  triggerid: null,
  times: [],
  dependencies: [],
};

function converted(
  all: Record<string, JsonObject>,
  hosts: Record<string, DraftObject> = {},
  templates: Record<string, DraftObject> = {},
) {
  const contents = Object.entries(all).map(
    ([key, more]) => [key, { content: { ...SERVICE, ...more } }] as const,
  );
  const draft: Draft = {
    objects: new Map<string, Map<string, DraftObject>>([
      ['services', new Map(contents)],
      ['hosts', new Map(Object.entries(hosts))],
      ['templates', new Map(Object.entries(templates))],
    ]),
    notRecorded: new Map(),
    losses: [],
  };
  services.convert(draft);
  const content = (key: string): JsonObject => draft.objects.get('services')?.get(key)?.content ?? {};
  return { draft, content, slas: [...(draft.objects.get('slas')?.values() ?? [])].map((sla) => sla.content) };
}

describe('services', () => {
  it('have children, and an agreement that those share for which the same was agreed on', () => {
    const { content, slas, draft } = converted({
      a: {
        name: 'a',
        dependencies: [
          { dependsOnServiceid: 'a / b', soft: '0' },
          { dependsOnServiceid: 'c', soft: '1' },
        ],
      },
      'a / b': { name: 'b', algorithm: '2', showsla: '1' },
      c: { name: 'c', algorithm: '0' },
    });
    expect(content('a')).toEqual({
      name: 'a',
      uuid: '0cc175b9c0f146a8b1c399e269772661',
      algorithm: '2',
      sortorder: '3',
      weight: '0',
      propagation_rule: '0',
      propagation_value: '0',
      description: '',
      tags: [{ tag: 'SLA', value: '1' }],
      problem_tags: [],
      status_rules: [],
      children: [{ serviceid: 'a / b' }, { serviceid: 'c' }],
    });
    expect(content('a / b')).toMatchObject({ algorithm: '1', tags: [{ tag: 'SLA', value: '2' }] });
    expect(content('c')).toMatchObject({ algorithm: '0', tags: [{ tag: 'SLA', value: '1' }] });
    expect(slas.map(({ name, status, slo }) => [name, status, slo])).toEqual([
      ['SLA:1', '0', '99.9'],
      ['SLA:2', '1', '99.9'],
    ]);
    expect(draft.losses).toEqual([]);
  });

  it('keep the children and lose the agreement that their backup does not record', () => {
    const { times: _times, dependencies: _dependencies, ...recorded } = SERVICE;
    const draft: Draft = {
      objects: new Map([['services', new Map([['s', { content: { ...recorded } as JsonObject }]])]]),
      notRecorded: new Map(),
      losses: [],
    };
    services.convert(draft);
    expect(draft.objects.get('services')?.get('s')?.content).not.toHaveProperty('children');
    expect(draft.objects.has('slas')).toBe(false);
    expect(draft.losses).toMatchObject([{ kind: 'services', key: 's', what: /agreed on/ }]);
  });

  it('of one name have uuids of their own', () => {
    const { content } = converted({ s: {}, 's [2]': {} });
    expect(content('s').uuid).not.toBe(content('s [2]').uuid);
  });

  const KEY = 'Too hot, and for a long time\nlast(/h/k)>1';
  const LINK = /^[0-9a-f]{8}:Too hot, and for a l\.\.\.$/;
  const trigger = {
    name: 'Too hot, and for a long time',
    expression: 'last(/h/k)>1',
    tags: [{ tag: 'b', value: '' }],
  };

  it('find the problems of their trigger by a tag that it gets, once for all services', () => {
    const host: DraftObject = {
      content: { host: 'h', items: [{ key: 'k', triggers: [structuredClone(trigger)] }] },
    };
    const { content, draft } = converted(
      { s: { triggerid: KEY }, t: { name: 't', triggerid: KEY } },
      { h: host },
    );
    const [link] = objectsIn(content('s').problem_tags);
    expect(link).toMatchObject({ tag: 'ServiceLink', operator: '0', value: expect.stringMatching(LINK) });
    expect(content('t').problem_tags).toEqual([link]);
    const [tagged] = objectsIn(objectsIn(host.content.items)[0]?.triggers);
    expect(tagged?.tags).toEqual([
      { tag: 'ServiceLink', value: link?.value },
      { tag: 'b', value: '' },
    ]);
    expect(draft.losses).toEqual([]);
  });

  it('find those of a trigger that a host inherits, on that host only', () => {
    const inherited = { ...trigger, expression: 'last(/above/k)>1' };
    const above: DraftObject = {
      content: { template: 'above', items: [{ key: 'k', triggers: [inherited] }] },
    };
    const between: DraftObject = { content: { template: 'between', templates: [{ name: 'above' }] } };
    const host: DraftObject = {
      content: { host: 'h', templates: [{ name: 'between' }] },
      supplement: { inherited: { items: [{ key: 'k', status: '1' }] } },
    };
    const { content } = converted({ s: { triggerid: KEY } }, { h: host }, { above, between });
    const [link] = objectsIn(content('s').problem_tags);
    expect(inherited.tags).toEqual([{ tag: 'b', value: '' }]);
    expect(host.supplement?.inherited).toEqual({
      items: [{ key: 'k', status: '1' }],
      triggers: [
        {
          name: trigger.name,
          expression: 'last(/{HOST.HOST}/k)>1',
          tags: [
            { tag: 'ServiceLink', value: link?.value },
            { tag: 'b', value: '' },
          ],
        },
      ],
    });
  });

  it('keep what a host has changed in that trigger already', () => {
    const above: DraftObject = {
      content: { template: 'above', triggers: [{ ...trigger, expression: 'last(/above/k)>1' }] },
    };
    const changed = {
      name: trigger.name,
      expression: 'last(/{HOST.HOST}/k)>1',
      status: '1',
      tags: [{ tag: 'own', value: 'x' }],
    };
    const host: DraftObject = {
      content: { host: 'h', templates: [{ name: 'above' }] },
      supplement: { inherited: { triggers: [changed] } },
    };
    converted({ s: { triggerid: KEY } }, { h: host }, { above });
    const [after, ...none] = objectsIn(inheritedIn(host.supplement)?.triggers);
    expect(none).toEqual([]);
    expect(after).toMatchObject({ status: '1', tags: [{ tag: 'ServiceLink' }, { tag: 'own', value: 'x' }] });
  });

  it('lose the problems of a trigger that the backup does not have, and it is said', () => {
    const { content, draft } = converted({
      s: { triggerid: KEY },
      t: { triggerid: { unresolved: 'triggers', id: '7' } },
    });
    expect([content('s').problem_tags, content('t').problem_tags]).toEqual([[], []]);
    expect(draft.losses.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['services s', 'services t']);
  });
});

describe('agreements', () => {
  const time = (type: number, from: number, to: number, note = ''): JsonObject => ({
    type: String(type),
    ts_from: String(from),
    ts_to: String(to),
    note,
  });
  const scheduleOf = (...times: JsonObject[]): string[] =>
    objectsIn(slaOf({ ...SERVICE, times }, 'SLA:1', '1').schedule).map(
      (each) => `${each.period_from}-${each.period_to}`,
    );

  it('hold what the upgrade makes of a service', () => {
    const times = [time(0, 115_200, 151_200), time(2, 1_893_456_000, 1_893_459_600, 'Umbau')];
    expect(slaOf({ ...SERVICE, showsla: '1', goodsla: '99.9500', times }, 'SLA:4', '4')).toEqual({
      name: 'SLA:4',
      period: '1',
      slo: '99.95',
      effective_date: '946684800',
      timezone: 'system',
      status: '1',
      description: '',
      service_tags: [{ tag: 'SLA', operator: '0', value: '4' }],
      schedule: [{ period_from: '115200', period_to: '151200' }],
      excluded_downtimes: [{ name: 'Umbau', period_from: '1893456000', period_to: '1893459600' }],
    });
  });

  it('have the weekly downtimes cut out of their schedule, which else is always', () => {
    expect(scheduleOf()).toEqual([]);
    expect(scheduleOf(time(1, 0, 3600))).toEqual(['3600-604800']);
    expect(scheduleOf(time(1, 3600, 7200), time(1, 7200, 10_800), time(1, 90_000, 100_000))).toEqual([
      '0-3600',
      '10800-90000',
      '100000-604800',
    ]);
    expect(scheduleOf(time(0, 0, 86_400), time(1, 3600, 7200))).toEqual(['0-3600', '7200-86400']);
    expect(scheduleOf(time(0, 0, 86_400), time(0, 86_400, 172_800))).toEqual(['0-172800']);
    expect(scheduleOf(time(0, 0, 86_400), time(0, 40_000, 172_800), time(1, 50_000, 60_000))).toEqual([
      '0-50000',
      '60000-172800',
    ]);
    expect(scheduleOf(time(0, 3600, 7200), time(1, 3600, 7200))).toEqual([]);
  });

  it('have one downtime for each period, and none without a name', () => {
    const times = [time(2, 1, 2), time(2, 3, 4, 'a'), time(2, 3, 4, 'b'), time(2, 3, 4, 'a')];
    expect(slaOf({ ...SERVICE, times }, 'SLA:1', '1').excluded_downtimes).toEqual([
      { name: 'Downtime', period_from: '1', period_to: '2' },
      { name: 'a, b', period_from: '3', period_to: '4' },
    ]);
  });
});
