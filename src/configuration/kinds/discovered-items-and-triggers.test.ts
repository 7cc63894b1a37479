import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import type { JsonObject } from '../json.ts';
import { isObjectKind, type Kind, type ObjectTravel } from '../kind.ts';
import { Names } from '../server/names.ts';
import { V60, V70 } from '../testing/builders.ts';
import { discoveredItems, discoveredTriggers } from './discovered-items-and-triggers.ts';

type Call = readonly [method: string, parameters: JsonObject];

/** Answers X.get with these rows by method, and remembers what it was asked. */
function server(answers: Readonly<Record<string, readonly JsonObject[]>>, version = V70) {
  const calls: Call[] = [];
  const call = async (method: string, parameters: JsonObject): Promise<readonly JsonObject[]> => {
    calls.push([method, parameters]);
    return structuredClone(answers[method] ?? []);
  };
  return { zabbix: { version, call } as unknown as Zabbix, calls };
}

function travelOf(kind: Kind): ObjectTravel {
  if (!isObjectKind(kind)) throw new Error('What is set by hand travels as objects');
  return kind.travel;
}

const items = travelOf(discoveredItems);
const triggers = travelOf(discoveredTriggers);
const disabled = (itemid: string, parent: string, source = '0'): JsonObject => ({
  itemid,
  status: '1',
  itemDiscovery: { parent_itemid: parent, disable_source: source },
});
const enabled = (itemid: string, parent: string): JsonObject => ({
  ...disabled(itemid, parent),
  status: '0',
});

async function idsByHand(rows: readonly JsonObject[], zabbix: Zabbix, travel = items): Promise<JsonObject[]> {
  const kept = (await travel.completeRows?.(rows, zabbix, undefined)) ?? [];
  return kept.map((row) => travel.fromApi(row, zabbix.version));
}

describe('what is set by hand on items that discovery has made', () => {
  it('is asked for among the disabled ones, whose prototypes are enabled', async () => {
    expect(items.parameters(V70)).toEqual({
      output: ['itemid', 'status'],
      selectItemDiscovery: ['parent_itemid', 'disable_source'],
      filter: { flags: '4', status: '1' },
    });
    // Only 7.0 knows who disabled it.
    expect(items.parameters(V60).selectItemDiscovery).toEqual(['parent_itemid']);
    const { zabbix, calls } = server({});
    expect(await idsByHand([disabled('1', 'p')], zabbix)).toEqual([{ itemid: '1', status: '1' }]);
    expect(calls.map(([method]) => method)).toEqual(['itemprototype.get']);
  });

  it('is not what the server disabled, nor what is as its prototype is', async () => {
    const { zabbix } = server({ 'itemprototype.get': [{ itemid: 'q', key_: 'k[{#N}]', hosts: [] }] });
    expect(await idsByHand([disabled('1', 'p', '1'), disabled('2', 'q')], zabbix)).toEqual([]);
  });

  it('is an enabled one of a disabled prototype, asked for by hosts and beginnings of keys', async () => {
    const prototypes = [
      { itemid: 'q', key_: 'size[eth {#N}]', hosts: [{ hostid: '10' }] },
      { itemid: 'r', key_: 'load["{#N}"]', hosts: [{ hostid: '11' }] },
      { itemid: 's', key_: 'size[{#M}]', hosts: [{ hostid: '10' }] },
    ];
    const { zabbix, calls } = server({
      'itemprototype.get': prototypes,
      'item.get': [enabled('1', 'q'), enabled('2', 'of another prototype'), enabled('3', 's')],
    });
    expect(await idsByHand([], zabbix)).toEqual([
      { itemid: '1', status: '0' },
      { itemid: '3', status: '0' },
    ]);
    expect(calls[0]?.[1]).toMatchObject({ templated: false, filter: { status: '1' } });
    const asked = {
      output: ['itemid', 'status'],
      selectItemDiscovery: ['parent_itemid', 'disable_source'],
      filter: { flags: '4', status: '0' },
      startSearch: true,
    };
    expect(calls.slice(1)).toEqual([
      // A value with a comma makes size["eth a,b"].
      ['item.get', { ...asked, hostids: ['10'], search: { key_: 'size[' } }],
      ['item.get', { ...asked, hostids: ['11'], search: { key_: 'load[' } }],
    ]);
  });

  it('is asked for in parts where there are many hosts, each item once', async () => {
    const many = Array.from({ length: 1100 }, (_, index) => ({
      itemid: `p${index}`,
      key_: 'k[{#N}]',
      hosts: [{ hostid: String(index) }],
    }));
    const { zabbix, calls } = server({ 'itemprototype.get': many, 'item.get': [enabled('1', 'p7')] });
    expect(await idsByHand([], zabbix)).toEqual([{ itemid: '1', status: '0' }]);
    const asked = calls.slice(1).map(([, { hostids }]) => (Array.isArray(hostids) ? hostids.length : 0));
    expect(asked).toEqual([500, 500, 100]);
  });

  it('goes by host and key, by which it is found', async () => {
    const { zabbix, calls } = server({
      'item.get': [{ itemid: '7', key_: 'size[a/b]', hosts: [{ host: 'web' }] }],
    });
    const names = new Names(zabbix);
    await names.findIds('discovereditems', ['web/size[a/b]']);
    expect(names.idOf('discovereditems', 'web/size[a/b]')).toBe('7');
    expect(calls[0]).toEqual([
      'item.get',
      { output: ['itemid'], filter: { flags: '4', host: ['web'], key_: ['size[a/b]'] } },
    ]);
  });

  it('is taken away by the status of the prototype', async () => {
    const { zabbix } = server({
      'item.get': [enabled('1', 'p')],
      'itemprototype.get': [{ itemid: 'p', status: '1' }],
    });
    expect(await items.emptied?.('1', zabbix)).toEqual({ status: '1' });
    expect(await items.emptied?.('1', server({}).zabbix)).toEqual({ status: '0' });
  });

  it('is taken over from the server, which 7.0 tells only of an update that changes something', async () => {
    const settled = async (status: string, source: string, version = V70): Promise<unknown[]> => {
      const updates: unknown[] = [];
      const { zabbix } = server({ 'item.get': [disabled('1', 'p', source)] }, version);
      await items.settle?.({ status }, undefined, '1', zabbix, async (fields) => {
        updates.push(fields);
      });
      return updates;
    };
    expect(await settled('1', '1')).toEqual([{ status: '0' }, { status: '1' }]);
    expect(await settled('1', '0')).toEqual([]);
    expect(await settled('0', '1')).toEqual([]);
    expect(await settled('1', '1', V60)).toEqual([]);
  });
});

describe('what is set by hand on triggers that discovery has made', () => {
  it('is asked for by beginnings of names', async () => {
    const names = ['Link {#IF} down', 'Fixed', '{#IF} down'];
    const prototypes = names.map((description) => ({
      triggerid: 'p',
      description,
      hosts: [{ hostid: '1' }],
    }));
    const made = { triggerid: '5', status: '0', triggerDiscovery: { parent_triggerid: 'p' } };
    const { zabbix, calls } = server({ 'triggerprototype.get': prototypes, 'trigger.get': [made] });
    expect(await idsByHand([], zabbix, triggers)).toEqual([{ triggerid: '5', status: '0' }]);
    expect(calls.slice(1).map(([, { search }]) => search)).toEqual([
      { description: 'Link ' },
      { description: 'Fixed' },
      { description: '' },
    ]);
  });

  it('goes by name and expression, by which it is found on its host', async () => {
    const row = {
      triggerid: '7',
      description: 'Full: a',
      expression: '{1}>9',
      recovery_expression: '',
      functions: [{ functionid: '1', itemid: '3', function: 'last', parameter: '$' }],
      items: [{ itemid: '3', hostid: '2', key_: 'size[a]' }],
      hosts: [{ hostid: '2', host: 'web' }],
    };
    const { zabbix, calls } = server({ 'trigger.get': [row] });
    const names = new Names(zabbix);
    const key = 'Full: a\nlast(/web/size[a])>9';
    await names.findIds('discoveredtriggers', [key]);
    expect(names.idOf('discoveredtriggers', key)).toBe('7');
    expect(calls[0]?.[1].filter).toEqual({ flags: '4', description: ['Full: a'], host: ['web'] });
  });
});
