import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallOptions, Zabbix } from '../../zabbix/connection.ts';
import {
  AnswerTooLargeError,
  LoginError,
  OutcomeUnknownError,
  UnreachableError,
  ZabbixApiError,
} from '../../zabbix/errors.ts';
import { type JsonObject, objectsIn } from '../json.ts';
import type { HolderKind, ObjectKind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import type { Create, Update } from '../plan.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { objectOf, V70 } from '../testing/builders.ts';
import { type ApplyContext, concernsOneWrite } from './apply-context.ts';
import { applyObjects } from './apply-objects.ts';
import { freeNames, giveNamesBack } from './free-names.ts';
import { importHalving } from './import.ts';
import { takeBackLockOut } from './lock-out.ts';

// The waits between two looks pass at once.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

/** Writes to which no answer comes: what is done about them, and above all what is not. */

const regexps = kindNamed('regexps') as ObjectKind;
const hosts = kindNamed('hosts') as HolderKind;

type Answer = (method: string, parameters: JsonObject | JsonObject[], options?: CallOptions) => unknown;

function contextOf(answer: Answer, more: Partial<Zabbix> = {}): { context: ApplyContext; calls: string[] } {
  const calls: string[] = [];
  const call: Answer = async (method, parameters, options) => {
    calls.push(method);
    return await answer(method, parameters, options);
  };
  const zabbix = { version: V70, call, ...more } as unknown as Zabbix;
  const context = applyContextOf(zabbix);
  return { context, calls };
}

function create(key: string): Create {
  return { type: 'create', kind: 'regexps', key, desired: objectOf('regexps', key, { name: key }) };
}

const rowsOf = (names: readonly string[]): JsonObject[] =>
  names.map((name, index) => ({ regexpid: String(index + 1), name }));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a create without an answer', () => {
  it('is taken for done once all of it is there', async () => {
    let looks = 0;
    const { context, calls } = contextOf((method) => {
      if (method === 'regexp.create') throw new OutcomeUnknownError(method);
      looks += 1;
      return rowsOf(looks < 2 ? [] : ['a', 'b']);
    });
    await applyObjects(regexps, [create('a'), create('b')], context);
    expect(context.report.done.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(context.report.failed).toEqual([]);
    expect(calls.filter((method) => method === 'regexp.create')).toHaveLength(1);
  });

  it('is never made again where something of it does not appear', async () => {
    const { context, calls } = contextOf((method) => {
      if (method === 'regexp.create') throw new OutcomeUnknownError(method);
      vi.advanceTimersByTime(40_000);
      return rowsOf(['a']);
    });
    await applyObjects(regexps, [create('a'), create('b')], context);
    expect(context.report.done.map(({ key }) => key)).toEqual(['a']);
    expect(context.report.failed).toMatchObject([{ key: 'b', reason: expect.stringContaining('unknown') }]);
    expect(calls.filter((method) => method === 'regexp.create')).toHaveLength(1);
  });
});

describe('a create', () => {
  it('that is too large for the front end is made object by object', async () => {
    const { context } = contextOf((method, parameters) => {
      if (method !== 'regexp.create') return [];
      const wanted = objectsIn(parameters as never);
      if (wanted.length > 1 || wanted[0]?.name === 'huge') {
        throw new AnswerTooLargeError('too large', { method, outcomeUnknown: false });
      }
      return { regexpids: ['7'] };
    });
    await applyObjects(regexps, [create('small'), create('huge')], context);
    expect(context.report.done.map(({ key }) => key)).toEqual(['small']);
    expect(context.report.failed.map(({ key }) => key)).toEqual(['huge']);
  });

  it('whose answer has fewer ids than objects counts as without an answer', async () => {
    const { context } = contextOf((method) =>
      method === 'regexp.create' ? { regexpids: ['7'] } : rowsOf(['a', 'b']),
    );
    await applyObjects(regexps, [create('a'), create('b')], context);
    expect(context.report.done).toHaveLength(2);
    expect(context.names.idOf('regexps', 'b')).toBe('2');
  });
});

describe('an import without an answer', () => {
  it('that creates nothing is not made again: it may be under way', async () => {
    const { context, calls } = contextOf((method) => {
      throw new OutcomeUnknownError(method);
    });
    const failed: string[] = [];
    const done = await importHalving(
      ['a', 'b'],
      () => ({ version: '7.0' }),
      {},
      context,
      (unit) => failed.push(unit),
    );
    expect([done, failed, calls]).toEqual([[], ['a', 'b'], ['configuration.import']]);
  });
});

describe('what ends a restore', () => {
  it('is what does not concern one write alone', () => {
    const unknown = new OutcomeUnknownError('host.update');
    expect(concernsOneWrite(unknown, undefined)).toBe(true);
    expect(concernsOneWrite(unknown, AbortSignal.abort())).toBe(false);
    expect(concernsOneWrite(new ZabbixApiError('host.update', -32602, 'no', ''), undefined)).toBe(true);
    expect(concernsOneWrite(new UnreachableError('nobody there'), undefined)).toBe(false);
    expect(concernsOneWrite(new Error('a defect'), undefined)).toBe(false);
  });
});

describe('an update that may lock out', () => {
  const kind = kindNamed('authentication') as ObjectKind;
  const update: Update = {
    ...{ type: 'update', kind: kind.name, key: 'global', liveKey: 'global', differences: [] },
    desired: objectOf(kind.name, 'global', { http_auth_enabled: '1' }),
    live: objectOf(kind.name, 'global', { http_auth_enabled: '0' }),
  };
  const sent = { http_auth_enabled: '1' };

  it('is taken back on a path that no signal closes, where the trial itself was interrupted', async () => {
    const writes: unknown[] = [];
    const interrupted = new Error('interrupted');
    const { context } = contextOf((_method, parameters, options) => writes.push([parameters, options]), {
      proveLogin: () => Promise.reject(interrupted),
    });
    await expect(takeBackLockOut(kind, update, sent, context)).rejects.toBe(interrupted);
    expect(writes).toEqual([[{ http_auth_enabled: '0' }, { evenCancelled: true }]]);
    expect(context.report.failed).toMatchObject([{ reason: expect.stringContaining('taken back') }]);
  });

  it('is an error with both reasons where it cannot be taken back', async () => {
    const { context } = contextOf(
      () => {
        throw new UnreachableError('nobody there');
      },
      { proveLogin: () => Promise.reject(new LoginError('no way in')) },
    );
    await expect(takeBackLockOut(kind, update, sent, context)).rejects.toMatchObject({
      message: expect.stringContaining('could not be taken back'),
      why: expect.stringMatching(/no way in.*nobody there/),
    });
  });
});

describe('a visible name that was given up for a moment', () => {
  const swap = (key: string, before: string, after: string): Update => ({
    ...{ type: 'update', kind: 'hosts', key, liveKey: key, differences: [] },
    desired: objectOf('hosts', key, { host: key, name: after }),
    live: objectOf('hosts', key, { host: key, name: before }),
  });

  it('comes back where the update of its object was refused, or the loss is said', async () => {
    const names: string[] = [];
    const { context } = contextOf((method, parameters) => {
      const { hostid, name } = parameters as JsonObject;
      names.push(`${hostid}: ${String(name).replace(/[0-9a-f]{16}/, 'x')}`);
      if (hostid === 'id of c' && name === 'Z') throw new ZabbixApiError(method, -32602, 'taken', '');
    });
    for (const key of ['a', 'b', 'c']) context.names.learn('hosts', `id of ${key}`, key);
    const updates = [swap('a', 'X', 'Y'), swap('b', 'Y', 'Z'), swap('c', 'Z', 'X')];
    const freed = await freeNames(hosts, updates, context);
    expect(freed.map(({ key }) => key)).toEqual(['b', 'c']);
    for (const update of freed) context.report.fail(update, 'refused');
    await giveNamesBack(hosts, freed, context);
    expect(names).toEqual(['id of b: renaming-x', 'id of c: renaming-x', 'id of b: Y', 'id of c: Z']);
    expect(context.report.failed.at(-1)).toMatchObject({ key: 'c', reason: expect.stringContaining('"Z"') });
  });
});
