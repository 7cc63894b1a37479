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
