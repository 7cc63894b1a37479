import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotAZabbixError } from './errors.ts';
import { atLeast, parseVersion } from './version.ts';

describe('parseVersion', () => {
  it.each([
    ['7.0.22', '7.0'],
    ['6.4.0beta3', '6.4'],
    ['7.4.0rc1', '7.4'],
    ['10.0.1', '10.0'],
  ])('reads %s', (text, series) => {
    expect(parseVersion(text)).toMatchObject({ text, series });
  });

  it.each(['', 'Zabbix', '7', '7.0.1.2.3', '<html>'])('refuses %j', (text) => {
    expect(() => parseVersion(text)).toThrow(NotAZabbixError);
  });
});

describe('atLeast', () => {
  const part = fc.nat({ max: 20 });

  it('orders by major, then minor, as numbers', () => {
    fc.assert(
      fc.property(part, part, part, part, part, (major, minor, patch, otherMajor, otherMinor) => {
        const version = parseVersion(`${major}.${minor}.${patch}`);
        const later = major !== otherMajor ? major > otherMajor : minor >= otherMinor;
        expect(atLeast(version, `${otherMajor}.${otherMinor}`)).toBe(later);
      }),
    );
  });
});
