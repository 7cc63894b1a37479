import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretRegistry } from './secrets.ts';

function registryOf(...secrets: string[]): ReturnType<typeof createSecretRegistry> {
  const registry = createSecretRegistry();
  for (const secret of secrets) registry.register(secret);
  return registry;
}

describe('scrub', () => {
  it('leaves texts alone where there is no secret', () => {
    expect(createSecretRegistry().scrub('anything')).toBe('anything');
    expect(registryOf('', '  ').scrub('anything at all')).toBe('anything at all');
  });

  it('replaces a secret in every form in which it may come back', () => {
    const secret = 'pä ss/"wörd"+';
    const { scrub } = registryOf(secret);
    const forms = [
      secret,
      JSON.stringify(secret),
      // json_encode of PHP
      'p\\u00e4 ss\\/\\"w\\u00f6rd\\"+',
      encodeURIComponent(secret),
      new URLSearchParams({ password: secret }).toString(),
    ];
    for (const form of forms) expect(scrub(`before ${form} after`)).not.toMatch(/p(ä|\\u00e4|%C3%A4).*ss/u);
  });

  it('replaces a short secret only where it stands alone', () => {
    const { scrub } = registryOf('1', 'abc');
    expect(scrub('1 of 10: abc abcd xabc "abc"')).toBe('*** of 10: *** abcd xabc "***"');
  });

  it('leaves the published default password readable', () => {
    expect(registryOf('zabbix').scrub('http://h/zabbix')).toBe('http://h/zabbix');
  });

  it('replaces the longer of two secrets that overlap', () => {
    expect(registryOf('password', 'password-two').scrub('password-two, password')).toBe('***, ***');
  });

  it('takes no character of a secret as a pattern', () => {
    expect(registryOf('a.*(b)[c]').scrub('a.*(b)[c] aXXb')).toBe('*** aXXb');
  });

  it('leaves no secret of a readable length in any text', () => {
    const secret = fc
      .string({ unit: 'binary', minLength: 6, maxLength: 30 })
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(
        secret,
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (hidden, before, after) => {
          // A secret that is part of what replaces it, or of the words around it, would be found again.
          fc.pre(!(before + after).includes(hidden) && !hidden.includes('*'));
          const { scrub } = registryOf(hidden);
          expect(scrub(before + hidden + after)).not.toContain(hidden);
          expect(scrub(JSON.stringify(before + hidden + after))).not.toContain(
            JSON.stringify(hidden).slice(1, -1),
          );
        },
      ),
    );
  });
});

describe('scrubValue', () => {
  it('replaces secrets at any depth, in keys too, and leaves the rest as it is', () => {
    const { scrubValue } = registryOf('hidden-word');
    const date = new Date(0);
    expect(
      scrubValue({ list: ['a hidden-word', { 'hidden-word': 1 }], date, nothing: null, number: 5 }),
    ).toEqual({ list: ['a ***', { '***': 1 }], date, nothing: null, number: 5 });
  });
});
