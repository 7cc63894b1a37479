import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { objectsIn } from '../json.ts';
import { actionFromApi } from '../kinds/actions.ts';
import { actionRow, SOURCES, type Source } from '../testing/action-rows.ts';
import { deepFreeze, objectsWithin, VERSIONS } from '../testing/builders.ts';
import { withoutTemplates } from './force-templates.ts';

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
