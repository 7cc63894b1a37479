import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../json.ts';

/** A value as a server or a backup could hold it, and every secret in it. */
export interface WithSecrets<T extends JsonValue = JsonValue> {
  readonly value: T;
  readonly secrets: readonly string[];
}

/** Every field that holds a password, a key or what serves as one; apart from the list of the program, which is held to it. */
export const SECRET_FIELDS = [
  'password',
  'passwd',
  'bind_password',
  'client_secret',
  'privatekey',
  'ssl_key_password',
  'http_password',
  'ipmi_password',
  'tls_psk',
  'tls_psk_identity',
  'authpassphrase',
  'privpassphrase',
  'community',
  'token',
  'ldap_bind_password',
  'snmp_community',
  'snmpv3_authpassphrase',
  'snmpv3_privpassphrase',
] as const;

/** Texts that no name, no other value and no JSON around them holds. */
const anySecret: fc.Arbitrary<string> = fc
  .stringMatching(/^[A-Za-z0-9 {}"$\\]{4,12}$/)
  .map((random) => `§${random.replaceAll('"', '').replaceAll('\\', '')}§`);

const holder: fc.Arbitrary<WithSecrets<JsonObject>> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...SECRET_FIELDS), anySecret, fc.constantFrom('username', 'name', 'type'))
    .map(([field, secret, beside]) => ({
      value: { [beside]: 'open', [field]: secret },
      secrets: [secret],
    })),
  fc.tuple(fc.constantFrom('{$A}', '{$B:"x"}'), anySecret).map(([macro, secret]) => ({
    value: { macro, type: 'SECRET_TEXT', value: secret },
    secrets: [secret],
  })),
);

function both(
  values: readonly WithSecrets[],
  build: (values: readonly JsonValue[]) => JsonValue,
): WithSecrets {
  return {
    value: build(values.map(({ value }) => value)),
    secrets: values.flatMap(({ secrets }) => secrets),
  };
}

const LISTS = ['items', 'macros', 'operations', 'interfaces', 'preprocessing', 'httptests'] as const;
const OBJECTS = ['details', 'opcommand', 'inner'] as const;

/** Objects and lists with secrets at any depth, in all fields that hold them. */
export const anyValueWithSecrets: fc.Arbitrary<WithSecrets> = fc.letrec<{ value: WithSecrets }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    holder,
    fc
      .tuple(fc.constantFrom(...LISTS), fc.array(tie('value'), { minLength: 1, maxLength: 3 }))
      .map(([name, entries]) => both(entries, (values) => ({ key: 'k', [name]: [...values] }))),
    fc
      .tuple(fc.constantFrom(...OBJECTS), tie('value'))
      .map(([name, entry]) => both([entry], ([value = null]) => ({ [name]: value, other: 'open' }))),
  ),
})).value;
