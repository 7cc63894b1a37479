import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import type { JsonObject } from '../json.ts';
import { isObject, objectsIn } from '../json.ts';
import type { ObjectKind } from '../kind.ts';
import { kindNamed } from '../kinds/all-kinds.ts';
import type { Update } from '../plan.ts';
import { ReportBuilder } from '../report.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { objectOf, V70 } from '../testing/builders.ts';
import type { RefusedUpdate } from './apply-context.ts';
import { updateRefused } from './apply-objects.ts';
import { Names } from './names.ts';

function refused(kind: string, key: string, field: string, content: JsonObject): RefusedUpdate {
  const change: Update = {
    type: 'update',
    kind,
    key,
    liveKey: key,
    desired: objectOf(kind, key, content),
    live: objectOf(kind, key, {}),
    differences: [{ path: [field] }],
  };
  return { kind: kindNamed(kind) as ObjectKind, change, changed: new Set([field]) };
}

describe('updateRefused', () => {
  const CHECK = { dcheckid: '77', type: '12', ports: '0' };
  const rule = refused('drules', 'Net', 'dchecks', { name: 'Net', dchecks: [{ type: '12', ports: '0' }] });
  const action = refused('discovery_actions', 'On ping', 'filter', {
    name: 'On ping',
    eventsource: '1',
    filter: { evaltype: '0', conditions: [{ conditiontype: '19', operator: '0', value: 'Net: ICMP ping' }] },
  });

  /** A server with both, whose rule has these checks. */
  async function retry(checks: readonly JsonObject[]) {
    const sent = new Map<string, JsonObject>();
    const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
      if (method === 'dcheck.get') return checks.map((check) => ({ ...check, drules: [{ name: 'Net' }] }));
      if (method === 'drule.get') return [{ druleid: '3', name: 'Net', dchecks: [...checks] }];
      if (method.endsWith('.update')) sent.set(method, parameters);
      return {};
    };
    const zabbix = { version: V70, call } as unknown as Zabbix;
    const names = new Names(zabbix);
    names.learn('drules', '3', 'Net');
    names.learn('discovery_actions', '4', 'On ping');
    names.learn('dchecks', '77', 'Net: ICMP ping');
    const report = new ReportBuilder();
    await updateRefused(applyContextOf(zabbix, { names, report, refused: [rule, action] }));
    return { report, sent };
  }

  it('finds again what an action names after its rule was written again', async () => {
    const { report, sent } = await retry([CHECK]);
    const { filter } = sent.get('action.update') ?? {};
    expect(isObject(filter) && objectsIn(filter.conditions)).toMatchObject([{ value: '77' }]);
    expect(report.done.map(({ key }) => key)).toEqual(['Net', 'On ping']);
  });

  it('says what is missing where it is gone, and does not send its name for its id', async () => {
    const { report, sent } = await retry([]);
    expect([...sent.keys()]).toEqual(['drule.update']);
    expect(report.skipped).toEqual([
      {
        kind: 'discovery_actions',
        key: 'On ping',
        reason: 'it needs the discovery check "Net: ICMP ping", which is not on the target',
      },
    ]);
  });
});
