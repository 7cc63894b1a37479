import { expect, it } from 'vitest';
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
