import { expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { EXACT } from '../exact/section.ts';
import type { JsonObject } from '../json.ts';
import { hosts } from '../kinds/hosts.ts';
import type { Create } from '../plan.ts';
import { ReportBuilder } from '../report.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { objectOf, V70 } from '../testing/builders.ts';
import { idFor, knownNames } from '../testing/known-names.ts';
import { applyExact } from './apply-exact.ts';

const TRIGGER = {
  triggerid: '3',
  description: 'both',
  comments: '',
  event_name: '',
  recovery_expression: '',
  expression: '{11}=1 and\r\n{12}=1',
  hosts: [
    { hostid: idFor('hosts', 'one'), host: 'one' },
    { hostid: idFor('hosts', 'two'), host: 'two' },
  ],
  items: [
    { itemid: '21', hostid: idFor('hosts', 'one'), key_: 'a' },
    { itemid: '22', hostid: idFor('hosts', 'two'), key_: 'b' },
  ],
  functions: [
    { functionid: '11', itemid: '21', function: 'last', parameter: '$' },
    { functionid: '12', itemid: '22', function: 'last', parameter: '$' },
  ],
};

function created(key: string, expression: string): Create {
  const triggers = [{ name: 'both', expression, line_ends: { expression: 'LF' } }];
  const desired = objectOf('hosts', key, { host: key }, { [EXACT]: { triggers } });
  return { type: 'create', kind: 'hosts', key, desired };
}

it('what belongs to two hosts is written once, by its own id', async () => {
  const updates: unknown[] = [];
  const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
    if (method === 'trigger.get') return [TRIGGER];
    updates.push([method, parameters]);
    return {};
  };
  const report = new ReportBuilder();
  const changes = [
    created('one', 'last(/{HOST.HOST}/a)=1 and\nlast(/two/b)=1'),
    created('two', 'last(/one/a)=1 and\nlast(/{HOST.HOST}/b)=1'),
  ];
  await applyExact(
    hosts,
    changes,
    applyContextOf({ version: V70, call } as unknown as Zabbix, {
      names: knownNames({ hosts: ['one', 'two'] }, V70),
      report,
    }),
  );
  expect(report.failed).toEqual([]);
  expect(updates).toEqual([
    ['trigger.update', [{ triggerid: '3', expression: 'last(/one/a)=1 and\nlast(/two/b)=1' }]],
  ]);
});
