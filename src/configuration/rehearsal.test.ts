import { describe, expect, it } from 'vitest';
import { kindsInOrder } from './kinds/all-kinds.ts';
import { isEmpty, makePlan } from './plan.ts';
import { rehearsed } from './rehearsal.ts';
import { configurationOf, deepFreeze, V70 } from './testing/builders.ts';

const CONFIGURATION = deepFreeze(
  configurationOf({
    hostgroups: { G: { name: 'G' } },
    hosts: { a: { host: 'a', name: 'a' }, b: { host: 'b', name: 'b', status: 'DISABLED' } },
    trigger_actions: { T: { name: 'T', status: '0', eventsource: '0' } },
    reg_actions: { R: { name: 'R', status: '1', eventsource: '2' } },
  }),
);

/** How an object is told to do nothing: include/defines.inc.php of 7.0, *_STATUS_DISABLED and *_STATUS_NOT_MONITORED. */
const DISABLED: Readonly<Record<string, string>> = {
  hosts: 'DISABLED',
  connectors: '0',
  drules: '1',
  trigger_actions: '1',
  reg_actions: '1',
  discovery_actions: '1',
  internal_actions: '1',
  service_actions: '1',
  reports: '1',
};

describe('a rehearsal', () => {
  it('puts hosts and actions to sleep and changes nothing else', () => {
    const contents = Object.fromEntries(
      [...rehearsed(CONFIGURATION).objects].map(([kind, all]) => [
        kind,
        [...all.values()].map(({ content }) => content),
      ]),
    );
    expect(contents).toEqual({
      hostgroups: [{ name: 'G' }],
      hosts: [
        { host: 'a', name: 'a', status: 'DISABLED' },
        { host: 'b', name: 'b', status: 'DISABLED' },
      ],
      trigger_actions: [{ name: 'T', status: '1', eventsource: '0' }],
      reg_actions: [{ name: 'R', status: '1', eventsource: '2' }],
    });
  });

  it('disables every kind that acts by itself, by the number which means that for the kind', () => {
    const all = Object.fromEntries(
      kindsInOrder(V70).map(({ name }) => [name, { X: { status: 'as it was' } }]),
    );
    const changed = [...rehearsed(configurationOf(all)).objects].flatMap(([kind, objects]) =>
      [...objects.values()]
        .filter(({ content }) => content.status !== 'as it was')
        .map(({ content }) => [kind, content.status]),
    );
    expect(Object.fromEntries(changed)).toEqual(DISABLED);
  });

  it('is ended by a plan of the configuration itself, which wakes what slept for it alone, actions last', () => {
    const plan = makePlan(CONFIGURATION, rehearsed(CONFIGURATION), {
      kinds: kindsInOrder(V70),
      version: V70,
      keepItems: false,
    });
    expect(plan.changes.map(({ kind, key }) => `${kind}: ${key}`)).toEqual([
      'hosts: a',
      'trigger_actions: T',
    ]);
    expect(
      plan.changes.flatMap((change) => (change.type === 'update' ? change.differences : [])),
    ).toMatchObject([{ path: ['status'] }, { path: ['status'] }]);
    const again = makePlan(rehearsed(CONFIGURATION), rehearsed(CONFIGURATION), {
      kinds: kindsInOrder(V70),
      version: V70,
      keepItems: false,
    });
    expect(isEmpty(again)).toBe(true);
  });
});
