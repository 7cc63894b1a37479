import { describe, expect, it } from 'vitest';
import type { Identity } from './configuration.ts';
import {
  bringsWhatLacks,
  chosenWith,
  comingAlong,
  dependenciesOf,
  renderDependencies,
} from './dependencies.ts';
import { kindsInOrder } from './kinds/all-kinds.ts';
import { makePlan, type Plan } from './plan.ts';
import { selectionOf } from './selection.ts';
import { configurationOf, V70 } from './testing/builders.ts';

const widget = (type: string, value: string) => ({ pages: [{ widgets: [{ fields: [{ type, value }] }] }] });

/** A dashboard that shows an item of a host, which is linked to templates behind a proxy, and things beside these. */
const BACKUP = configurationOf({
  hostgroups: { Web: { name: 'Web' }, Other: { name: 'Other' } },
  templategroups: { Basics: { name: 'Basics' } },
  templates: {
    Base: { template: 'Base', groups: [{ name: 'Basics' }] },
    Linux: { template: 'Linux', groups: [{ name: 'Basics' }], templates: [{ name: 'Base' }] },
    Unused: { template: 'Unused', groups: [{ name: 'Basics' }] },
  },
  proxies: { behind: { name: 'behind' }, unused: { name: 'unused' } },
  hosts: {
    'db-1': { host: 'db-1', groups: [{ name: 'Other' }] },
    'web-1': {
      host: 'web-1',
      groups: [{ name: 'Web' }],
      templates: [{ name: 'Linux' }],
      proxy: { name: 'behind' },
      triggers: [{ name: 'both', expression: 'last(/web-1/a)=0 and last(/db-1/b)=0' }],
    },
    'web-2': { host: 'web-2', groups: [{ name: 'Web' }] },
  },
  drules: { Net: { name: 'Net', dchecks: [{ type: '12' }] } },
  dashboards: { NOC: { name: 'NOC', ...widget('4', 'web-1/system.cpu.load') } },
});
const NOC = selectionOf([{ kind: 'dashboards', name: 'NOC' }], []);

const names = (found: readonly Identity[]): string[] => found.map(({ kind, key }) => `${kind}:${key}`);
const keys = (objects: ReadonlyMap<string, ReadonlyMap<string, unknown>>): string[] =>
  [...objects].flatMap(([kind, all]) => [...all.keys()].map((key) => `${kind}:${key}`));

function planAgainst(live: typeof BACKUP, desired = BACKUP): Plan {
  return makePlan(desired, live, { kinds: kindsInOrder(V70), version: V70, keepItems: false });
}

/** What comes along with the dashboard onto a server on which these objects are not as in the backup. */
function brought(
  changed: (objects: Map<string, Map<string, unknown>>) => void,
  partIsThere = true,
): string[] {
  const objects = new Map([...BACKUP.objects].map(([kind, all]) => [kind, new Map(all)]));
  changed(objects);
  const plan = planAgainst({ ...BACKUP, objects });
  return names(
    dependenciesOf(
      BACKUP,
      NOC,
      V70,
      bringsWhatLacks(plan, () => partIsThere),
    ),
  );
}

function described(objects: Map<string, Map<string, unknown>>, kind: string, key: string): void {
  const object = BACKUP.objects.get(kind)?.get(key);
  objects.get(kind)?.set(key, { ...object, content: { ...object?.content, description: 'other' } });
}

describe('dependenciesOf', () => {
  it('follows what is named, through items and expressions, and no further', () => {
    expect(names(dependenciesOf(BACKUP, NOC, V70))).toEqual([
      'hostgroups:Other',
      'hostgroups:Web',
      'templategroups:Basics',
      'templates:Base',
      'templates:Linux',
      'proxies:behind',
      'hosts:db-1',
      'hosts:web-1',
    ]);
  });

  it('says what needs it', () => {
    const lines = renderDependencies(dependenciesOf(BACKUP, NOC, V70));
    expect(lines).toContain('  hosts: web-1 (for dashboards: NOC)');
    expect(lines).toContain('  templates: Base (for templates: Linux)');
    expect(renderDependencies([])).toEqual([]);
  });

  it('never brings what --skip leaves out, nor what only that needs', () => {
    const selection = selectionOf(
      [{ kind: 'dashboards' }],
      [{ kind: 'templates', name: 'Linux' }, { kind: 'proxies' }],
    );
    expect(names(dependenciesOf(BACKUP, selection, V70))).toEqual([
      'hostgroups:Other',
      'hostgroups:Web',
      'hosts:db-1',
      'hosts:web-1',
    ]);
  });

  it('ends where objects name each other, and themselves', () => {
    const element = (name: string) => ({ selements: [{ elementtype: '1', elements: [{ sysmapid: name }] }] });
    const circle = configurationOf({ maps: { a: element('b'), b: element('a'), c: element('c') } });
    expect(names(dependenciesOf(circle, selectionOf([{ kind: 'maps', name: 'a' }], []), V70))).toEqual([
      'maps:b',
    ]);
    expect(dependenciesOf(circle, selectionOf([{ kind: 'maps', name: 'c' }], []), V70)).toEqual([]);
  });

  it('finds the rule in which a discovery check stands, and the one of several kinds that an action is of', () => {
    const backup = configurationOf({
      drules: {
        Net: { name: 'Net', dchecks: [{ type: '12', ports: '0' }] },
        Other: { name: 'Other', dchecks: [] },
      },
      discovery_actions: {
        Found: {
          name: 'Found',
          filter: { conditions: [{ conditiontype: '19', value: 'Net: ICMP ping' }] },
        },
      },
      dashboards: { D: { name: 'D', ...widget('12', 'Found') } },
    });
    const selection = selectionOf([{ kind: 'dashboards' }], []);
    expect(names(dependenciesOf(backup, selection, V70))).toEqual(['drules:Net', 'discovery_actions:Found']);
  });
});

describe('bringsWhatLacks', () => {
  it('brings nothing to a server that has it all', () => {
    expect(brought(() => undefined)).toEqual([]);
  });

  it('brings what is missing, and leaves alone what is there and differs', () => {
    const found = brought((objects) => {
      objects.get('hosts')?.delete('web-1');
      objects.get('proxies')?.delete('behind');
      objects.get('proxies')?.delete('unused');
      described(objects, 'templates', 'Linux');
    });
    expect(found).toEqual(['proxies:behind', 'hosts:web-1']);
  });

  it('does not look behind what is there', () => {
    expect(brought((objects) => objects.get('proxies')?.clear())).toEqual([]);
  });

  it('brings a host that is there and lacks the very item', () => {
    const changed = (objects: Map<string, Map<string, unknown>>) => described(objects, 'hosts', 'web-1');
    expect(brought(changed, true)).toEqual([]);
    expect(brought(changed, false)).toEqual(['hosts:web-1']);
  });
});

describe('comingAlong', () => {
  type Contents = Parameters<typeof configurationOf>[0];

  /** What comes along with all dashboards and the objects of that name, and what the plan with it renames. */
  function coming(chosen: string, backup: Contents, onTarget: Contents, skipped: string[] = []) {
    const [desired, live] = [configurationOf(backup), configurationOf(onTarget)];
    const [kind = '', name = ''] = chosen.split(':');
    const selection = selectionOf(
      [{ kind: 'dashboards' }, { kind, name }],
      skipped.map((each) => ({ kind, name: each })),
    );
    let plans = 0;
    const planWith = (dependencies: readonly Identity[]): Plan => {
      plans += 1;
      return planAgainst(live, chosenWith(desired, selection, dependencies));
    };
    const whole = planAgainst(live, chosenWith(desired, selection, dependenciesOf(desired, selection, V70)));
    const brings = bringsWhatLacks(whole, () => true);
    const { dependencies, plan } = comingAlong(desired, selection, V70, brings, planWith);
    expect(plan).toEqual(planWith(dependencies));
    const renamed = [...plan.formerKeys].flatMap(([, former]) =>
      [...former].map(([to, from]) => `${from} → ${to}`),
    );
    return { found: names(dependencies), renamed, plans: plans - 1 };
  }
  const host = (key: string, name: string) => ({ host: key, name });
  const hosts = { old: host('old', 'Old'), web: host('web', 'Web') };
  const shows = (item: string) => ({ D: { name: 'D', ...widget('4', item) } });

  it('brings what is there only until another one is renamed', () => {
    const live = { hosts: { web: host('web', 'Old') } };
    const expected = { found: ['hosts:web'], renamed: [], plans: 2 };
    expect(coming('hosts:old', { hosts, dashboards: shows('web/k') }, live)).toEqual(expected);
  });

  it('leaves what is renamed to its name where nothing needs the one that it has', () => {
    const live = { hosts: { web: host('web', 'Old') } };
    const expected = { found: [], renamed: ['web → old'], plans: 1 };
    expect(coming('hosts:old', { hosts, dashboards: shows('old/k') }, live)).toEqual(expected);
    expect(coming('hosts:old', { hosts, dashboards: shows('web/k') }, live, ['web'])).toEqual(expected);
  });

  it('looks again with what comes along, which may be found by the name of something else', () => {
    const template = (key: string, name: string) => ({ template: key, name });
    const links = [{ name: 'Up' }, { name: 'Base' }];
    const backup = {
      templates: { Up: template('Up', 'Up'), Base: template('Base', 'Base') },
      hosts: { ...hosts, web: { ...hosts.web, templates: links } },
      dashboards: shows('web/k'),
    };
    const live = { templates: { Base: template('Base', 'Up') }, hosts: { web: host('web', 'Old') } };
    const found = ['templates:Base', 'templates:Up', 'hosts:web'];
    expect(coming('hosts:old', backup, live)).toEqual({ found, renamed: [], plans: 3 });
  });

  it('renames what a uuid tells, since it could not be created beside what has that uuid', () => {
    const template = (key: string, uuid: string) => ({ template: key, name: key, uuid });
    const templates = { Old: template('Old', '1'), Web: template('Web', '2') };
    const live = { templates: { Web: template('Web', '1') } };
    const dashboards = shows('Web/k');
    const expected = { found: [], renamed: ['Web → Old'], plans: 1 };
    expect(coming('templates:Old', { templates, dashboards }, live)).toEqual(expected);
    // By the visible name it is a guess.
    const guessed = { templates: { Web: { ...template('Web', '3'), name: 'Old' } } };
    expect(coming('templates:Old', { templates, dashboards }, guessed)).toEqual({
      found: ['templates:Web'],
      renamed: [],
      plans: 2,
    });
  });
});

describe('chosenWith', () => {
  it('holds the chosen and what comes along, in the order of the backup', () => {
    const { objects } = chosenWith(BACKUP, NOC, [
      { kind: 'hosts', key: 'web-1' },
      { kind: 'templates', key: 'Base' },
    ]);
    expect(keys(objects)).toEqual(['templates:Base', 'hosts:web-1', 'dashboards:NOC']);
  });
});
