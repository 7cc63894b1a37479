import { describe, expect, it } from 'vitest';
import { contentOfRows, idPlaces, keysOfRows, objectsFromRows, type Row } from './from-rows.ts';
import type { JsonObject } from './json.ts';
import type { ObjectKind } from './kind.ts';
import { triggerActions } from './kinds/actions.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { referencePlaces } from './references.ts';
import { actionRow } from './testing/action-rows.ts';
import { deepFreeze, objectsWithin, V50, V60, V70, VERSIONS } from './testing/builders.ts';

const proxies = kindNamed('proxies') as ObjectKind;
const services = kindNamed('services') as ObjectKind;

/** Everything from rows to objects, as a server and the Python tool's files are read. */
function objects(
  kind: ObjectKind,
  rows: JsonObject[],
  keyOf: (to: string, id: string) => string | undefined,
  version = V70,
): Map<string, JsonObject> {
  const contents = contentOfRows(kind, deepFreeze(rows), version);
  const found = objectsFromRows(kind, contents, keysOfRows(kind, contents), keyOf, version);
  for (const [key, object] of found) expect(object).toMatchObject({ kind: kind.name, key });
  return new Map([...found].map(([key, { content }]) => [key, content]));
}

describe('rows of X.get', () => {
  it('become contents with their ids beside them, and stay as they are', () => {
    const rows = deepFreeze([
      { proxyid: '4', name: 'b' },
      { proxyid: '2', name: 'a' },
    ]);
    expect(contentOfRows(proxies, rows, V70)).toMatchObject([
      { id: '4', content: { name: 'b' } },
      { id: '2', content: { name: 'a' } },
    ]);
  });

  it('without an id are refused: an answer in part is no answer', () => {
    expect(() => contentOfRows(proxies, [{ name: 'a' }], V70)).toThrow(
      'proxy.get gave an object without proxyid',
    );
  });

  it('have the keys of their kind, given one by one or together', () => {
    const rows: Row[] = [
      { id: '1', content: { name: 'Shop', children: [{ serviceid: '2' }] } },
      { id: '2', content: { name: 'Disk', children: [] } },
    ];
    expect(keysOfRows(services, rows)).toEqual(['Shop', 'Shop / Disk']);
    expect(keysOfRows(proxies, rows)).toEqual(['Shop', 'Disk']);
  });

  it('have the places of their references, those of their version', () => {
    const row: Row = { id: '1', content: { triggerid: '7', children: [{ serviceid: '2' }] } };
    expect(idPlaces(services, [row, row], V60).map(({ to }) => to)).toEqual(['services', 'services']);
    expect(idPlaces(services, [row], V50).map(({ to, field }) => [to, field])).toEqual([
      ['triggers', 'triggerid'],
    ]);
  });
});

describe('objects from rows', () => {
  it('hold keys in place of ids, of the kind that each place points to', () => {
    for (const [, version] of VERSIONS) {
      const row = actionRow(version, 'triggers');
      const asked = new Set<string>();
      const [content] = [
        ...objects(
          triggerActions,
          [row],
          (to, id) => {
            asked.add(to);
            return `${to} ${id}`;
          },
          version,
        ).values(),
      ];
      const places = referencePlaces(content ?? {}, triggerActions.references);
      expect(places.length).toBeGreaterThan(15);
      for (const { parent, field, to } of places) {
        expect(String(parent[field])).toMatch(new RegExp(`^${to} \\d+$`));
      }
      expect([...asked].sort()).toEqual(
        ['hostgroups', 'hosts', 'mediatypes', 'scripts', 'templates', 'triggers', 'usergroups'].sort(),
      );
      // No id of the row is left anywhere but in constants, numbers and times.
      const left = objectsWithin(content ?? {}).flatMap((entry) =>
        Object.entries(entry).filter(
          ([field, value]) => field.endsWith('id') && /^\d{2,}$/.test(String(value)),
        ),
      );
      expect(left).toEqual([]);
    }
  });

  it('hold null where the id means nothing, and constants as they are', () => {
    expect(
      objects(proxies, [{ proxyid: '4', name: 'a', proxy_groupid: '0' }], () => 'never').get('a'),
    ).toEqual({
      name: 'a',
      proxy_groupid: null,
    });
    const row = {
      actionid: '1',
      name: 'a',
      eventsource: '0',
      operations: [{ operationtype: '1', opcommand: { scriptid: '5' }, opcommand_hst: [{ hostid: '0' }] }],
    };
    expect(objects(triggerActions, [row], (_to, id) => `key ${id}`).get('a')?.operations).toEqual([
      { operationtype: '1', opcommand: { scriptid: 'key 5' }, opcommand_hst: [{ hostid: '0' }] },
    ]);
  });

  it('leave the rows as they are, however deep a reference stands', () => {
    const rows = [
      { serviceid: '1', name: 'Shop', uuid: 'a', children: [{ serviceid: '2' }] },
      { serviceid: '2', name: 'Disk', uuid: 'b', children: [] },
    ];
    const keys: Record<string, string> = { '1': 'Shop', '2': 'Shop / Disk' };
    expect(objects(services, rows, (_to, id) => keys[id]).get('Shop')?.children).toEqual([
      { serviceid: 'Shop / Disk' },
    ]);
  });

  it('say where nobody knows an id, and are kept', () => {
    expect(
      objects(proxies, [{ proxyid: '4', name: 'a', proxy_groupid: '9' }], () => undefined).get('a'),
    ).toEqual({ name: 'a', proxy_groupid: { unresolved: 'proxygroups', id: '9' } });
  });

  it('are in the order of their keys, their fields in alphabetical order, their sets sorted', () => {
    const row = (actionid: string, name: string, types: string[]): JsonObject => ({
      name,
      actionid,
      eventsource: '0',
      operations: types.map((operationtype) => ({ operationtype, esc_period: '0' })),
    });
    const one = objects(triggerActions, [row('1', 'b', ['3', '1']), row('2', 'B', ['1'])], () => 'x');
    const other = objects(triggerActions, [row('7', 'B', ['1']), row('3', 'b', ['1', '3'])], () => 'x');
    expect([...one.keys()]).toEqual(['B', 'b']);
    expect(JSON.stringify([...one])).toBe(JSON.stringify([...other]));
    expect(Object.keys(one.get('b') ?? {})).toEqual(['eventsource', 'filter', 'name', 'operations']);
  });

  it('are never fewer than the rows: two of one key are a defect that is told', () => {
    const rows = ['1', '2'].map((proxyid) => ({ proxyid, name: 'same' }));
    expect(() => objects(proxies, rows, () => 'x')).toThrow('Two objects of proxies have one key');
  });
});
