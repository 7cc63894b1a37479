import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { requireComponentName } from './names.ts';

describe('the name of a component', () => {
  it.each(['web', 'consul', 'shop_web', 'a', '9', 'my.service-1', 'x'.repeat(128)])('may be %s', (name) => {
    expect(requireComponentName(name)).toBe(name);
  });

  it.each([
    '',
    '-f',
    '--help',
    '../x',
    '.',
    '..',
    '_web',
    'a/b',
    '; rm -rf /',
    '$(x)',
    '`x`',
    'web\n',
    '\nweb',
    'we b',
    'web\0',
    'wéb',
    'x'.repeat(129),
    'x'.repeat(300),
  ])('may not be %j', (name) => {
    expect(() => requireComponentName(name)).toThrow(InputError);
  });

  it('is repeated in a message without its line ends, and not at any length', () => {
    expect(() => requireComponentName(`a\n${'x'.repeat(300)}`)).toThrow(/^"a\\nx{38}…" is not the name/u);
  });

  it('never lets anything through that a shell, a path or an option parser reads otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let passed: string;
        try {
          passed = requireComponentName(text);
        } catch {
          return true;
        }
        return /^[a-zA-Z0-9]/u.test(passed) && !/[^\w.-]/u.test(passed);
      }),
    );
  });
});
