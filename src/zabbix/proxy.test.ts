import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { isExempt, proxyFor } from './proxy.ts';

const proxies = {
  httpsProxy: 'http://secure.proxy:3128',
  httpProxy: 'plain.proxy:3128',
  noProxy: 'exempt.example.com',
};

describe('proxyFor', () => {
  it('chooses by the scheme of the address', () => {
    expect(proxyFor(new URL('https://h/'), proxies)?.host).toBe('secure.proxy:3128');
    expect(proxyFor(new URL('http://h/'), proxies)?.href).toBe('http://plain.proxy:3128/');
    expect(proxyFor(new URL('https://h/'), { httpProxy: 'plain.proxy:3128' })).toBeUndefined();
    expect(proxyFor(new URL('https://exempt.example.com/'), proxies)).toBeUndefined();
    expect(proxyFor(new URL('https://h/'), { httpsProxy: ' ' })).toBeUndefined();
  });

  it('refuses what is no HTTP proxy, without repeating it', () => {
    for (const httpsProxy of [
      'socks5://user:hunter2@p:1080',
      'http://user:hunter2@:x',
      'http://user:hunter2%@p:3128',
    ]) {
      expect(() => proxyFor(new URL('https://h/'), { httpsProxy })).toThrow(InputError);
      expect(() => proxyFor(new URL('https://h/'), { httpsProxy })).not.toThrow(/hunter2/);
    }
  });
});

describe('isExempt', () => {
  it.each([
    ['*', 'https://anything/', true],
    ['example.com', 'https://example.com/', true],
    ['example.com', 'https://ZABBIX.example.com/', true],
    ['.example.com', 'https://zabbix.example.com/', true],
    ['*.example.com', 'https://zabbix.example.com/', true],
    ['example.com', 'https://notexample.com/', false],
    ['a, b  c', 'https://c/', true],
    ['h:8080', 'http://h:8080/', true],
    ['h:8080', 'http://h/', false],
    ['h:443', 'https://h/', true],
    ['127.0.0.1', 'http://127.0.0.1:8080/', true],
    ['0.0.1', 'http://127.0.0.1:8080/', false],
    ['10.0.0.0/8', 'http://10.20.30.40/', true],
    ['10.0.0.0/8', 'http://11.20.30.40/', false],
    ['10.0.0.0/99', 'http://10.20.30.40/', false],
    ['fd00::/8', 'http://[fd12::1]/', true],
    ['::1', 'http://[::1]:8080/', true],
    ['[::1]', 'http://[::1]:8080/', true],
    ['', 'http://h/', false],
  ])('%j and %s: %s', (noProxy, url, expected) => {
    expect(isExempt(new URL(url), noProxy)).toBe(expected);
  });
});
