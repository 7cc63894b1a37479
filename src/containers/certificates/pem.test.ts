import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrub } from '../../terminal/secrets.ts';
import { normalise, pemBlocks, registerKey } from './pem.ts';

const LINE = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
const KEY = `-----BEGIN PRIVATE KEY-----\n${LINE}\n${LINE.toLowerCase()}\n-----END PRIVATE KEY-----\n`;

describe('normalise', () => {
  it('makes one text of what several ways to store it have made of it', () => {
    for (const text of [
      KEY,
      KEY.trim(),
      KEY.replaceAll('\n', '\r\n'),
      `\n\n  ${KEY} \r\n`,
      KEY.replaceAll('\n', ' \n'),
    ])
      expect(normalise(text)).toBe(KEY);
    expect(normalise(' \r\n\t')).toBe('');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => normalise(normalise(text)) === normalise(text)),
    );
  });
});

describe('pemBlocks', () => {
  it('finds the blocks between other words, and no half ones', () => {
    const text = `Subject: x\n${KEY}\nmore\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n-----BEGIN X-----\n`;
    expect(pemBlocks(text).map(({ label }) => label)).toEqual(['PRIVATE KEY', 'CERTIFICATE']);
    expect(pemBlocks(text)[0]?.text).toBe(KEY);
    expect(pemBlocks('')).toEqual([]);
  });
});

describe('registerKey', () => {
  it('hides the key, its lines, and the key as Zabbix or JSON would repeat it', () => {
    registerKey(KEY.replaceAll('\n', '\r\n'));
    for (const text of [KEY, KEY.replaceAll('\n', '\r\n'), JSON.stringify(KEY), `at "${LINE}"`])
      expect(scrub(text)).not.toContain(LINE.slice(0, 20));
  });

  it('does not hide words that stand where a key should', () => {
    registerKey('see the wiki');
    expect(scrub('see the wiki')).toBe('see the wiki');
  });
});
