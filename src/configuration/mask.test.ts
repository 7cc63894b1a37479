import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonObject, type JsonValue, sameJson } from './json.ts';
import { BACKED_UP } from './kinds/all-kinds.ts';
import { isSecretField, isSecretMacro, MASK, masked } from './mask.ts';
import { anyValueWithSecrets, SECRET_FIELDS } from './testing/any-secrets.ts';
import { anyJson, deepFreeze, objectsWithin } from './testing/builders.ts';

describe('masked', () => {
  it('shows no secret, wherever it stands', () => {
    fc.assert(
      fc.property(anyValueWithSecrets, ({ value, secrets }) => {
        const shown = JSON.stringify(masked(deepFreeze(value)));
        for (const secret of secrets) expect(shown).not.toContain(secret);
      }),
    );
  });

  it('changes nothing but secrets', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        fc.pre(objectsWithin(value).every((entry) => !isSecretMacro(entry)));
        fc.pre(objectsWithin(value).every((entry) => !Object.keys(entry).some(isSecretField)));
        expect(sameJson(masked(value), value)).toBe(true);
      }),
    );
  });

  it.each<[JsonValue, JsonValue]>([
    [
      { password: 'x', username: 'u' },
      { password: MASK, username: 'u' },
    ],
    [{ password: '' }, { password: '' }],
    [{ password: null }, { password: null }],
    [{ password: 1234 }, { password: MASK }],
    [
      { macro: '{$A}', type: 'SECRET_TEXT', value: 1234 },
      { macro: '{$A}', type: 'SECRET_TEXT', value: MASK },
    ],
    [{ details: { community: '{$C}' } }, { details: { community: MASK } }],
    [{ community: ['a', 'b'] }, { community: [MASK, MASK] }],
    [
      { macro: '{$A}', type: 'SECRET_TEXT', value: 'x' },
      { macro: '{$A}', type: 'SECRET_TEXT', value: MASK },
    ],
    [
      { macro: '{$A}', type: 'SECRET_TEXT' },
      { macro: '{$A}', type: 'SECRET_TEXT' },
    ],
    [
      { macro: '{$A}', type: 'VAULT', value: 'path:key' },
      { macro: '{$A}', type: 'VAULT', value: 'path:key' },
    ],
    ['password', 'password'],
    [
      { inventory: { alias: 'web', notes: 'x\r\n-----BEGIN EC PRIVATE KEY-----\r\nMHcCAQ' } },
      { inventory: { alias: 'web', notes: MASK } },
    ],
    ['-----BEGIN PRIVATE KEY-----', MASK],
    ['-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE-----'],
  ])('%j is shown as %j', (value, shown) => {
    expect(masked(value)).toEqual(shown);
  });

  it('knows the field that a bare value stands in', () => {
    expect(masked('x', 'tls_psk')).toBe(MASK);
    expect(masked('x', 'tls_subject')).toBe('x');
  });

  it.each(SECRET_FIELDS)('knows %s for a secret', (field) => {
    expect(isSecretField(field)).toBe(true);
    expect((masked({ a: [{ [field]: 'x' }] }) as { a: JsonObject[] }).a).toEqual([{ [field]: MASK }]);
  });

  it('knows every secret that a kind declares', () => {
    const declared = BACKED_UP.flatMap(({ name, secrets = [] }) =>
      secrets.flatMap(({ fields, has }) =>
        fields.map((field) => ({ name, field, ofMacro: has === isSecretMacro })),
      ),
    );
    expect(declared).toContainEqual({ name: 'mfas', field: 'client_secret', ofMacro: false });
    expect(declared.filter(({ field, ofMacro }) => !ofMacro && !isSecretField(field))).toEqual([]);
  });
});
