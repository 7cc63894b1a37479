import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { V50, V60, V70, VERSIONS } from '../testing/builders.ts';
import { kindNamed } from './all-kinds.ts';
import { TRIGGER_PARTS } from './trigger-expression.ts';

const keyOf = (kind: string, row: JsonObject): string => kindNamed(kind).lookup.key(row, V70);

describe('classes that are found by name', () => {
  it.each([
    ['users', 'user', 'userid'],
    ['usergroups', 'usergroup', 'usrgrpid'],
    ['scripts', 'script', 'scriptid'],
    ['triggers', 'trigger', 'triggerid'],
    ['actions', 'action', 'actionid'],
    ['dchecks', 'dcheck', 'dcheckid'],
    ['services', 'service', 'serviceid'],
    ['proxygroups', 'proxygroup', 'proxy_groupid'],
    ['hosts', 'host', 'hostid'],
  ])('%s are asked for as the API calls them', (kind, api, idField) => {
    expect(kindNamed(kind).lookup).toMatchObject({ api, idField, idsParameter: `${idField}s` });
  });

  it.each(VERSIONS)('users of %s go by the name that they log in with', (_name, version) => {
    const field = version === V50 ? 'alias' : 'username';
    const { lookup } = kindNamed('users');
    expect(lookup.output(version)).toEqual([field]);
    expect(lookup.filter?.(['Admin'], version)).toEqual({ [field]: ['Admin'] });
    expect(lookup.key({ [field]: 'Admin', name: 'Zabbix' }, version)).toBe('Admin');
  });
});

describe('triggers', () => {
  const { lookup } = kindNamed('triggers');

  it('go by their name and both expressions, expanded', () => {
    expect(
      keyOf('triggers', { description: 'Down', expression: 'last(/a/k)=0', recovery_expression: '' }),
    ).toBe('Down\nlast(/a/k)=0');
    expect(keyOf('triggers', { description: 'Down', expression: 'e', recovery_expression: 'r' })).toBe(
      'Down\ne\nr',
    );
    expect(lookup.output(V60)).toEqual(['description', 'expression', 'recovery_expression']);
    // Not expandExpression, which puts in the values of user macros.
    expect(lookup.parameters?.(V60)).toEqual(TRIGGER_PARTS);
  });

  it('are the same before and after an import, which turns CRLF into LF', () => {
    const row = { description: 'Down', expression: 'a\r\nand b', recovery_expression: 'c\r\nor d' };
    expect(keyOf('triggers', row)).toBe('Down\na\nand b\nc\nor d');
  });

  it('are looked for by their names, and told apart by their keys', () => {
    expect(lookup.filter?.(['Down\ne', 'Up\ne\nr'], V60)).toEqual({ description: ['Down', 'Up'] });
  });

  it('follow their hosts when these are renamed, in expressions only', () => {
    const hosts = new Map([['web', 'Web 1']]);
    expect(lookup.renamed?.('web down\nlast(/web/k)=0\n{web:k.last()}=1', hosts)).toBe(
      'web down\nlast(/Web 1/k)=0\n{Web 1:k.last()}=1',
    );
    expect(lookup.renamed?.('web', hosts)).toBe('web');
    expect(lookup.renamed?.('Down\nlast(/db/k)=0', hosts)).toBe('Down\nlast(/db/k)=0');
  });
});
