import { expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError } from '../../zabbix/errors.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { HolderKind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import type { Create } from '../plan.ts';
import { ReportBuilder } from '../report.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { objectOf, V70 } from '../testing/builders.ts';
import { idFor, knownNames } from '../testing/known-names.ts';
import { importSecondPass } from './second-pass.ts';

const OTHERS = Array.from({ length: 250 }, (_, index) => `host ${index}`);
const TRIGGERS = OTHERS.map((name) => ({
  name: `of ${name}`,
  expression: `last(/own/k)=0 and last(/${name}/k)=0`,
}));

it('the hosts that only the target has are exported in parts, and fewer where so many are too much', async () => {
  const asked: number[] = [];
  const imported: JsonObject[] = [];
  const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
    if (method === 'configuration.import') {
      imported.push((JSON.parse(text(parameters.source)) as { zabbix_export: JsonObject }).zabbix_export);
      return true;
    }
    const ids = (parameters.options as { hosts: string[] }).hosts;
    asked.push(ids.length);
    if (ids.length > 80) throw new AnswerTooLargeError('HTTP 500', { method, outcomeUnknown: false });
    const named = OTHERS.filter((name) => ids.includes(idFor('hosts', name)));
    return { zabbix_export: { version: '7.0', hosts: named.map((host) => ({ host, macros: ['much'] })) } };
  };
  const create: Create = {
    type: 'create',
    kind: 'hosts',
    key: 'own',
    desired: objectOf('hosts', 'own', { host: 'own', triggers: TRIGGERS }),
  };
  const report = new ReportBuilder();
  await importSecondPass(
    kindNamed('hosts') as HolderKind,
    [[create]],
    applyContextOf({ version: V70, call } as unknown as Zabbix, {
      names: knownNames({ hosts: ['own', ...OTHERS] }, V70),
      report,
    }),
  );
  expect(report.failed).toEqual([]);
  expect(asked).toEqual([200, 100, 50, 50, 100, 50, 50, 50]);
  expect(imported).toHaveLength(1);
  expect(objectsIn(imported[0]?.hosts)).toEqual([{ host: 'own' }, ...OTHERS.map((host) => ({ host }))]);
  expect(objectsIn(imported[0]?.triggers)).toHaveLength(OTHERS.length);
});
