import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { deepFreeze, V50, V60, V70 } from '../testing/builders.ts';
import { scripts } from './scripts.ts';

/** A row as script.get of 7.0 gives it: every column, whatever the type. */
function row(fields: JsonObject): JsonObject {
  return deepFreeze({
    scriptid: '5',
    name: 'S',
    command: 'c',
    host_access: '2',
    usrgrpid: '0',
    groupid: '0',
    description: '',
    confirmation: '',
    type: '0',
    execute_on: '2',
    timeout: '30s',
    scope: '1',
    port: '',
    authtype: '0',
    username: '',
    password: '',
    publickey: '',
    privatekey: '',
    menu_path: '',
    url: '',
    new_window: '1',
    manualinput: '0',
    manualinput_prompt: '',
    manualinput_validator: '',
    manualinput_validator_type: '0',
    manualinput_default_value: '',
    parameters: [],
    ...fields,
  });
}

const ALWAYS = ['description', 'groupid', 'manualinput', 'name', 'scope', 'type'];
const MENU = ['confirmation', 'host_access', 'menu_path', 'usrgrpid'];

/** What script.create of 7.0 takes (CScript::getValidationRules), by type and scope. */
describe('a script of 7.0 keeps the fields of its type and scope', () => {
  it.each<[string, JsonObject, string[]]>([
    ['a script for actions', { type: '0' }, ['command', 'execute_on']],
    ['an IPMI command in the menu', { type: '1', scope: '2' }, ['command', ...MENU]],
    ['SSH by password', { type: '2' }, ['authtype', 'command', 'password', 'port', 'username']],
    [
      'SSH by key',
      { type: '2', authtype: '1' },
      ['authtype', 'command', 'password', 'port', 'privatekey', 'publickey', 'username'],
    ],
    ['telnet', { type: '3' }, ['command', 'password', 'port', 'username']],
    ['a webhook', { type: '5' }, ['command', 'parameters', 'timeout']],
    ['a link', { type: '6', scope: '4' }, ['new_window', 'url', ...MENU]],
    [
      'a question for text',
      { scope: '2', manualinput: '1' },
      [
        'command',
        'execute_on',
        'manualinput_default_value',
        'manualinput_prompt',
        'manualinput_validator',
        'manualinput_validator_type',
        ...MENU,
      ],
    ],
    [
      'a question for a choice',
      { scope: '2', manualinput: '1', manualinput_validator_type: '1' },
      [
        'command',
        'execute_on',
        'manualinput_prompt',
        'manualinput_validator',
        'manualinput_validator_type',
        ...MENU,
      ],
    ],
  ])('%s', (_what, fields, kept) => {
    expect(Object.keys(scripts.travel.fromApi(row(fields), V70)).sort()).toEqual([...ALWAYS, ...kept].sort());
  });
});

describe('the key of a script', () => {
  const keyIn = (version: typeof V70, fields: JsonObject): string | undefined =>
    scripts.key?.(scripts.travel.fromApi(row(fields), version));
  const { manualinput: _new, ...before70 } = row({ scope: '2', menu_path: ' /Tools/ Net/', name: 'Ping' });

  it('is its place in the menu and its name from 7.0 on, as Zabbix joins them', () => {
    expect(keyIn(V70, { scope: '2', menu_path: ' /Tools/ Net/', name: 'Ping' })).toBe('Tools/Net/Ping');
    expect(keyIn(V70, { name: 'Ping' })).toBe('Ping');
    expect(scripts.lookup.key({ name: 'Ping', menu_path: '/Tools/Net' }, V70)).toBe('Tools/Net/Ping');
    const alike = [
      ['Tools', 'Net/Ping'],
      ['Tools/Net', 'Ping'],
      ['', 'Tools/Net/Ping'],
      ['', 'Tools\\/Net/Ping'],
    ].map(([menu_path = '', name = '']) => keyIn(V70, { scope: '2', menu_path, name }));
    expect(new Set(alike).size).toBe(alike.length);
    expect(scripts.lookup.output(V70)).toContain('menu_path');
  });

  it('is its name before', () => {
    for (const version of [V50, V60]) {
      expect(scripts.key?.(scripts.travel.fromApi(before70, version))).toBe('Ping');
      expect(scripts.lookup.output(version)).toEqual(['name']);
    }
  });
});

it('a script of 5.0 is kept as it is', () => {
  const classic = { scriptid: '1', name: 'a/b', type: '1', command: 'c', execute_on: '1', groupid: '0' };
  const { scriptid: _id, ...kept } = classic;
  expect(scripts.travel.fromApi(classic, V50)).toEqual(kept);
});
