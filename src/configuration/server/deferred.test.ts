import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { type JsonObject, objectsIn, text } from '../json.ts';
import type { ObjectKind, ObjectTravel } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import type { Change, Create } from '../plan.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { deepFreeze, objectOf, V70 } from '../testing/builders.ts';
import type { ApplyContext } from './apply-context.ts';
import { applyObjects } from './apply-objects.ts';
import { finishDeferred, withoutAwaited } from './deferred.ts';
import { Names } from './names.ts';

const travel: ObjectTravel = {
  by: 'object',
  parameters: () => ({}),
  fromApi: (row) => row,
  update: 'changed',
};

/** A kind that points to itself and to proxies, in every way that may be put in place later. */
const kind = {
  ...kindNamed('services'),
  travel: { ...travel, together: [['weight', 'children']] },
  references: [
    { path: 'owner', to: 'proxies', none: '0', deferred: true },
    { path: 'children[].serviceid', to: 'services', deferred: true },
    {
      path: 'pages[].parts[].value',
      to: { by: 'type', kinds: { '3': 'proxies' } },
      deferred: 'pages[].parts[]',
    },
    { path: 'groups[].members[].id', to: 'services', deferred: 'groups[]' },
    { path: 'host', to: 'hosts' },
  ],
} as ObjectKind;

interface Call {
  readonly method: string;
  readonly parameters: JsonObject | JsonObject[];
}

/** A server that takes every create and update, and has the objects of these names. */
function contextOf(present: Readonly<Record<string, readonly string[]>> = {}): {
  context: ApplyContext;
  calls: Call[];
} {
  const calls: Call[] = [];
  let next = 100;
  const call = async (method: string, parameters: JsonObject | JsonObject[]): Promise<unknown> => {
    if (method.endsWith('.get')) return [];
    calls.push({ method, parameters: structuredClone(parameters) });
    if (method === 'service.create') {
      return { serviceids: objectsIn(parameters).map(() => String(next++)) };
    }
    return {};
  };
  const zabbix = { version: V70, call } as unknown as Zabbix;
  const names = new Names(zabbix);
  for (const [name, keys] of Object.entries(present))
    for (const key of keys) names.learn(name, `id of ${key}`, key);
  const context = applyContextOf(zabbix, { names });
  return { context, calls };
}

function create(key: string, content: JsonObject): Create {
  return {
    type: 'create',
    kind: 'services',
    key,
    desired: objectOf('services', key, { name: key, ...content }),
  };
}

describe('what may be put in place later', () => {
  const content = deepFreeze({
    name: 'a',
    owner: 'P',
    children: [{ serviceid: 'a' }, { serviceid: 'b' }],
    pages: [
      {
        parts: [
          { type: '3', value: 'P' },
          { type: '1', value: 'P' },
        ],
      },
      { parts: [{ type: '3', value: 'Q' }] },
    ],
    groups: [{ members: [{ id: 'a' }, { id: 'b' }] }, { members: [{ id: 'b' }] }],
    host: 'h',
  });

  it('is left out where its target is not there yet, by field and by element', () => {
    const { context } = contextOf({ services: ['b'], proxies: ['Q'] });
    expect(withoutAwaited(kind, content, context)).toEqual({
      content: {
        name: 'a',
        children: [{ serviceid: 'b' }],
        pages: [{ parts: [{ type: '1', value: 'P' }] }, { parts: [{ type: '3', value: 'Q' }] }],
        groups: [{ members: [{ id: 'b' }] }],
        host: 'h',
      },
      lacking: ['owner', 'children', 'pages', 'groups'],
    });
  });

  it('stays where its target is there', () => {
    const { context } = contextOf({ services: ['a', 'b'], proxies: ['P', 'Q'] });
    expect(withoutAwaited(kind, content, context)).toEqual({ content, lacking: [] });
  });

  it('stays where it means nothing', () => {
    const { context } = contextOf();
    const none = { name: 'a', owner: null, children: [], pages: [{ parts: [] }] };
    expect(withoutAwaited(kind, none, context)).toEqual({ content: none, lacking: [] });
  });
});

describe('objects that point to each other', () => {
  it('are created without that, and then completed', async () => {
    const { context, calls } = contextOf();
    const changes = [
      create('a', { weight: '1', children: [{ serviceid: 'b' }], owner: null }),
      create('b', { weight: '2', children: [{ serviceid: 'a' }], owner: null }),
    ];
    await applyObjects(kind, changes, context);
    expect(context.report.done).toEqual([]);
    await finishDeferred('what can be', context);
    expect(calls).toEqual([
      {
        method: 'service.create',
        parameters: [
          { name: 'a', weight: '1', children: [], owner: '0' },
          { name: 'b', weight: '2', children: [], owner: '0' },
        ],
      },
      {
        method: 'service.update',
        parameters: { serviceid: '100', weight: '1', children: [{ serviceid: '101' }] },
      },
      {
        method: 'service.update',
        parameters: { serviceid: '101', weight: '2', children: [{ serviceid: '100' }] },
      },
    ]);
    expect(context.report.done.map(({ key, what }) => [key, what])).toEqual([
      ['a', 'created'],
      ['b', 'created'],
    ]);
    expect(context.deferred).toEqual([]);
  });

  it('wait for what another kind makes later', async () => {
    const { context, calls } = contextOf();
    await applyObjects(kind, [create('a', { owner: 'P' })], context);
    await finishDeferred('what can be', context);
    expect(calls.map(({ method }) => method)).toEqual(['service.create']);
    context.names.learn('proxies', '7', 'P');
    await finishDeferred('what can be', context);
    expect(calls.at(-1)).toEqual({ method: 'service.update', parameters: { serviceid: '100', owner: '7' } });
    expect(context.report.done).toHaveLength(1);
  });

  it('are said to have failed where what they wait for never comes', async () => {
    const { context, calls } = contextOf();
    await applyObjects(
      kind,
      [create('a', { owner: 'P' }), create('b', { children: [{ serviceid: 'c' }] })],
      context,
    );
    context.report.fail({ kind: 'proxies', key: 'P' }, 'r');
    await finishDeferred('all', context);
    expect(calls).toHaveLength(1);
    expect(context.report.done).toEqual([]);
    expect(context.report.failed.slice(1).map(({ key, reason }) => [key, reason])).toEqual([
      ['a', 'it was created without a part of it: it needs the proxy "P", which was not restored'],
      ['b', 'it was created without a part of it: it needs the service "c", which is not on the target'],
    ]);
  });

  it('are skipped where what must be there first is missing', async () => {
    const { context, calls } = contextOf();
    await applyObjects(kind, [create('a', { owner: 'P', host: 'h' })], context);
    expect(calls).toEqual([]);
    expect(context.report.skipped.map(({ reason }) => reason)).toEqual([
      'it needs the host "h", which is not on the target; where discovery makes such a host, restore again when it is there',
    ]);
  });
});

describe('an update that points to what is not there yet', () => {
  function update(content: JsonObject): Change {
    const live = objectOf('services', 'a', { name: 'a', owner: null, children: [], weight: '0' });
    const desired = objectOf('services', 'a', { ...live.content, ...content });
    const differences = Object.keys(content).map((field) => ({ path: [field] }));
    return { type: 'update', kind: 'services', key: 'a', liveKey: 'a', live, desired, differences };
  }

  it('is made in one go where the target is there already', async () => {
    const { context, calls } = contextOf({ services: ['a'], proxies: ['P'] });
    await applyObjects(kind, [update({ owner: 'P' })], context);
    expect(calls.map(({ parameters }) => parameters)).toEqual([{ serviceid: 'id of a', owner: 'id of P' }]);
    expect(context.report.done.map(({ what }) => what)).toEqual(['updated']);
  });

  it('waits as a whole', async () => {
    const { context, calls } = contextOf({ services: ['a'] });
    await applyObjects(kind, [update({ owner: 'P', weight: '5' })], context);
    expect(calls).toEqual([]);
    context.names.learn('proxies', '7', 'P');
    await finishDeferred('what can be', context);
    expect(calls.map(({ parameters }) => parameters)).toEqual([
      { serviceid: 'id of a', owner: '7', weight: '5', children: [] },
    ]);
    expect(context.report.done.map(({ what }) => text(what))).toEqual(['updated']);
  });

  it('is not made where it waits for what never comes', async () => {
    const { context, calls } = contextOf({ services: ['a'] });
    await applyObjects(kind, [update({ owner: 'P' })], context);
    await finishDeferred('all', context);
    expect(calls).toEqual([]);
    expect(context.report.failed.map(({ reason }) => reason)).toEqual([
      'it was not updated: it needs the proxy "P", which is not on the target',
    ]);
  });
});
