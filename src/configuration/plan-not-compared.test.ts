import { describe, expect, it } from 'vitest';
import type { Configuration } from './configuration.ts';
import type { JsonObject } from './json.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { lossesOf } from './losses.ts';
import { type Change, isEmpty, makePlan, type Plan, type PlanOptions } from './plan.ts';
import { configurationOf, configurationWith, objectOf, V70, VERSIONS } from './testing/builders.ts';
import { OPTIONS } from './testing/plans.ts';

describe('what is not compared', () => {
  it('is what the desired side does not record, in that kind only', () => {
    const side = (description: string): Configuration =>
      configurationOf({
        proxies: { p: { name: 'p', description } },
        proxygroups: { g: { name: 'g', description } },
      });
    const notRecorded = new Map([['proxies', ['description']]]);
    expect(makePlan(side('x'), side('y'), OPTIONS).changes).toHaveLength(2);
    const changes = makePlan(side('x'), side('y'), { ...OPTIONS, notRecorded }).changes;
    expect(changes.map(({ kind }) => kind)).toEqual(['proxygroups']);
  });

  it('tells no objects apart: services whose links are not recorded are found by name', () => {
    const disk = { name: 'Disk', weight: '2', children: [] };
    const desired = configurationOf({ services: { Disk: { name: 'Disk', weight: '1' } } });
    const live = configurationOf({ services: { 'Shop / Disk': disk } });
    const notRecorded = new Map([['services', ['children']]]);
    expect(makePlan(desired, live, { ...OPTIONS, notRecorded }).changes).toMatchObject([
      { type: 'update', key: 'Disk', liveKey: 'Shop / Disk', differences: [{ path: ['weight'] }] },
    ]);
  });

  it.each([
    ['6.0', 0],
    ['7.0', 1],
  ])('is the uuid of a service before 7.0: on %s %i changes', (name, count) => {
    const version = VERSIONS.find(([text]) => text === name)?.[1] ?? V70;
    const side = (uuid: string): Configuration => configurationOf({ services: { s: { name: 's', uuid } } });
    const plan = makePlan(side('1'), side('2'), {
      kinds: [kindNamed('services')],
      version,
      keepItems: false,
    });
    expect(plan.changes).toHaveLength(count);
  });

  it('is what one side does not record beside the object', () => {
    const side = (supplement?: JsonObject): Configuration =>
      configurationWith([objectOf('hosts', 'a', { host: 'a' }, supplement)]);
    const changes = (desired?: JsonObject, live?: JsonObject): readonly Change[] =>
      makePlan(side(desired), side(live), OPTIONS).changes;
    expect(changes({ tls_connect: '2' }, undefined)).toEqual([]);
    expect(changes(undefined, { tls_connect: '2' })).toEqual([]);
    expect(changes({ tls_connect: '2' }, { tls_connect: '2' })).toEqual([]);
    expect(changes({ tls_connect: '2' }, { tls_connect: '1' })).toMatchObject([
      { differences: [{ path: ['tls_connect'], live: '1', desired: '2' }] },
    ]);
    const inherited = { inherited: { items: [{ key: 'a.b', status: '1' }] } };
    expect(changes({ tls_connect: '2' }, { tls_connect: '2', ...inherited })).toEqual([]);
    expect(changes(undefined, inherited)).toEqual([]);
    expect(changes({ inherited: {} }, inherited)).toMatchObject([
      { differences: [{ path: ['inherited', 'items', '[a.b]'], live: { status: '1' } }] },
    ]);
    expect(changes({ inherited: { items: [{ key: 'a.b', status: '0' }] } }, inherited)).toMatchObject([
      { differences: [{ path: ['inherited', 'items', '[a.b]', 'status'], live: '1', desired: '0' }] },
    ]);
    expect(changes(inherited, undefined)).toHaveLength(1);
  });

  it('is a pre-shared key that the backup holds and nobody can read on the target, save where secrets are set', () => {
    const encrypted = { tls_connect: '2', tls_accept: '2' };
    const side = (supplement: JsonObject): Configuration =>
      configurationWith([objectOf('hosts', 'a', { host: 'a' }, supplement)]);
    const desired = side({ ...encrypted, tls_psk_identity: 'i', tls_psk: 'fake' });
    const plan = makePlan(desired, side(encrypted), OPTIONS);
    expect(plan.changes).toEqual([]);
    expect(plan.notCompared.map(({ macro }) => macro)).toEqual(['tls_psk_identity', 'tls_psk']);
    const set = makePlan(desired, side(encrypted), { ...OPTIONS, setSecrets: true });
    expect(set.changes).toMatchObject([
      { differences: [{ path: ['tls_psk_identity'] }, { path: ['tls_psk'] }] },
    ]);
    // A host that comes to use a key gets this one.
    const open = { tls_connect: '1', tls_accept: '1' };
    expect(makePlan(desired, side(open), OPTIONS).changes).toMatchObject([
      {
        differences: [
          { path: ['tls_connect'] },
          { path: ['tls_accept'] },
          { path: ['tls_psk_identity'] },
          {},
        ],
      },
    ]);
  });

  it('is no loss of an item where a change of an inherited one goes', () => {
    const side = (inherited: JsonObject): Configuration =>
      configurationWith([objectOf('hosts', 'a', { host: 'a' }, { inherited })]);
    expect(lossesOf(makePlan(side({}), side({ items: [{ key: 'a.b', status: '1' }] }), OPTIONS))).toEqual([]);
  });
});

describe('what a document does not say of an object', () => {
  const exact = { items: [{ key: 'a', line_ends: { params: 'LF' } }] };
  const [says, saysNothing] = [{ exact }, undefined];
  const plan = (
    desired: JsonObject | undefined,
    live: JsonObject | undefined,
    notRecorded?: PlanOptions['notRecorded'],
  ): Plan => {
    const of = (supplement: JsonObject | undefined): Configuration =>
      configurationWith([objectOf('hosts', 'h', { host: 'h', groups: [] }, supplement)]);
    return makePlan(of(desired), of(live), { ...OPTIONS, ...(notRecorded && { notRecorded }) });
  };

  it('is a difference like others, either way', () => {
    expect(isEmpty(plan(says, says))).toBe(true);
    const [missing] = plan(says, saysNothing).changes;
    expect(missing).toMatchObject({ differences: [{ path: ['exact', 'items', '[a]'] }] });
    const [surplus] = plan(saysNothing, says).changes;
    expect(surplus).toMatchObject({ differences: [{ path: ['exact', 'items', '[a]'] }] });
  });

  it('is left alone by a backup that did not look for it', () => {
    expect(isEmpty(plan(saysNothing, says, new Map([['hosts', ['exact']]])))).toBe(true);
  });
});
