import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { BACKED_UP } from './kinds/all-kinds.ts';
import { EVERYTHING, type SelectionPattern, selectionOf, unfitting } from './selection.ts';

describe('unfitting', () => {
  it('gives the names that nothing fits, anywhere', () => {
    const holding = (kind: string, ...keys: string[]) => ({
      objects: new Map([[kind, new Map(keys.map((key) => [key, { kind, key, content: {} }]))]]),
    });
    const typed = ['hosts', 'hosts:web-*', 'hosts:prod-*', 'templates:Linux', 'trigger-actions:x'];
    const patterns = typed.map((text) => {
      const [kind = '', name] = text.split(':');
      return { kind, name };
    });
    const found = unfitting(patterns, [holding('hosts', 'web-1'), holding('trigger_actions', 'x')]);
    expect(found).toEqual([
      { kind: 'hosts', name: 'prod-*' },
      { kind: 'templates', name: 'Linux' },
    ]);
  });
});

describe('selectionOf', () => {
  it.each([
    ['host', 'hosts'],
    ['Hosts', 'hosts'],
    ['regular_expression', 'regexps'],
  ])('says of %s that %s was meant', (typed, meant) => {
    const wrong = (): unknown => selectionOf([{ kind: typed }], []);
    expect(wrong).toThrow(expect.objectContaining({ why: `did you mean ${meant}?` }));
  });

  it('takes every name literally, but for * and ?', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, rest) => {
        const literal = name.replaceAll(/[*?]/g, '-');
        const pattern = selectionOf([{ kind: 'hosts', name: `${literal}*` }], []);
        expect(pattern.object('hosts', `${literal}${rest}`)).toBe(true);
        expect(pattern.object('hosts', `x${literal}`)).toBe(`x${literal}`.startsWith(literal));
        expect(pattern.object('templates', literal)).toBe(false);
      }),
    );
  });

  it('matches names with a dash', () => {
    expect(selectionOf([{ kind: 'hosts', name: 'lab-*' }], []).object('hosts', 'lab-main')).toBe(true);
  });

  it('takes everything where nothing is said', () => {
    expect(EVERYTHING.everything).toBe(true);
    for (const { name } of BACKED_UP) {
      expect(EVERYTHING.kind(name)).toBe(true);
      expect(EVERYTHING.object(name, 'any')).toBe(true);
    }
  });

  it.each<[string, SelectionPattern[], SelectionPattern[], string[]]>([
    ['a kind alone', [{ kind: 'hosts' }], [], ['hosts: a', 'hosts: b']],
    ['names of a kind', [{ kind: 'hosts', name: 'a' }], [], ['hosts: a']],
    [
      'several',
      [
        { kind: 'hosts', name: 'a' },
        { kind: 'templates', name: 'b' },
      ],
      [],
      ['hosts: a', 'templates: b'],
    ],
    ['all but a kind', [], [{ kind: 'hosts' }], ['templates: a', 'templates: b']],
    ['all but names', [], [{ kind: 'hosts', name: 'a' }], ['hosts: b', 'templates: a', 'templates: b']],
    ['a kind but names of it', [{ kind: 'hosts' }], [{ kind: 'hosts', name: '?' }], []],
  ])('takes %s', (_what, only, skip, expected) => {
    const selection = selectionOf(only, skip);
    expect(selection.everything).toBe(false);
    const taken = ['hosts', 'templates'].flatMap((kind) =>
      ['a', 'b'].filter((key) => selection.object(kind, key)).map((key) => `${kind}: ${key}`),
    );
    expect(taken).toEqual(expected);
    // A kind of which something may be taken is looked at; one of which all is left out is not.
    for (const entry of taken) expect(selection.kind(entry.split(':')[0] ?? '')).toBe(true);
  });

  it('looks at a kind of which only some are left out, and not at one of which all are', () => {
    const some = selectionOf([], [{ kind: 'hosts', name: 'a' }]);
    const all = selectionOf([{ kind: 'hosts' }], [{ kind: 'hosts' }]);
    expect([some.kind('hosts'), all.kind('hosts'), all.kind('templates')]).toEqual([true, false, false]);
  });

  it('takes kinds written with dashes', () => {
    expect(selectionOf([{ kind: 'trigger-actions' }], []).object('trigger_actions', 'a')).toBe(true);
  });

  it.each(['a.b', 'a+b', 'a[b]', '(a|b)', '^a$', 'a\\wb', 'a{2}', 'a/b'])(
    'takes %s for what it is',
    (name) => {
      const { object } = selectionOf([{ kind: 'hosts', name }], []);
      expect(object('hosts', name)).toBe(true);
      for (const other of ['axb', 'aab', 'ab', 'a', 'b', 'aa']) expect(object('hosts', other)).toBe(false);
    },
  );

  it('matches names of several lines, and single characters outside the basic plane', () => {
    expect(selectionOf([{ kind: 'hosts', name: 'a*z' }], []).object('hosts', 'a\nb\nz')).toBe(true);
    expect(selectionOf([{ kind: 'hosts', name: '?' }], []).object('hosts', '🐘')).toBe(true);
    expect(selectionOf([{ kind: 'hosts', name: '?' }], []).object('hosts', 'ab')).toBe(false);
  });

  it.each([
    [[{ kind: 'host' }], [], 'did you mean hosts?'],
    [[{ kind: 'hots' }], [], 'did you mean hosts?'],
    [[{ kind: 'trigger-actoins' }], [], 'did you mean trigger_actions?'],
    [[], [{ kind: 'people', name: 'x' }], 'a pattern is a kind, or kind:name'],
  ])('refuses %j, %j: no such kind', (only, skip, why) => {
    let error: unknown;
    try {
      selectionOf(only as SelectionPattern[], skip as SelectionPattern[]);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^There is no kind "(host|hots|trigger-actoins|people)"$/),
      why,
      remedy: expect.stringContaining('trigger_actions'),
    });
  });
});
