import { expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { ZabbixApiError } from '../../zabbix/errors.ts';
import type { JsonObject } from '../json.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import { makePlan } from '../plan.ts';
import { ReportBuilder } from '../report.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { configurationOf, V70 } from '../testing/builders.ts';
import { applyPlan } from './apply.ts';
import { foreseeSkipped } from './foresee.ts';
import { Names } from './names.ts';

it('what was renamed is not taken for what could not be created under its former name', async () => {
  const live = configurationOf({
    services: {
      Shop: { uuid: 's', name: 'Shop', children: [{ serviceid: 'Shop / Node' }] },
      'Shop / Node': { uuid: 'n', name: 'Node', children: [] },
    },
  });
  const desired = configurationOf({
    services: {
      'Former node': { uuid: 'n', name: 'Former node', children: [] },
      Shop: { uuid: 's', name: 'Shop', children: [{ serviceid: 'Shop / Node' }] },
      'Shop / Node': { uuid: 'x', name: 'Node', children: [] },
    },
  });
  const rows = [
    { serviceid: '1', uuid: 's', name: 'Shop', children: [{ serviceid: '2' }] },
    { serviceid: '2', uuid: 'n', name: 'Node', children: [] },
  ];
  const updates: JsonObject[] = [];
  const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
    if (method === 'service.create') throw new ZabbixApiError(method, -32602, 'Invalid params.', 'No.');
    if (method === 'service.update') updates.push(parameters);
    return method === 'service.get' ? rows : {};
  };
  const zabbix = { version: V70, call } as unknown as Zabbix;
  const names = new Names(zabbix);
  names.learn('services', '1', 'Shop');
  names.learn('services', '2', 'Shop / Node');
  const plan = makePlan(desired, live, { kinds: kindsInOrder(V70), version: V70, keepItems: false });
  const report = new ReportBuilder();
  await applyPlan(plan, [], applyContextOf(zabbix, { names, report, desired }));
  expect(updates).toEqual([
    { serviceid: '1', children: [] },
    { serviceid: '2', name: 'Former node' },
  ]);
  expect(report.failed).toEqual([
    { kind: 'services', key: 'Shop / Node', reason: expect.stringContaining('No.') },
    {
      kind: 'services',
      key: 'Shop',
      reason: 'its link to services "Shop / Node" leads nowhere: that one was not restored',
    },
  ]);
  expect(report.done).toEqual([{ kind: 'services', key: 'Former node', what: 'renamed' }]);
});

it('what was foreseen is what becomes of all that goes by the names of a renamed host', async () => {
  const status = (itemid: string): JsonObject => ({ itemid, status: '1' });
  const action = (host: string): JsonObject => ({
    name: `to ${host}`,
    filter: { conditions: [{ conditiontype: '1', value: host }] },
  });
  const live = configurationOf({ hosts: { old: { host: 'old', name: 'Web' } } });
  const desired = configurationOf({
    hosts: { web: { host: 'web', name: 'Web' } },
    discovereditems: { 'web/d': status('web/d') },
    trigger_actions: { 'to old': action('old'), 'to web': action('web') },
  });
  let host = 'old';
  const writes: [string, JsonObject][] = [];
  const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
    if (method === 'host.get') {
      const asked = (parameters.filter as JsonObject | undefined)?.host;
      return Array.isArray(asked) && !asked.includes(host) ? [] : [{ hostid: '1', host }];
    }
    if (method === 'item.get') return [{ itemid: '2', key_: 'd', hosts: [{ host }] }];
    if (method.endsWith('.get')) return [];
    writes.push([method, parameters]);
    if (method === 'host.update') host = 'web';
    return { actionids: ['3'] };
  };
  const zabbix = { version: V70, call } as unknown as Zabbix;
  const namesOfTarget = (): Names => {
    const names = new Names(zabbix);
    names.learn('hosts', '1', 'old');
    return names;
  };
  const plan = makePlan(desired, live, { kinds: kindsInOrder(V70), version: V70, keepItems: false });
  const names = namesOfTarget();
  const foreseen = await foreseeSkipped(plan, desired, live, names, V70);
  const report = new ReportBuilder();
  await applyPlan(plan, foreseen, applyContextOf(zabbix, { names, report, desired }));
  expect(report.skipped).toEqual([
    {
      kind: 'trigger_actions',
      key: 'to old',
      reason: 'it needs the host "old", which is to go by another name',
    },
  ]);
  expect(report.failed).toEqual([]);
  expect(writes).toContainEqual(['host.update', { hostid: '1', host: 'web', name: 'Web' }]);
  expect(writes).toContainEqual(['item.update', { itemid: '2', status: '1' }]);
  // Nobody told it what was foreseen, and it comes to the same.
  host = 'old';
  const alone = new ReportBuilder();
  await applyPlan(plan, [], applyContextOf(zabbix, { names: namesOfTarget(), report: alone, desired }));
  expect(alone.skipped.map(({ key }) => key)).toEqual(['to old']);
});
