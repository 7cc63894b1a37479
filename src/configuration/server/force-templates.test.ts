import { describe, expect, it } from 'vitest';
import { silentProgress } from '../../terminal/progress.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError, OutcomeUnknownError, ZabbixApiError } from '../../zabbix/errors.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn } from '../json.ts';
import { actionFromApi } from '../kinds/actions.ts';
import { actionRow, SOURCES, type Source } from '../testing/action-rows.ts';
import { deepFreeze, objectsWithin, V70, VERSIONS } from '../testing/builders.ts';
import { knownNames } from '../testing/known-names.ts';
import { deleteAllTemplates, withoutTemplates } from './force-templates.ts';

const condition = (conditiontype: string, formulaid?: string): JsonObject => ({
  conditiontype,
  operator: '0',
  value: conditiontype,
  ...(formulaid === undefined ? {} : { formulaid }),
});

describe('withoutTemplates', () => {
  it.each(VERSIONS)('names no template and no trigger, in any action of %s, and is off', (_name, version) => {
    for (const source of Object.keys(SOURCES) as Source[]) {
      const before = deepFreeze(actionFromApi(actionRow(version, source), version));
      const after = withoutTemplates(before);
      expect(after.status).toBe('1');
      const named = objectsWithin(after).filter(
        ({ conditiontype, optemplate }) =>
          optemplate !== undefined || ['2', '13'].includes(String(conditiontype)),
      );
      expect(named).toEqual([]);
      const kept = objectsIn(before.operations).filter(({ optemplate }) => optemplate === undefined);
      expect(after.operations).toEqual(kept);
      const { status: _s, filter: _f, operations: _o, ...others } = before;
      expect(after).toMatchObject(others);
    }
  });

  it('keeps all other conditions, as they were and in their order', () => {
    const conditions = ['0', '13', '1', '2', '3', '13', '25'].map((type) => condition(type));
    const after = withoutTemplates(deepFreeze({ filter: { evaltype: '1', conditions } }));
    expect(after.filter).toEqual({
      evaltype: '1',
      conditions: ['0', '1', '3', '25'].map((type) => condition(type)),
    });
  });

  it('has no formula, since its letters would mean something else', () => {
    const conditions = [condition('13', 'A'), condition('0', 'B'), condition('1', 'C')];
    const filter = { evaltype: '3', formula: 'A or (B and C)', conditions };
    expect(withoutTemplates(deepFreeze({ filter })).filter).toEqual({
      evaltype: '0',
      conditions: [condition('0'), condition('1')],
    });
  });

  it.each([
    ['1', [{ operationtype: '2' }]],
    ['2', [{ operationtype: '2' }]],
    ['0', []],
    ['3', []],
  ])('has an operation where source %s must have one: %j', (eventsource, operations) => {
    const link = { operationtype: '6', optemplate: [{ templateid: '1' }] };
    expect(withoutTemplates({ eventsource, operations: [link, link] }).operations).toEqual(operations);
    const add = { operationtype: '4', opgroup: [{ groupid: '2' }] };
    expect(withoutTemplates({ eventsource, operations: [link, add] }).operations).toEqual([add]);
  });
});

describe('deleteAllTemplates', () => {
  /** A server that refuses to delete templates. */
  const refusing = {
    version: V70,
    call: async (method: string) => {
      if (method === 'template.get') return [{ templateid: '1' }];
      if (method === 'template.delete')
        throw new ZabbixApiError(method, -32602, 'Invalid params.', 'In use.');
      return {};
    },
  } as unknown as Zabbix;
  const cost = { templates: 1, items: 0, secretMacros: 0 };
  const fail = async (actions: string[]): Promise<unknown> =>
    await deleteAllTemplates(
      refusing,
      { ...cost, actions: actions.map((name) => ({ name, eventSource: '0', content: { name } })) },
      knownNames({ actions }, V70),
      silentProgress,
    ).catch((error: unknown) => error);

  it('says of a refusal that actions are stripped, which ones, and what puts them back', async () => {
    expect(await fail(['A', 'B'])).toMatchObject({
      message: 'Zabbix refused template.delete',
      why: 'Invalid params. In use.',
      exitCode: 1,
      remedy: expect.stringMatching(/\("A", "B"\): the next restore_config .* puts it back/u),
    });
  });

  it('says nothing of actions where none was touched', async () => {
    expect(await fail([])).toBeInstanceOf(ZabbixApiError);
  });

  /** A server with these templates whose `refuse` may throw instead of deleting some of them. */
  function serverWith(count: number, refuse: (ids: readonly string[]) => void) {
    const there = new Set(Array.from({ length: count }, (_, index) => String(index + 1)));
    const call = async (method: string, parameters: unknown): Promise<unknown> => {
      if (method === 'template.get') {
        const { templateids = [...there] } = parameters as { templateids?: string[] };
        return templateids.filter((id) => there.has(id)).map((templateid) => ({ templateid }));
      }
      const ids = parameters as string[];
      if (ids.some((id) => !there.has(id))) throw refusal('No permissions to referred object');
      refuse(ids);
      for (const id of ids) there.delete(id);
      return { templateids: ids };
    };
    return { there, zabbix: { version: V70, call } as unknown as Zabbix };
  }
  const refusal = (why: string) => new ZabbixApiError('template.delete', -32602, 'Invalid params.', why);
  const deleteAll = async (zabbix: Zabbix): Promise<void> =>
    await deleteAllTemplates(zabbix, { ...cost, actions: [] }, knownNames({}, V70), silentProgress);

  it('deletes fewer at once where the front end cannot carry more', async () => {
    const { zabbix, there } = serverWith(45, ({ length }) => {
      if (length > 6)
        throw new AnswerTooLargeError('HTTP 500', { method: 'template.delete', outcomeUnknown: true });
    });
    await deleteAll(zabbix);
    expect(there.size).toBe(0);
  });

  it('deletes in one call what may only go together, wherever it stands', async () => {
    const { zabbix, there } = serverWith(45, (ids) => {
      if (ids.includes('3') !== ids.includes('44')) throw refusal('They share a trigger.');
      if (ids.length > 20) throw refusal('Too many for this test.');
    });
    await deleteAll(zabbix);
    expect(there.size).toBe(0);
  });

  it('goes on where no answer comes, and looks for what is still there', async () => {
    let unanswered = 0;
    const { zabbix, there } = serverWith(25, (ids) => {
      if (!ids.includes('1')) return;
      for (const id of ids) there.delete(id);
      unanswered += 1;
      throw new OutcomeUnknownError('template.delete');
    });
    await deleteAll(zabbix);
    expect([there.size, unanswered]).toEqual([0, 1]);
  });

  it('deletes what can be before it says what cannot', async () => {
    const { zabbix, there } = serverWith(45, (ids) => {
      if (ids.includes('30')) throw refusal('In use.');
    });
    await expect(deleteAll(zabbix)).rejects.toMatchObject({ why: 'Invalid params. In use.' });
    expect([...there]).toEqual(['30']);
  });
});
