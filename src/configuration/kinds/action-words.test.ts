import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject, objectsIn } from '../json.ts';
import { actionRow, SOURCES, type Source } from '../testing/action-rows.ts';
import { VERSIONS } from '../testing/builders.ts';
import { describeInAction } from './action-words.ts';
import { actionFromApi } from './actions.ts';

describe('describeInAction', () => {
  it.each<[string, JsonObject]>([
    ['Host group equals "Linux"', { conditiontype: '0', operator: '0', value: 'Linux' }],
    [
      'A: Trigger does not equal "Down" (last(/a/k)=0)',
      { conditiontype: '2', operator: '1', value: 'Down\nlast(/a/k)=0', formulaid: 'A' },
    ],
    ['Trigger severity is greater than or equals High', { conditiontype: '4', operator: '5', value: '4' }],
    ['Problem is suppressed No', { conditiontype: '16', operator: '11' }],
    [
      'Value of tag "scope" contains "x"',
      { conditiontype: '26', operator: '2', value: 'x', value2: 'scope' },
    ],
    ['Host equals hosts 7', { conditiontype: '1', value: { unresolved: 'hosts', id: '7' } }],
    [
      'Condition of type 99 operator 77 "v" more "x"',
      { conditiontype: '99', operator: '77', value: 'v', more: 'x' },
    ],
  ])('says of a condition: %s', (words, condition) => {
    expect(describeInAction('conditions', condition)).toBe(words);
  });

  it.each<[string, JsonObject]>([
    [
      'Send message to user "Admin", "op" to user group "Ops" by "E-mail", steps 1 to 3, every 10m, if Event is acknowledged equals No',
      {
        operationtype: '0',
        esc_step_from: '1',
        esc_step_to: '3',
        esc_period: '10m',
        evaltype: '0',
        opmessage: { default_msg: '1', mediatypeid: 'E-mail' },
        opmessage_usr: [{ userid: 'Admin' }, { userid: 'op' }],
        opmessage_grp: [{ usrgrpid: 'Ops' }],
        opconditions: [{ conditiontype: '14', operator: '0', value: '0' }],
      },
    ],
    [
      'Notify all involved with its own message subject "S" message "a\\nb"',
      {
        operationtype: '11',
        opmessage: { default_msg: '0', subject: 'S', message: 'a\nb', mediatypeid: null },
      },
    ],
    [
      'Remote command on host (current), "web" on host group "Linux" script "restart", from step 2 on',
      {
        operationtype: '1',
        opcommand: { scriptid: 'restart' },
        opcommand_hst: [{ hostid: '0' }, { hostid: 'web' }],
        opcommand_grp: [{ groupid: 'Linux' }],
        esc_step_from: '2',
        esc_step_to: '0',
        esc_period: '0',
      },
    ],
    [
      'Link template "A", "B"',
      { operationtype: '6', optemplate: [{ templateid: 'A' }, { templateid: 'B' }] },
    ],
    ['Set host inventory mode Automatic', { operationtype: '10', opinventory: { inventory_mode: '1' } }],
    ['Add host tag "a: b"', { operationtype: '13', optag: [{ tag: 'a', value: 'b' }] }],
  ])('says of an operation: %s', (words, operation) => {
    expect(describeInAction('recovery_operations', operation)).toBe(words);
  });

  it.each(VERSIONS)('has a line of its own for every condition and operation of %s', (_name, version) => {
    for (const source of Object.keys(SOURCES) as Source[]) {
      const action = actionFromApi(actionRow(version, source), version);
      const filter = isObject(action.filter) ? action.filter : {};
      for (const [list, elements] of Object.entries({ ...action, conditions: filter.conditions ?? [] })) {
        if (!Array.isArray(elements)) continue;
        const lines = objectsIn(elements).map((element) => describeInAction(list, element) ?? '');
        for (const line of lines) expect(line).toMatch(/^[A-Z][^{}\n]+$/u);
        expect(new Set(lines).size, list).toBe(lines.length);
      }
    }
  });

  it('says nothing of other lists', () => {
    expect(describeInAction('tags', { tag: 'a' })).toBeUndefined();
  });
});
