import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import { LoginError, OutcomeUnknownError } from '../../zabbix/errors.ts';
import type { ActionToPutBack } from '../backup/put-back.ts';
import { applyContextOf } from '../testing/apply-context.ts';
import { V70 } from '../testing/builders.ts';
import { knownNames } from '../testing/known-names.ts';
import type { ApplyContext } from './apply-context.ts';
import { putBackActions } from './put-back-actions.ts';

const action = (name: string): ActionToPutBack => ({
  name,
  eventSource: '0',
  content: {
    name,
    eventsource: '0',
    status: '0',
    esc_period: '1h',
    filter: { evaltype: '0', conditions: [] },
    operations: [],
  },
});

/** A server on which every action is off, and on which the update of "A" ends with this. */
function contextWith(update: () => unknown): { context: ApplyContext; updates: () => number } {
  let updates = 0;
  const call = async (method: string, parameters: { actionid?: string; filter?: { name: string[] } }) => {
    if (method === 'action.get') return [{ actionid: parameters.filter?.name[0], status: '1' }];
    updates += 1;
    return parameters.actionid === 'A' ? update() : {};
  };
  const zabbix = { version: V70, call } as unknown as Zabbix;
  const context = applyContextOf(zabbix, { names: knownNames({}, V70) });
  return { context, updates: () => updates };
}

describe('putBackActions', () => {
  it('keeps an action to whose update no answer comes for the next time, and goes on', async () => {
    const { context } = contextWith(() => {
      throw new OutcomeUnknownError('action.update');
    });
    expect(await putBackActions([action('A'), action('B')], context)).toEqual([action('A')]);
    expect(context.report.done.map(({ key }) => key)).toEqual(['B']);
    expect(context.report.failed).toMatchObject([
      { key: 'A', reason: expect.stringContaining('no answer came') },
    ]);
  });

  it('makes an update again to which no answer came', async () => {
    let asked = 0;
    const { context, updates } = contextWith(() => {
      asked += 1;
      if (asked === 1) throw new OutcomeUnknownError('action.update');
      return {};
    });
    expect(await putBackActions([action('A')], context)).toEqual([]);
    expect(updates()).toBe(2);
  });

  it('ends where nothing can be written any more', async () => {
    const { context } = contextWith(() => {
      throw new LoginError('Zabbix no longer accepts the API token');
    });
    await expect(putBackActions([action('A'), action('B')], context)).rejects.toThrow(LoginError);
  });
});
