import { describe, expect, it } from 'vitest';
import type { LabApi } from '../api.ts';
import type { LabVersion } from '../zabbix.ts';
import { create, type Filling, fillingOf, idOf, itemOf, of, since } from './filling.ts';
import { plainHostName } from './plain-hosts.ts';
import { fakePsk } from './secrets.ts';

/** A server that answers every call with these. */
function filling(version: LabVersion, answer: unknown = {}): Filling {
  const call = async <T>(): Promise<T> => answer as T;
  const batch = async <T>(): Promise<T[]> => [];
  return fillingOf({ version, call, batch } satisfies LabApi);
}

describe('since', () => {
  it('compares versions by age', () => {
    expect(['5.0', '6.0', '7.0'].map((version) => since(filling(version as LabVersion), '6.0'))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('of', () => {
  it('writes an expression in the notation of the version', () => {
    expect(of(filling('5.0'), 'avg', 'a host', 'a.key[x]', '5m')).toBe('{a host:a.key[x].avg(5m)}');
    expect(of(filling('6.0'), 'avg', 'a host', 'a.key[x]', '5m')).toBe('avg(/a host/a.key[x],5m)');
    expect(of(filling('5.0'), 'last', 'h', 'k')).toBe('{h:k.last()}');
    expect(of(filling('7.0'), 'last', 'h', 'k')).toBe('last(/h/k)');
  });
});

describe('create', () => {
  it('remembers items by host and key, users by login, triggers by description', async () => {
    const server = filling('7.0', { ids: ['11', 12] });
    await create(server, 'item', [
      { hostid: '5', key_: 'a', name: 'A', username: 'somebody' },
      { hostid: '6', key_: 'a', name: 'A' },
    ]);
    await create(server, 'user', [
      { username: 'olga', name: 'Olga' },
      { alias: 'pavel', name: 'Pavel' },
    ]);
    await create(server, 'trigger', [{ description: 'first' }, { description: 'second' }]);
    expect(itemOf(server, '6', 'a')).toBe('12');
    expect(idOf(server, 'user', 'pavel')).toBe('12');
    expect(idOf(server, 'trigger', 'first')).toBe('11');
    expect(() => idOf(server, 'item', '7/a')).toThrow('no item "7/a"');
  });

  it('refuses an answer with too few ids', async () => {
    await expect(
      create(filling('7.0', { ids: ['1'] }), 'host', [{ host: 'a' }, { host: 'b' }]),
    ).rejects.toThrow('host.create');
  });
});

describe('names and secrets', () => {
  it('numbers plain hosts so that they sort', () => {
    expect(plainHostName('x-', 7)).toBe('x-plain-00007');
  });

  it('gives each name a key of its own, always the same', () => {
    expect(fakePsk('a')).toEqual(fakePsk('a'));
    expect(fakePsk('a').psk).not.toBe(fakePsk('b').psk);
    expect(fakePsk('a').psk).toMatch(/^[0-9a-f]{64}$/);
  });
});
