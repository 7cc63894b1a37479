import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { parseEndpoint } from './endpoint.ts';

const urlsOf = (typed: string) => parseEndpoint(typed).attempts.flatMap((attempt) => attempt.urls);

describe('parseEndpoint', () => {
  it.each([
    [
      'zabbix.example.com',
      [
        'https://zabbix.example.com/api_jsonrpc.php',
        'https://zabbix.example.com/zabbix/api_jsonrpc.php',
        'http://zabbix.example.com/api_jsonrpc.php',
        'http://zabbix.example.com/zabbix/api_jsonrpc.php',
      ],
    ],
    ['h:8080/zabbix', ['https://h:8080/zabbix/api_jsonrpc.php', 'http://h:8080/zabbix/api_jsonrpc.php']],
    ['h:80/z', ['https://h:80/z/api_jsonrpc.php', 'http://h/z/api_jsonrpc.php']],
    ['http://h:8080/zabbix', ['http://h:8080/zabbix/api_jsonrpc.php']],
    ['http://h:8080/zabbix//', ['http://h:8080/zabbix/api_jsonrpc.php']],
    ['HTTPS://H/zabbix/api_jsonrpc.php', ['https://h/zabbix/api_jsonrpc.php']],
    ['https://h/api_jsonrpc.php', ['https://h/api_jsonrpc.php']],
    ['https://h/', ['https://h/api_jsonrpc.php', 'https://h/zabbix/api_jsonrpc.php']],
    ['https://h/zabbix/zabbix.php?action=dashboard.view#top', ['https://h/zabbix/api_jsonrpc.php']],
    ['http://[::1]:8080/', ['http://[::1]:8080/api_jsonrpc.php', 'http://[::1]:8080/zabbix/api_jsonrpc.php']],
    ['::1', urlsOf('[::1]')],
    ['  http://10.1.2.3/z  ', ['http://10.1.2.3/z/api_jsonrpc.php']],
  ])('reads %s', (typed, urls) => {
    expect(urlsOf(typed)).toEqual(urls);
  });

  it('tries https before http where the scheme is left out, and one scheme where it is given', () => {
    expect(parseEndpoint('h').attempts.map((attempt) => attempt.scheme)).toEqual(['https', 'http']);
    expect(parseEndpoint('http://h').attempts.map((attempt) => attempt.scheme)).toEqual(['http']);
  });

  it.each([
    '',
    '  ',
    'http://',
    'ftp://h',
    'h h',
    'http://h\\x',
    'h:port',
    'h\n.example.com',
    'http://h:99999',
  ])('refuses %j', (typed) => {
    expect(() => parseEndpoint(typed)).toThrow(InputError);
  });

  it.each(['https://Admin:hunter2@h/zabbix', 'Admin:hunter2@h', 'http://hunter2@h', 'Admin:hunt/er2@h'])(
    'refuses a user name or password and does not repeat it: %s',
    (typed) => {
      try {
        parseEndpoint(typed);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect(JSON.stringify([(error as InputError).message, (error as InputError).why])).not.toMatch(
          /hunt|Admin/,
        );
      }
    },
  );

  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().map((address) => `[${address}]`),
  );
  const port = fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined });
  const folder = fc.array(fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/), { maxLength: 3 });
  const scheme = fc.constantFrom('', 'http://', 'https://');

  it('keeps host, port and path, and always ends at the API file', () => {
    fc.assert(
      fc.property(
        scheme,
        host,
        port,
        folder,
        fc.constantFrom('', '/'),
        (prefix, name, number, segments, end) => {
          const authority = number === undefined ? name : `${name}:${number}`;
          const typed = `${prefix}${[authority, ...segments].join('/')}${end}`;
          for (const url of urlsOf(typed)) {
            const parsed = new URL(url);
            expect(parsed.hostname).toBe(new URL(`http://${name}`).hostname);
            expect(parsed.port || (parsed.protocol === 'https:' ? '443' : '80')).toBe(
              String(number ?? (parsed.protocol === 'https:' ? 443 : 80)),
            );
            expect(parsed.pathname).toMatch(/^(\/[^/]+)*\/api_jsonrpc\.php$/);
            if (segments.length > 0) expect(parsed.pathname).toBe(`/${segments.join('/')}/api_jsonrpc.php`);
            // What it found is itself an address, and means exactly that.
            expect(urlsOf(url)).toEqual([url]);
          }
        },
      ),
    );
  });

  it('gives addresses without credentials, or an InputError, for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })),
        (typed) => {
          let urls: string[];
          try {
            urls = urlsOf(typed);
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
            return;
          }
          for (const url of urls) {
            const { username, password, search, hash } = new URL(url);
            expect([username, password, search, hash]).toEqual(['', '', '', '']);
          }
        },
      ),
    );
  });
});
