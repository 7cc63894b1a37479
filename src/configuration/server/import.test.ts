import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError, LoginError, OutcomeUnknownError, ZabbixApiError } from '../../zabbix/errors.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { V70 } from '../testing/builders.ts';
import { importHalving } from './import.ts';

// The waits between two looks pass at once.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

const METHOD = 'configuration.import';
const refused = () => new ZabbixApiError(METHOD, -32500, 'Application error.', 'No.');

/** Imports these names as host groups; `answer` may throw for some of them, and has `there` to add them to. */
async function importAll(
  names: readonly string[],
  answer: (names: readonly string[], there: Set<string>) => void,
  possible?: (names: readonly string[]) => readonly string[],
) {
  const there = new Set<string>();
  const documents: string[][] = [];
  const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
    if (method !== METHOD) {
      vi.setSystemTime(Date.now() + 10_000);
      return [...there].map((name) => ({ groupid: `id ${name}`, name }));
    }
    const { zabbix_export } = JSON.parse(text(parameters.source)) as { zabbix_export: JsonObject };
    const some = objectsIn(zabbix_export.host_groups).map(({ name }) => text(name));
    documents.push(some);
    answer(some, there);
    return true;
  };
  const zabbix = { version: V70, call } as unknown as Zabbix;
  const context = applyContextOf(zabbix);
  const failed: string[] = [];
  const groups = await importHalving(
    names,
    (some) => ({ version: '7.0', host_groups: some.map((name) => ({ name })) }),
    {},
    context,
    (name) => failed.push(name),
    (some) => some.map((key) => ({ kind: 'hostgroups', key })),
    possible,
  );
  return { imported: groups.flat(), failed, documents };
}

describe('importHalving', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    return () => void vi.useRealTimers();
  });

  it.each([
    ['refused', refused()],
    ['too large', new AnswerTooLargeError('HTTP 500', { method: METHOD, outcomeUnknown: true })],
  ])('imports everything but what is %s by itself', async (_why, error) => {
    const { imported, failed } = await importAll(['a', 'b', 'c', 'd', 'e'], (some) => {
      if (some.includes('c')) throw error;
    });
    expect([imported, failed]).toEqual([['a', 'b', 'd', 'e'], ['c']]);
  });

  it('asks before each half what is still possible', async () => {
    const gone = new Set<string>();
    const { imported, failed } = await importAll(
      ['bad', 'heir', 'good'],
      (some) => {
        if (some.includes('bad')) gone.add('heir');
        if (some.includes('bad')) throw refused();
      },
      (some) => some.filter((name) => !gone.has(name)),
    );
    expect([imported, failed]).toEqual([['good'], ['bad']]);
  });

  it('is made again without an answer once all that it creates is there, and then only', async () => {
    let asked = 0;
    const appears = await importAll(['a', 'b'], (some, there) => {
      asked += 1;
      if (asked > 1) return;
      for (const name of some) there.add(name);
      throw new OutcomeUnknownError(METHOD);
    });
    expect(appears).toEqual({
      imported: ['a', 'b'],
      failed: [],
      documents: [
        ['a', 'b'],
        ['a', 'b'],
      ],
    });
    const inPart = await importAll(['a', 'b'], (_some, there) => {
      there.add('a');
      throw new OutcomeUnknownError(METHOD);
    });
    expect(inPart).toEqual({ imported: [], failed: ['a', 'b'], documents: [['a', 'b']] });
  });

  it('ends with what concerns more than this document', async () => {
    await expect(
      importAll(['a', 'b'], () => {
        throw new LoginError('Zabbix no longer accepts the API token');
      }),
    ).rejects.toThrow(LoginError);
  });
});
