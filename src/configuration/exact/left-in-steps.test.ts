import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { STEPPED_CLASSES, stepsCleared, stepsWrittenOver } from './left-in-steps.ts';

const CHANGE = { type: 'CHANGE_PER_SECOND', parameters: [''] };
const REGEX = { type: 'REGEX', parameters: ['a', 'b'] };
const TRIM = { type: 'TRIM', parameters: ['"'] };

function item(key: string, preprocessing: JsonObject[], uuid?: string): JsonObject {
  return { ...(uuid !== undefined && { uuid }), key, preprocessing };
}

function writtenOver(api: string, desired: JsonObject, live: JsonObject): [string, number[]][] {
  const each = STEPPED_CLASSES.find((one) => one.api === api);
  if (each === undefined) throw new Error(`no class ${api}`);
  return [...stepsWrittenOver(each, desired, live)].map(([key, numbers]) => [key, [...numbers]]);
}

describe('steps that an import writes over', () => {
  it('are those that were others before, by number, and no new ones', () => {
    const desired = { items: [item('a', [TRIM, CHANGE, TRIM]), item('b', [CHANGE]), item('new', [CHANGE])] };
    const live = { items: [item('a', [TRIM, REGEX]), item('b', [CHANGE]), item('gone', [REGEX])] };
    expect(writtenOver('item', desired, live)).toEqual([['a', [1]]]);
  });

  it('are found in an item that has got another key, by its uuid', () => {
    const desired = { items: [item('new', [CHANGE], 'u1')] };
    const live = { items: [item('new', [CHANGE], 'u2'), item('old', [REGEX], 'u1')] };
    expect(writtenOver('item', desired, live)).toEqual([['new', [0]]]);
  });

  it('are those of discovery rules and their prototypes too', () => {
    const rules = (step: JsonObject): JsonObject => ({
      discovery_rules: [{ ...item('rule', [step]), item_prototypes: [item('prototype[{#A}]', [step])] }],
    });
    expect(writtenOver('discoveryrule', rules(CHANGE), rules(REGEX))).toEqual([['rule', [0]]]);
    expect(writtenOver('itemprototype', rules(CHANGE), rules(REGEX))).toEqual([['prototype[{#A}]', [0]]]);
  });
});

describe('what steps hold and do not use', () => {
  const change = { type: '10', params: '99', error_handler: '1', error_handler_params: '' };
  const script = { type: '21', params: 'return 1', error_handler: '0', error_handler_params: '' };
  const multiply = { type: '1', params: '2', error_handler: '2', error_handler_params: '0' };

  it('is set empty: parameters, the handling of errors, the value of that', () => {
    const trim = { type: '4', params: '"', error_handler: '1', error_handler_params: 'x' };
    const discard = { type: '5', params: 'a\nb', error_handler: '1', error_handler_params: 'x' };
    expect(stepsCleared([change, trim, script, multiply, discard], new Set([0, 1, 2, 3, 4]))).toEqual([
      { ...change, params: '' },
      { ...trim, error_handler: '0', error_handler_params: '' },
      script,
      multiply,
      { ...discard, error_handler_params: '' },
    ]);
  });

  it('stays in steps that were not written over, where X.update is not given it', () => {
    const { params: _, ...notGiven } = change;
    expect(stepsCleared([change, change], new Set([1]))).toEqual([notGiven, { ...change, params: '' }]);
  });

  it('is nothing to write where no step that was written over holds any', () => {
    expect(stepsCleared([change, multiply], new Set([1]))).toBeUndefined();
  });
});
