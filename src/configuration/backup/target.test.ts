import { describe, expect, it } from 'vitest';
import { isSameTarget } from './target.ts';

describe('isSameTarget', () => {
  const address = 'https://zabbix.example.com/api_jsonrpc.php';

  it.each([
    address,
    'http://zabbix.example.com/api_jsonrpc.php',
    'https://Zabbix.Example.COM./api_jsonrpc.php',
    'https://zabbix.example.com:443//api_jsonrpc.php',
    'http://zabbix.example.com:80',
  ])('is so for %s', (other) => {
    expect(isSameTarget(address, other)).toBe(true);
    expect(isSameTarget(other, address)).toBe(true);
  });

  it.each([
    'https://zabbix.example.com/zabbix/api_jsonrpc.php',
    'https://zabbix2.example.com/api_jsonrpc.php',
    'https://zabbix.example.com:8443/api_jsonrpc.php',
    'not an address',
    '',
  ])('is not so for %j', (other) => {
    expect(isSameTarget(address, other)).toBe(false);
  });

  it('knows the names of the machine itself, and tells its ports apart', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(
        isSameTarget('http://LOCALHOST:8080/zabbix/', `http://${host}:8080/zabbix/api_jsonrpc.php`),
      ).toBe(true);
      expect(isSameTarget('http://localhost:8080/', `http://${host}:8081/`)).toBe(false);
    }
  });
});
