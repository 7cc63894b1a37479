import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, type Difference } from './compare.ts';
import { type JsonObject, sameJson, stableText } from './json.ts';
import { listIdentity } from './lists.ts';
import { anyJson, anyObject, anyRandom, deepFreeze, shuffled } from './testing/builders.ts';

/** Differences as lines: place, live value, desired value. */
function differences(desired: JsonObject, live: JsonObject, ignored: string[] = []): string[] {
  return compare(deepFreeze(desired), deepFreeze(live), listIdentity, new Set(ignored)).map(
    (found) => `${found.path.join(' ')}: ${side(found, 'live')} → ${side(found, 'desired')}`,
  );
}

function side(difference: Difference, name: 'live' | 'desired'): string {
  return Object.hasOwn(difference, name) ? JSON.stringify(difference[name]) : 'absent';
}

describe('compare', () => {
  it('finds nothing between equals', () => {
    fc.assert(
      fc.property(anyObject, (value) => {
        expect(compare(value, structuredClone(value), listIdentity)).toEqual([]);
        expect(compare(value, structuredClone(value), () => stableText)).toEqual([]);
        expect(compare(value, structuredClone(value), () => undefined)).toEqual([]);
      }),
    );
  });

  it('finds something where anything differs, and only then', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (desired, live) => {
        expect(compare(desired, live, () => undefined).length === 0).toBe(sameJson(desired, live));
      }),
    );
  });

  it('finds a changed value wherever it stands, at its place and with both values', () => {
    fc.assert(
      fc.property(
        anyJson,
        anyJson,
        fc.array(fc.constantFrom('a', 'b', 'toString'), { minLength: 1, maxLength: 4 }),
        (before, after, path) => {
          fc.pre(!sameJson(before, after));
          fc.pre(typeof before !== 'object' && typeof after !== 'object');
          const nested = (value: JsonObject[string]): JsonObject =>
            path.reduceRight<JsonObject[string]>(
              (inner, name) => ({ [name]: inner, same: 1 }),
              value,
            ) as JsonObject;
          expect(compare(nested(after), nested(before), listIdentity)).toEqual([
            { path, live: before, desired: after },
          ]);
        },
      ),
    );
  });

  it('does not mind the order of a set', () => {
    const rows = fc.array(fc.record({ a: fc.nat(2), b: fc.nat(2) }), { maxLength: 6 });
    fc.assert(
      fc.property(rows, anyRandom, (operations, random) => {
        const other = shuffled(operations, random);
        expect(compare({ operations }, { operations: other }, () => stableText)).toEqual([]);
      }),
    );
  });

  it('counts equal elements of a set: one more is a difference', () => {
    const twice = { tags: [{ tag: 'a' }, { tag: 'a' }] };
    expect(differences(twice, structuredClone(twice))).toEqual([]);
    expect(differences(twice, { tags: [{ tag: 'a' }] })).toEqual(['tags [a]: absent → {"tag":"a"}']);
    expect(differences({ tags: [{ tag: 'a' }] }, twice)).toEqual(['tags [a]: {"tag":"a"} → absent']);
  });

  it('goes into the element of a set that has the same identity', () => {
    expect(
      differences(
        { items: [{ key: 'b' }, { key: 'a', delay: '1m', tags: [{ tag: 't', value: 'v' }] }] },
        { items: [{ key: 'a', delay: '2m' }, { key: 'c' }] },
      ),
    ).toEqual([
      'items [a] delay: "2m" → "1m"',
      'items [a] tags [t: v]: absent → {"tag":"t","value":"v"}',
      'items [b]: absent → {"key":"b"}',
      'items [c]: {"key":"c"} → absent',
    ]);
  });

  it('takes an element of the same uuid under another name for a rename', () => {
    expect(
      differences(
        { items: [{ uuid: 'u', key: 'new', delay: '1m' }, { key: 'x' }] },
        { items: [{ key: 'y' }, { uuid: 'u', key: 'old', delay: '2m' }] },
      ),
    ).toEqual([
      'items [old → new] key: "old" → "new"',
      'items [old → new] delay: "2m" → "1m"',
      'items [x]: absent → {"key":"x"}',
      'items [y]: {"key":"y"} → absent',
    ]);
  });

  it('does not pair by uuid what is there by name', () => {
    expect(
      differences(
        { items: [{ uuid: 'u', key: 'a' }] },
        {
          items: [
            { uuid: 'v', key: 'a' },
            { uuid: 'u', key: 'b' },
          ],
        },
      ),
    ).toEqual(['items [a] uuid: "v" → "u"', 'items [b]: {"uuid":"u","key":"b"} → absent']);
  });

  it('compares other lists place by place', () => {
    expect(
      differences({ steps: [{ name: 'b' }, 'x'], codes: [1] }, { steps: [{ name: 'a' }], codes: [1, 2] }),
    ).toEqual(['steps [1] name: "a" → "b"', 'steps [2]: absent → "x"', 'codes [2]: 2 → absent']);
  });

  it('takes an absent set for an empty one, and an absent list for what it is', () => {
    expect(differences({ tags: [] }, {})).toEqual([]);
    expect(differences({}, { items: [] })).toEqual([]);
    expect(differences({ steps: [] }, {})).toEqual(['steps: absent → []']);
  });

  it('shows what is no list on one side as a whole', () => {
    expect(differences({ tags: 'x' }, { tags: [{ tag: 'a' }] })).toEqual(['tags: [{"tag":"a"}] → "x"']);
    expect(differences({ a: { b: 1 } }, { a: [] })).toEqual(['a: [] → {"b":1}']);
    expect(differences({ a: null }, {})).toEqual(['a: absent → null']);
  });

  it('names elements by what a person knows them by', () => {
    const trigger = (name: string): JsonObject => ({ name, expression: 'e', recovery_expression: 'r' });
    expect(differences({ triggers: [trigger('t')] }, {})[0]).toMatch(/^triggers \[t\]: /);
    expect(differences({ tags: [{ tag: 't' }] }, {})[0]).toMatch(/^tags \[t\]: /);
    expect(differences({ tags: ['plain'] }, {})[0]).toBe('tags [plain]: absent → "plain"');
  });

  it('does not look at ignored fields of the object, but at those of that name further in', () => {
    expect(
      differences({ uuid: 'a', items: [{ key: 'k', uuid: 'a' }] }, { uuid: 'b', items: [{ key: 'k' }] }, [
        'uuid',
      ]),
    ).toEqual(['items [k] uuid: absent → "a"']);
  });

  it('marks the value of a secret macro, whichever side says that it is one', () => {
    const found = (desired: JsonObject, live: JsonObject): Difference[] =>
      compare(
        { macros: [{ macro: '{$A}', ...desired }] },
        { macros: [{ macro: '{$A}', ...live }] },
        listIdentity,
      );
    const secret = { type: 'SECRET_TEXT' };
    const path = ['macros', '[{$A}]', 'value'];
    expect(found({ value: 'x' }, { ...secret })).toContainEqual({ path, desired: 'x', secret: true });
    expect(found({ ...secret }, { value: 'x' })).toContainEqual({ path, live: 'x', secret: true });
    expect(found({ ...secret, value: 'x' }, { ...secret, value: 'x' })).toEqual([]);
    expect(found({ value: 'x' }, { value: 'y' })).toStrictEqual([{ path, live: 'y', desired: 'x' }]);
    expect(found({ ...secret, description: 'x' }, secret)).toStrictEqual([
      { path: ['macros', '[{$A}]', 'description'], desired: 'x' },
    ]);
  });

  it('takes the value of a secret macro that nobody can read for a difference only where it is to be set', () => {
    const macro = { macro: '{$A}', type: 'SECRET_TEXT' };
    const [desired, live] = [{ macros: [{ ...macro, value: 'x' }] }, { macros: [macro] }];
    const path = ['macros', '[{$A}]', 'value'];
    expect(compare(desired, live, listIdentity)).toEqual([]);
    expect(compare(desired, live, listIdentity, new Set(), true)).toEqual([
      { path, desired: 'x', secret: true },
    ]);
    expect(compare(live, live, listIdentity, new Set(), true)).toEqual([]);
  });

  it('names an element that is its own identity without the secrets in it', () => {
    const operations = [{ opcommand: { type: '2', password: 'hush', username: 'u' } }];
    const [difference] = compare({ operations }, { operations: [] }, () => stableText);
    expect(difference?.path).toEqual([
      'operations',
      '[{"opcommand":{"password":"(hidden)","type":"2","username":"u"}}]',
    ]);
    expect(compare({ operations: [] }, { operations }, () => stableText)[0]?.path).toEqual(difference?.path);
  });
});
