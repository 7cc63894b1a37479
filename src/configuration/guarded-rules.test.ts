import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardRules } from './guarded-rules.ts';
import { type JsonObject, objectsIn } from './json.ts';
import { deepFreeze } from './testing/builders.ts';

const SECRET: JsonObject = { macro: '{$S}', type: 'SECRET_TEXT' };

function rule(key: string, more: JsonObject = {}): JsonObject {
  return { key, name: key, ...more };
}

/** A rule with a host prototype that has these macros. */
function withMacros(key: string, macros: JsonObject[], more: JsonObject = {}): JsonObject {
  return rule(key, { host_prototypes: [{ host: '{#A}' }, { host: '{#B}', macros }], ...more });
}

const host = (...discovery_rules: JsonObject[]): JsonObject => ({ host: 'A', name: 'n', discovery_rules });

function guarded(desired: JsonObject, live: JsonObject): ReturnType<typeof guardRules> {
  return guardRules(deepFreeze(desired), deepFreeze(live));
}

describe('guardRules', () => {
  it.each<[string, JsonObject[]]>([
    ['there are no macros', []],
    [
      'macros are plain',
      [{ macro: '{$A}', value: 'x' }, { macro: '{$EMPTY}' }, { macro: '{$V}', type: 'VAULT', value: 'p:k' }],
    ],
    ['the value is known', [{ ...SECRET, value: 'known' }]],
  ])('guards nothing where %s', (_why, macros) => {
    const live = host(withMacros('r', macros));
    expect(guarded(host(withMacros('r', [SECRET])), live)).toBeUndefined();
    expect(guarded(host(), live)).toBeUndefined();
  });

  it('imports a rule all of whose secret values the backup holds: nothing is blanked', () => {
    const other = { macro: '{$T}', type: 'SECRET_TEXT' };
    const live = host(withMacros('r', [SECRET, other]));
    const known = (macro: JsonObject): JsonObject => ({ ...macro, value: 'typed' });
    expect(guarded(host(withMacros('r', [known(SECRET), known(other)])), live)).toBeUndefined();
    expect(guarded(host(withMacros('r', [known(SECRET), other])), live)).toBeDefined();
  });

  it('looks at the target, not at the backup', () => {
    expect(guarded(host(withMacros('r', [SECRET])), { host: 'A' })).toBeUndefined();
    expect(guarded({ host: 'A' }, host(withMacros('r', [SECRET])))).toBeDefined();
  });

  it('keeps a rule out of the document that holds a value, and says where it differs', () => {
    const changed = withMacros('secret', [SECRET], { delay: '2m' });
    expect(guarded(host(rule('plain'), changed), host(withMacros('secret', [SECRET])))).toEqual({
      content: host(rule('plain')),
      surplus: [],
      untouched: ['secret'],
    });
  });

  it('says nothing of a rule that is as it should be', () => {
    const same = withMacros('secret', [SECRET, { macro: '{$A}' }]);
    const inAnotherOrder = withMacros('secret', [{ macro: '{$A}' }, SECRET]);
    expect(guarded(host(same), host(inAnotherOrder))).toMatchObject({ untouched: [] });
  });

  it('names a rule whose items are on another interface: it cannot be moved', () => {
    const on = (interface_ref: string): JsonObject =>
      withMacros('secret', [SECRET], { interface_ref, item_prototypes: [{ key: 'i', interface_ref }] });
    expect(guarded(host(on('if1')), host(on('if1')))?.untouched).toEqual([]);
    expect(guarded(host(on('if1')), host(on('if2')))?.untouched).toEqual(['secret']);
  });

  it('leaves the list away where no rule remains, and everything else as it was', () => {
    const found = guarded(
      { ...host(withMacros('secret', [SECRET])), items: [{ key: 'k' }] },
      host(withMacros('secret', [SECRET])),
    );
    expect(found?.content).toStrictEqual({ host: 'A', name: 'n', items: [{ key: 'k' }] });
  });

  it('names the rules that are to go, those with secrets too', () => {
    const live = host(rule('a'), withMacros('secret', [SECRET]), withMacros('b', [SECRET]));
    expect(guarded(host(rule('a')), live)?.surplus).toEqual(['secret', 'b']);
    expect(guarded({ host: 'A' }, live)?.surplus).toEqual(['a', 'secret', 'b']);
  });

  it('sends no rule that holds a value, deletes none that is wanted, and loses none', () => {
    const rules = fc.uniqueArray(
      fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), secret: fc.boolean(), delay: fc.nat(1) }),
      { selector: ({ key }) => key },
    );
    fc.assert(
      fc.property(rules, rules, (desired, live) => {
        const made = (list: typeof desired): JsonObject =>
          host(...list.map(({ key, secret, delay }) => withMacros(key, secret ? [SECRET] : [], { delay })));
        const found = guarded(made(desired), made(live));
        const holding = live.filter(({ secret }) => secret).map(({ key }) => key);
        const wanted = desired.map(({ key }) => key);
        expect(found === undefined).toBe(holding.length === 0);
        if (!found) return;
        const sent = objectsIn(found.content.discovery_rules).map(({ key }) => key);
        expect(sent).toEqual(wanted.filter((key) => !holding.includes(key)));
        expect(found.surplus).toEqual(live.map(({ key }) => key).filter((key) => !wanted.includes(key)));
        expect(found.untouched).toEqual(
          desired
            .filter(({ key, secret, delay }) => {
              const there = live.find((other) => other.key === key && other.secret);
              return there && !(secret && there.delay === delay);
            })
            .map(({ key }) => key),
        );
      }),
    );
  });
});
