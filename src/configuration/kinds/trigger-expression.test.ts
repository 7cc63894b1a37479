import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../zabbix/version.ts';
import { expressionOf } from './trigger-expression.ts';

const ROW = {
  expression: '{11}>{$LIMIT:"a"} and\r\n{12}<>0',
  recovery_expression: '{11}=0',
  hosts: [
    { hostid: '1', host: 'web 1' },
    { hostid: '2', host: 'db' },
  ],
  items: [
    { itemid: '5', hostid: '1', key_: 'load["$1 $&"]' },
    { itemid: '6', hostid: '2', key_: 'up' },
  ],
};

describe('the expression of a trigger', () => {
  it('names hosts and keys, and leaves user macros as they are', () => {
    const functions = [
      { functionid: '11', itemid: '5', function: 'avg', parameter: '$,5m' },
      { functionid: '12', itemid: '6', function: 'last', parameter: '$' },
    ];
    const row = { ...ROW, functions };
    expect(expressionOf(row, 'expression', parseVersion('7.0.22'))).toBe(
      'avg(/web 1/load["$1 $&"],5m)>{$LIMIT:"a"} and\r\nlast(/db/up)<>0',
    );
    expect(expressionOf(row, 'recovery_expression', parseVersion('6.0.14'))).toBe(
      'avg(/web 1/load["$1 $&"],5m)=0',
    );
  });

  it('is written in the way of 5.0 there', () => {
    const functions = [{ functionid: '11', itemid: '5', function: 'avg', parameter: '5m' }];
    expect(expressionOf({ ...ROW, functions }, 'recovery_expression', parseVersion('5.0.8'))).toBe(
      '{web 1:load["$1 $&"].avg(5m)}=0',
    );
  });

  it('stays as it is where nothing is known of its functions', () => {
    expect(expressionOf({ expression: 'last(/a/b)>{7}' }, 'expression', parseVersion('7.0.22'))).toBe(
      'last(/a/b)>{7}',
    );
  });
});
