import type { JsonObject, JsonValue } from './json.ts';
import { isObject } from './json.ts';

/** Fields that hold a password, a key or what serves as one, in exports and in X.get. */
const SECRET_FIELDS = new Set([
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
]);

/** A private key is one wherever it stands: in the inventory of the hosts that keep those of Docker Engines. */
const PRIVATE_KEY = /-----BEGIN [A-Z\d ]*PRIVATE KEY-----/u;

/** What stands in place of a secret: only whether there is one. */
export const MASK = '(hidden)';

/** Whether a field of this name holds a secret, in whichever object it stands. */
export function isSecretField(field: string): boolean {
  return SECRET_FIELDS.has(field);
}

/** A user macro whose value is secret, as an export writes it. */
export function isSecretMacro(value: JsonObject): boolean {
  return value.type === 'SECRET_TEXT';
}

/** The value with every secret in it replaced; for everything that is shown. */
export function masked(value: JsonValue, field = ''): JsonValue {
  // A backup that was edited may hold a number where Zabbix has text.
  if (isSecretField(field) && (typeof value === 'string' || typeof value === 'number')) {
    return value === '' ? '' : MASK;
  }
  if (typeof value === 'string' && PRIVATE_KEY.test(value)) return MASK;
  if (Array.isArray(value)) return value.map((element) => masked(element, field));
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [name, inner] of Object.entries(value)) {
    const secretValue = name === 'value' && isSecretMacro(value) && typeof inner !== 'object';
    result[name] = secretValue ? MASK : masked(inner, name);
  }
  return result;
}
