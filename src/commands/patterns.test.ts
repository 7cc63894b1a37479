import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { parsePatterns, warnOfUnfitting } from './patterns.ts';

describe('warnOfUnfitting', () => {
  it('tells a mistyped --skip from a mistyped --only', async () => {
    const warnings: string[] = [];
    const objects = new Map([['hosts', new Map([['web', { kind: 'hosts', key: 'web', content: {} }]])]]);
    const output = { warn: (message: string) => void warnings.push(message) };
    const [only, skip] = [parsePatterns('hosts:web,hosts:wbe'), parsePatterns('hosts:prod-*')];
    await warnOfUnfitting({ only, skip }, [{ objects }], output);
    expect(warnings).toEqual([
      '--only hosts:wbe fits nothing.',
      '--skip hosts:prod-* fits nothing, and leaves nothing out.',
    ]);
  });
});

describe('parsePatterns', () => {
  it.each([
    ['hosts', [{ kind: 'hosts', name: undefined }]],
    ['hosts:web-*', [{ kind: 'hosts', name: 'web-*' }]],
    [
      ' hosts , templates:Linux * ',
      [
        { kind: 'hosts', name: undefined },
        { kind: 'templates', name: 'Linux *' },
      ],
    ],
    ['hosts:a:b', [{ kind: 'hosts', name: 'a:b' }]],
    ['hosts:a\\,b', [{ kind: 'hosts', name: 'a,b' }]],
    ['hosts:a\\\\b', [{ kind: 'hosts', name: 'a\\b' }]],
    ['hosts:\\*', [{ kind: 'hosts', name: '\\*' }]],
  ])('reads %s', (text, patterns) => {
    expect(parsePatterns(text)).toEqual(patterns);
  });

  it.each(['', ',', 'hosts,', ',hosts', ':name', 'hosts:', 'hosts: '])('refuses %j', (text) => {
    expect(() => parsePatterns(text)).toThrow(InputError);
  });

  it('gives back every name whose commas and backslashes were escaped', () => {
    const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() === text);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        const text = names.map((each) => `hosts:${each.replace(/[\\,]/gu, '\\$&')}`).join(',');
        expect(parsePatterns(text)).toEqual(names.map((each) => ({ kind: 'hosts', name: each })));
      }),
    );
  });
});
