import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { type JsonObject, text } from '../json.ts';
import { V70 } from '../testing/builders.ts';
import { readInheritedSections } from './read-inherited.ts';

const HOSTS = 300;
const ITEMS = 40;
const CHANGED_EVERY = 50;

interface Answer {
  readonly method: string;
  readonly parameters: JsonObject;
  readonly rows: number;
}

/** Many hosts with the items and triggers of one template: what item.get and trigger.get say of them. */
function largeEstate(): { zabbix: Zabbix; answers: Answer[]; holders: Set<string> } {
  const holders = new Set(Array.from({ length: HOSTS }, (_, index) => String(10_000 + index)));
  const parents = Array.from(
    { length: ITEMS },
    (_, index): JsonObject => rowOf('10', String(index + 1), '0'),
  );
  const items = [...holders].flatMap((hostid) =>
    parents.map((parent) => rowOf(hostid, `${hostid}${text(parent.itemid)}`, text(parent.itemid))),
  );
  items.forEach((item, index) => {
    if (index % (ITEMS * CHANGED_EVERY) === 0) item.delay = '17s';
  });
  const answers: Answer[] = [];
  const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
    const result = method === 'item.get' ? answerOf([...parents, ...items], parameters) : [];
    answers.push({ method, parameters, rows: result.length });
    return parameters.countOutput ? String(result.length) : result;
  };
  return { zabbix: { version: V70, call } as unknown as Zabbix, answers, holders };
}

function rowOf(hostid: string, itemid: string, templateid: string): JsonObject {
  const key_ = `key[${templateid === '0' ? itemid : templateid}]`;
  return { itemid, templateid, hostid, key_, type: '0', value_type: '3', delay: '1m', status: '0', tags: [] };
}

function answerOf(rows: readonly JsonObject[], parameters: JsonObject): JsonObject[] {
  const { hostids, itemids, inherited, limit } = parameters;
  const found = rows.filter(
    (row) =>
      (!inherited || row.templateid !== '0') &&
      (!hostids || (hostids as string[]).includes(text(row.hostid))) &&
      (!itemids || (itemids as string[]).includes(text(row.itemid))),
  );
  return structuredClone(found.slice(0, (limit as number | undefined) ?? found.length));
}

describe('what many hosts change in what they inherit', () => {
  it('is found in parts, of which none is large, and every template item is read once', async () => {
    const { zabbix, answers, holders } = largeEstate();
    const found = await readInheritedSections(zabbix, holders, { templates: false });
    const changed = [...holders].filter((_, index) => index % CHANGED_EVERY === 0);
    expect([...found.keys()].sort()).toEqual(changed);
    for (const id of changed) expect(found.get(id)).toEqual({ items: [{ key: 'key[1]', delay: '17s' }] });
    const read = answers.filter(({ method, parameters }) => method === 'item.get' && !parameters.countOutput);
    expect(Math.max(...read.map(({ rows }) => rows))).toBeLessThanOrEqual(1_500);
    expect(read.reduce((sum, { rows }) => sum + rows, 0)).toBe(HOSTS * ITEMS + ITEMS);
  });

  it('is asked for in one call of each class where there are few', async () => {
    const { zabbix, answers, holders } = largeEstate();
    const some = new Set([...holders].slice(0, 100));
    const found = await readInheritedSections(zabbix, some, { templates: false });
    expect(found.size).toBe(2);
    const read = answers.filter(({ method }) => method === 'item.get');
    expect(read.map(({ rows }) => rows)).toEqual([100 * ITEMS, ITEMS]);
  });

  it('is not asked for further where nothing is inherited', async () => {
    const { zabbix, answers } = largeEstate();
    const strangers = new Set(Array.from({ length: 101 }, (_, index) => String(90_000 + index)));
    expect((await readInheritedSections(zabbix, strangers, { templates: true })).size).toBe(0);
    expect(answers.filter(({ method }) => method === 'item.get').length).toBe(1);
  });
});
