import { describe, expect, it } from 'vitest';
import { InputError } from '../../errors.ts';
import type { ServiceRow, TaskRow } from '../engine/objects.ts';
import { requireService, servicesNamed } from './services.ts';
import { containersOfService, taskIdOf } from './tasks.ts';

function service(name: string, stack?: string, more: Partial<ServiceRow> = {}): ServiceRow {
  return {
    ID: `id-${name}`,
    Version: { Index: 1 },
    UpdatedAt: '2026-11-22T12:00:00.000000000Z',
    Spec: {
      Name: name,
      Labels: stack === undefined ? {} : { 'com.docker.stack.namespace': stack },
      TaskTemplate: {},
      Mode: { Replicated: { Replicas: 1 } },
    },
    ...more,
  };
}

describe('the service that a name means', () => {
  const services = [
    service('web'),
    service('shop_web', 'shop'),
    service('shop_db', 'shop'),
    service('blog_db', 'blog'),
  ];
  const named = (name: string, stack?: string): string[] =>
    servicesNamed(services, name, stack).map(({ Spec }) => Spec.Name);

  it.each([
    ['web', undefined, ['web']],
    ['web', 'shop', ['shop_web']],
    ['shop_web', undefined, ['shop_web']],
    ['shop_web', 'shop', ['shop_web']],
    ['db', undefined, ['shop_db', 'blog_db']],
    ['db', 'blog', ['blog_db']],
    ['web', 'blog', []],
    ['we', undefined, []],
    ['shop', undefined, []],
  ] as const)('%s in the stack %s: %j', (name, stack, found) => {
    expect(named(name, stack)).toEqual(found);
  });

  it('is one, or an error that lists them', () => {
    expect(requireService(services, 'web', undefined).Spec.Name).toBe('web');
    const failure = (name: string, stack?: string): unknown => {
      try {
        return requireService(services, name, stack);
      } catch (error) {
        return error;
      }
    };
    expect(failure('db')).toBeInstanceOf(InputError);
    expect(failure('db')).toMatchObject({ why: 'shop_db, blog_db' });
    expect(failure('x', 'shop')).toMatchObject({
      message: 'The stack shop has no service x',
      why: 'its services are: shop_db, shop_web',
    });
  });
});

describe('the containers of a service', () => {
  let count = 0;
  function task(
    state: string,
    more: Partial<Omit<TaskRow, 'Status'>> & { Status?: Partial<TaskRow['Status']> } = {},
  ): TaskRow {
    count += 1;
    return {
      ID: `task${count}`,
      CreatedAt: '2026-11-22T12:00:01.000000000Z',
      ServiceID: 'id-web',
      Slot: 1,
      NodeID: 'n1',
      DesiredState: 'running',
      Spec: { ContainerSpec: { Image: 'web:1@sha256:abc0' } },
      ...more,
      Status: { State: state, ...more.Status },
    };
  }
  const nodes = new Map([['n1', 'first']]);
  const of = (tasks: readonly TaskRow[], health = new Map(), which = service('web')) =>
    containersOfService(which, tasks, nodes, health);

  it('are its tasks, with the words of containers', () => {
    const running = task('running', { Slot: 2, Status: { ContainerStatus: { ContainerID: 'c2' } } });
    const [first, second] = of([running, task('preparing'), task('running', { ServiceID: 'other' })]);
    expect(first).toMatchObject({
      state: 'created',
      number: 1,
      health: 'none',
      node: 'first',
      image: 'web:1',
    });
    expect(second).toMatchObject({ id: 'c2', state: 'running', number: 2 });
    expect(second && taskIdOf(second)).toBe(running.ID);
  });

  it('have failed since the service was changed, or are history', () => {
    const before = '2026-11-22T11:59:59.000000000Z';
    const old = task('failed', { CreatedAt: before, DesiredState: 'shutdown' });
    const failed = task('failed', {
      DesiredState: 'shutdown',
      Status: { Err: 'task: non-zero exit (3)', ContainerStatus: { ContainerID: 'c', ExitCode: 3 } },
    });
    const refused = task('rejected', { DesiredState: 'shutdown', Status: { Err: 'No such image' } });
    const next = task('ready', { DesiredState: 'ready' });
    const stopped = task('shutdown', { DesiredState: 'shutdown' });
    const found = of([old, failed, refused, next, stopped]);
    expect(found).toHaveLength(3);
    expect(found.find(({ exitCode }) => exitCode === 3)).toMatchObject({
      state: 'exited',
      error: 'task: non-zero exit (3)',
    });
    expect(found.find(({ error }) => error === 'No such image')).toMatchObject({ state: 'exited' });
    expect(found.find(({ state }) => state === 'created')).toMatchObject({ restarts: 2 });
  });

  it('that are told to end count no more', () => {
    expect(of([task('running', { DesiredState: 'shutdown' })])).toMatchObject([{ state: 'removing' }]);
  });

  it('have the health that their node knows, else what their state says', () => {
    const check = { TaskTemplate: { ContainerSpec: { Healthcheck: { Test: ['CMD', 'x'] } } } };
    const checked = service('web', undefined, { Spec: { ...service('web').Spec, ...check } });
    const Status = { ContainerStatus: { ContainerID: 'c' } };
    const healthOf = (state: string, known: Map<string, 'starting'>, which: ServiceRow) =>
      of([task(state, { Status })], known, which)[0];
    expect(healthOf('starting', new Map([['c', 'starting']]), checked)).toMatchObject({
      state: 'running',
      health: 'starting',
    });
    expect(healthOf('starting', new Map(), checked)).toMatchObject({ state: 'created', health: 'starting' });
    expect(healthOf('running', new Map(), checked)).toMatchObject({ state: 'running', health: 'healthy' });
    expect(healthOf('running', new Map(), service('web'))).toMatchObject({ health: 'none' });
  });
});
