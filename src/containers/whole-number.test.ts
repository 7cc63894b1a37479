import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { durationText, readDuration, spokenDuration } from './duration.ts';
import { LARGEST_NUMBER, requireWhole } from './whole-number.ts';

const HOSTILE = [
  '',
  '-1',
  '+1',
  ' 1',
  '1 ',
  '1\n',
  '01',
  '1e9',
  '1.0',
  '0x1',
  '١',
  '$(x)',
  '; rm -rf /',
  'auto',
  '{EVENT.VALUE}',
  '10001',
  '99999999999999999999',
  '9'.repeat(300),
];

describe('a whole number', () => {
  it.each([
    ['0', 0],
    ['1', 1],
    ['42', 42],
    ['10000', LARGEST_NUMBER],
  ])('%s is read', (text, value) => expect(requireWhole(text, '<increment>')).toBe(value));

  it.each(HOSTILE)('%j is refused, and named', (text) => {
    expect(() => requireWhole(text, '<increment>')).toThrow(InputError);
    expect(() => requireWhole(text, '<increment>')).toThrow('<increment> cannot be used');
  });

  it('is not repeated at any length', () => {
    let why = '';
    try {
      requireWhole('9'.repeat(300), '<increment>');
    } catch (error) {
      why = (error as InputError).why ?? '';
    }
    expect(why.length).toBeLessThan(150);
  });
});

describe('a time', () => {
  it.each([
    ['0', 0],
    ['90', 90],
    ['90s', 90],
    ['5m', 300],
    ['1h', 3600],
    ['365d', 31_536_000],
  ])('%s is read', (text, seconds) => expect(readDuration(text)).toBe(seconds));

  it.each(['', ' 5m', '5 m', '5M', '1.5h', '-5m', '5m30s', '366d', '99999999h', '1e9', 'm', '5m\n'])(
    '%j is not',
    (text) => expect(readDuration(text)).toBeUndefined(),
  );

  it.each([
    [0, '0s'],
    [89.2, '90s'],
    [300, '5m'],
    [7200, '2h'],
    [86_400, '1d'],
    [3601, '3601s'],
  ])('%d s is written %s', (seconds, text) => expect(durationText(seconds)).toBe(text));

  it.each([
    [0, '0 s'],
    [0.2, '1 s'],
    [59.5, '1 min'],
    [3231, '53 min 51 s'],
    [3600, '1 h'],
    [3605, '1 h'],
    [90_061, '1 d 1 h'],
  ])('%d s is said %s', (seconds, text) => expect(spokenDuration(seconds)).toBe(text));
});
