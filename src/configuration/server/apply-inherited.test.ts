import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { ZabbixApiError } from '../../zabbix/errors.ts';
import { type JsonObject, objectsIn, text } from '../json.ts';
import type { HolderKind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { configurationWith, objectOf, V70 } from '../testing/builders.ts';
import type { ApplyContext } from './apply-context.ts';
import { applyInherited } from './apply-inherited.ts';
import { Names } from './names.ts';

const KEYS = ['load', 'users'];

/**
 * Items of the template `base` and of all that inherit them. As in Zabbix, an update of an item is handed on to what
 * inherits from it, and one call that holds a refused update changes nothing.
 */
function server(
  links: Readonly<Record<string, string>>,
  refused: (item: JsonObject) => boolean = () => false,
) {
  const items: JsonObject[] = [];
  for (const host of ['base', ...Object.keys(links)]) {
    for (const key of KEYS) {
      const templateid = host === 'base' ? '0' : `${links[host]}:${key}`;
      const fields = { type: '0', value_type: '3', delay: '1m', status: '0', tags: [] };
      items.push({ itemid: `${host}:${key}`, templateid, hostid: host, key_: key, ...fields });
    }
  }
  const updates: string[][] = [];
  const set = (item: JsonObject, fields: JsonObject): void => {
    Object.assign(item, fields);
    for (const child of items.filter(({ templateid }) => templateid === item.itemid)) set(child, fields);
  };
  const call = async (method: string, parameters: JsonObject | JsonObject[]): Promise<unknown> => {
    if (method === 'item.update') {
      const some = objectsIn(parameters);
      if (some.some(refused)) throw new ZabbixApiError(method, -32602, 'Invalid params.', 'No.');
      updates.push(some.map(({ itemid }) => text(itemid)));
      for (const { itemid, ...fields } of some) {
        const item = items.find((each) => each.itemid === itemid);
        if (item) set(item, fields);
      }
      return {};
    }
    if (method !== 'item.get') return [];
    const { hostids, itemids, inherited } = parameters as JsonObject;
    const found = items.filter(
      (item) =>
        (!inherited || item.templateid !== '0') &&
        (!hostids || (hostids as string[]).includes(text(item.hostid))) &&
        (!itemids || (itemids as string[]).includes(text(item.itemid))),
    );
    return structuredClone(found);
  };
  const delays = (): Record<string, string> =>
    Object.fromEntries(items.map(({ itemid, delay }) => [text(itemid), text(delay)]));
  return { zabbix: { version: V70, call } as unknown as Zabbix, updates, delays };
}

function holder(kind: string, key: string, link: string, items: JsonObject[]) {
  return objectOf(kind, key, { templates: [{ name: link }] }, { inherited: { items } });
}

function contextFor(zabbix: Zabbix, objects: ReturnType<typeof objectOf>[]): ApplyContext {
  const names = new Names(zabbix);
  for (const { kind, key } of objects) names.learn(kind, key, key);
  return applyContextOf(zabbix, { names, desired: configurationWith(objects) });
}

const templates = kindNamed('templates') as HolderKind;
const hosts = kindNamed('hosts') as HolderKind;

describe('changes in what is inherited', () => {
  it('are written level by level: what a template hands on does not stay on those below', async () => {
    const { zabbix, delays } = server({ middle: 'base', lowest: 'middle' });
    const objects = [
      holder('templates', 'lowest', 'middle', [{ key: 'users', delay: '3s' }]),
      holder('templates', 'middle', 'base', [
        { key: 'load', delay: '17s' },
        { key: 'users', delay: '5s' },
      ]),
    ];
    const context = contextFor(zabbix, objects);
    await applyInherited(templates, context);
    expect(context.report.failed).toEqual([]);
    expect(delays()).toEqual({
      ...{ 'base:load': '1m', 'base:users': '1m' },
      ...{ 'middle:load': '17s', 'middle:users': '5s' },
      ...{ 'lowest:load': '17s', 'lowest:users': '3s' },
    });
  });

  it('that Zabbix refuses are named with its words, and all others are written', async () => {
    const { zabbix, delays } = server({ a: 'base', b: 'base', c: 'base' }, ({ itemid, delay }) => {
      return itemid === 'b:load' && delay === '17s';
    });
    const changed = [
      { key: 'load', delay: '17s' },
      { key: 'users', delay: '5s' },
    ];
    const objects = ['a', 'b', 'c'].map((key) => holder('hosts', key, 'base', changed));
    const context = contextFor(zabbix, objects);
    await applyInherited(hosts, context);
    expect(context.report.failed).toEqual([
      { kind: 'hosts', key: 'b', reason: expect.stringContaining('item "load": ') },
    ]);
    expect(context.report.failed[0]?.reason).toContain('No.');
    expect(delays()).toMatchObject({ 'a:load': '17s', 'b:load': '1m', 'b:users': '5s', 'c:load': '17s' });
  });

  it('of what is not inherited there are named', async () => {
    const { zabbix, updates } = server({ a: 'base' });
    const context = contextFor(zabbix, [holder('hosts', 'a', 'base', [{ key: 'gone', status: '1' }])]);
    await applyInherited(hosts, context);
    const reason = 'item "gone", which it changes, is not inherited there';
    expect(context.report.failed).toEqual([{ kind: 'hosts', key: 'a', reason }]);
    expect(updates).toEqual([]);
  });

  it('are looked for on the hosts that were written only, where no template was', async () => {
    const { zabbix, updates } = server({ a: 'base', b: 'base' });
    const objects = ['a', 'b'].map((key) => holder('hosts', key, 'base', [{ key: 'load', delay: '17s' }]));
    await applyInherited(hosts, contextFor(zabbix, objects), new Set(['b']));
    expect(updates).toEqual([['b:load']]);
  });

  it('stay as they are where the backup does not record them', async () => {
    const { zabbix, updates } = server({ a: 'base' });
    await zabbix.call('item.update', [{ itemid: 'a:load', delay: '17s' }]);
    await applyInherited(
      hosts,
      contextFor(zabbix, [objectOf('hosts', 'a', { templates: [{ name: 'base' }] })]),
    );
    expect(updates).toEqual([['a:load']]);
  });

  it('that the target has made and the backup has not are set back', async () => {
    const { zabbix, delays } = server({ a: 'base' });
    await zabbix.call('item.update', [{ itemid: 'a:load', delay: '17s' }]);
    await applyInherited(hosts, contextFor(zabbix, [holder('hosts', 'a', 'base', [])]));
    expect(delays()).toMatchObject({ 'a:load': '1m' });
  });
});
