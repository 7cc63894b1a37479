import { describe, expect, it } from 'vitest';
import { parseVersion } from '../zabbix/version.ts';
import type { JsonObject } from './json.ts';
import { isStillNeeded, needsOf, RANDOM_KEY } from './needs.ts';
import type { Change, Create } from './plan.ts';

const V7 = parseVersion('7.0.0');
const PSK = { tls_connect: '2', tls_accept: '2' };
const OPEN = { tls_connect: '1', tls_accept: '1' };
const secret = (value?: string): JsonObject => ({
  macros: [{ macro: '{$P}', type: 'SECRET_TEXT', ...(value !== undefined && { value }) }],
});

function create(kind: string, content: JsonObject, supplement?: JsonObject): Create {
  return {
    type: 'create',
    kind,
    key: 'a',
    desired: { kind, key: 'a', content, ...(supplement && { supplement }) },
  };
}

function update(kind: string, content: JsonObject, live: JsonObject, psk?: [JsonObject, JsonObject]): Change {
  return {
    type: 'update',
    kind,
    key: 'a',
    liveKey: 'a',
    differences: [],
    desired: { kind, key: 'a', content, ...(psk && { supplement: psk[0] }) },
    live: { kind, key: 'a', content: live, ...(psk && { supplement: psk[1] }) },
  };
}

describe('what a person must set after a change', () => {
  const NEEDS: readonly [string, Change, string[]][] = [
    ['a new proxy with a key', create('proxies', PSK), [RANDOM_KEY]],
    [
      'a new proxy whose key is given',
      create('proxies', { ...PSK, tls_psk_identity: 'i', tls_psk: 'k' }),
      [],
    ],
    ['a proxy that comes to have a key', update('proxies', PSK, OPEN), [RANDOM_KEY]],
    ['a proxy that has a key', update('proxies', PSK, { ...PSK, description: 'x' }), []],
    ['a new user', create('users', { username: 'a' }), ['its password (a random one was set)']],
    ['a user that is there', update('users', { username: 'a' }, { username: 'a', name: 'x' }), []],
    ['a new host with a key', create('hosts', {}, PSK), [RANDOM_KEY]],
    ['a host that comes to have a key', update('hosts', {}, {}, [PSK, OPEN]), [RANDOM_KEY]],
    ['a host that has a key', update('hosts', {}, {}, [PSK, PSK]), []],
    [
      'a new host with a secret macro',
      create('hosts', secret(), OPEN),
      ['the value of its secret macro {$P}'],
    ],
    ['the same with its value', create('hosts', secret('v'), OPEN), []],
    ['a host that has the macro', update('hosts', secret(), secret()), []],
  ];

  it.each(NEEDS)('%s', (_what, change, expected) => {
    expect(needsOf(change, V7)).toEqual(expected);
  });

  it('is no longer asked for where it is given', () => {
    expect(isStillNeeded(create('proxies', PSK), RANDOM_KEY, V7)).toBe(true);
    const given = create('proxies', { ...PSK, tls_psk_identity: 'i', tls_psk: 'k' });
    expect(isStillNeeded(given, RANDOM_KEY, V7)).toBe(false);
  });
});
