import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import type { JsonObject } from '../json.ts';
import { V60 } from '../testing/builders.ts';
import { Names } from './names.ts';

const service = (serviceid: string, name: string, ...children: string[]): JsonObject => ({
  serviceid,
  name,
  uuid: serviceid,
  children: children.map((child) => ({ serviceid: child })),
});
const ROWS = [
  service('1', 'Shop', '2', '3'),
  service('2', 'Node'),
  service('3', 'Node'),
  service('4', 'Node'),
];

function namesOf(asked: JsonObject[]): Names {
  const call = async <T>(_method: string, parameters: JsonObject): Promise<T> => {
    asked.push(parameters);
    return ROWS as T;
  };
  return new Names({ version: V60, call } as unknown as Zabbix);
}

it('services are found by their places, for which all of them are read, once', async () => {
  const asked: JsonObject[] = [];
  const names = namesOf(asked);
  await names.findKeys('services', ['3']);
  expect(['1', '2', '3', '4', '5'].map((id) => names.keyOf('services', id))).toEqual([
    'Shop',
    'Shop / Node',
    'Shop / Node [2]',
    'Node',
    undefined,
  ]);
  await names.findIds('services', ['Node', 'Shop / Node']);
  expect(names.idOf('services', 'Node')).toBe('4');
  expect(asked).toHaveLength(1);
  expect(asked[0]).not.toHaveProperty('serviceids');
  expect(asked[0]).not.toHaveProperty('filter');
  expect(asked[0]).toMatchObject({ selectChildren: ['serviceid'] });
});

it('what is known by the key that it is to have keeps it', async () => {
  const names = namesOf([]);
  names.learn('services', '2', 'Shop / Renamed');
  await names.findIds('services', ['Node']);
  expect(names.idOf('services', 'Shop / Renamed')).toBe('2');
  expect(names.keyOf('services', '2')).toBe('Shop / Renamed');
  expect(names.idOf('services', 'Shop / Node')).toBeUndefined();
});

it('a name with several lines is found whatever its line ends are on the server', async () => {
  const call = async <T>(_method: string, { filter }: JsonObject): Promise<T> =>
    (filter === undefined ? [{ mediatypeid: '7', name: 'one\r\ntwo' }] : []) as T;
  const names = new Names({ version: V60, call } as unknown as Zabbix);
  await names.findIds('mediatypes', ['one\ntwo']);
  expect(names.idOf('mediatypes', 'one\ntwo')).toBe('7');
});

describe('an object that is to have another key', () => {
  /** A server with these media types, which takes a filter by name. */
  function serverWith(rows: readonly JsonObject[]): Names {
    const call = async <T>(_method: string, { filter }: { filter?: { name: string[] } }): Promise<T> =>
      rows.filter(({ name }) => filter?.name.includes(String(name)) !== false) as T;
    return new Names({ version: V60, call } as unknown as Zabbix);
  }

  it('is not found by the one that the server has, however often it is asked', async () => {
    const names = serverWith([{ mediatypeid: '1', name: 'A' }]);
    await names.findIds('mediatypes', ['A']);
    names.rename('mediatypes', '1', 'B');
    await names.findIds('mediatypes', ['A', 'B']);
    expect(names.idOf('mediatypes', 'A')).toBeUndefined();
    expect(names.idOf('mediatypes', 'B')).toBe('1');
    expect(names.keyOf('mediatypes', '1')).toBe('B');
  });

  it('may swap it with another one', () => {
    const names = serverWith([]);
    names.learn('services', '1', 'A');
    names.learn('services', '2', 'B');
    names.rename('services', '1', 'B');
    names.rename('services', '2', 'A');
    expect(['A', 'B'].map((key) => names.idOf('services', key))).toEqual(['2', '1']);
    expect(['1', '2'].map((id) => names.keyOf('services', id))).toEqual(['B', 'A']);
  });

  it('is found by what it is called there after it was forgotten', async () => {
    const names = serverWith([{ mediatypeid: '1', name: 'A' }]);
    names.rename('mediatypes', '1', 'B');
    names.forget('mediatypes');
    await names.findIds('mediatypes', ['A', 'B']);
    expect(['A', 'B'].map((key) => names.idOf('mediatypes', key))).toEqual(['1', undefined]);
  });
});

it('what has another name each time that it is read goes by the last', () => {
  const names = namesOf([]);
  names.learn('hosts', '1', 'A');
  names.learn('hosts', '1', 'B');
  names.learn('hosts', '2', 'A');
  names.learn('hosts', '2', 'A');
  expect(['A', 'B'].map((key) => names.idOf('hosts', key))).toEqual(['2', '1']);
});
