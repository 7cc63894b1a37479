import type { JsonObject, JsonValue } from './json.ts';
import { text } from './json.ts';

/*
 * An export writes words where the API takes numbers, and leaves defaults out (CXmlConstantName, CXmlConstantValue and
 * C70XmlValidator in the front end's source). Only the fields of a template or host itself are here: all that stands
 * inside them travels by import.
 */

export const STATUS = { ENABLED: '0', DISABLED: '1' } as const;
export const IPMI_AUTHENTICATION = {
  DEFAULT: '-1',
  NONE: '0',
  MD2: '1',
  MD5: '2',
  STRAIGHT: '4',
  OEM: '5',
  RMCP_PLUS: '6',
} as const;
export const IPMI_PRIVILEGE = { CALLBACK: '1', USER: '2', OPERATOR: '3', ADMIN: '4', OEM: '5' } as const;
export const INVENTORY_MODE = { DISABLED: '-1', MANUAL: '0', AUTOMATIC: '1' } as const;
export const MACRO_TYPE = { TEXT: '0', SECRET_TEXT: '1', VAULT: '2' } as const;
export const MONITORED_BY = { SERVER: '0', PROXY: '1', PROXY_GROUP: '2' } as const;
export const ENCRYPTION = { NO_ENCRYPTION: '1', TLS_PSK: '2', TLS_CERTIFICATE: '4' } as const;
const INTERFACE_TYPE = { ZABBIX: '1', SNMP: '2', IPMI: '3', JMX: '4' } as const;
const YES_NO = { NO: '0', YES: '1' } as const;
const SNMP_VERSION = { SNMPV1: '1', SNMPV2: '2', SNMPV3: '3' } as const;
const SECURITY_LEVEL = { NOAUTHNOPRIV: '0', AUTHNOPRIV: '1', AUTHPRIV: '2' } as const;
const AUTHENTICATION_PROTOCOL = {
  MD5: '0',
  SHA: '1',
  SHA1: '1',
  SHA224: '2',
  SHA256: '3',
  SHA384: '4',
  SHA512: '5',
} as const;
const PRIVACY_PROTOCOL = {
  DES: '0',
  AES: '1',
  AES128: '1',
  AES192: '2',
  AES256: '3',
  AES192C: '4',
  AES256C: '5',
} as const;

/**
 * The number for a word of an export.
 * @throws Error for a word that is not in the table: a newer export than this program knows.
 */
export function numberFor(
  words: Readonly<Record<string, string>>,
  word: JsonValue | undefined,
  absent: string,
): string {
  if (word === undefined) return absent;
  const number = Object.hasOwn(words, text(word)) ? words[text(word)] : undefined;
  if (number === undefined) throw new Error(`"${text(word)}" is not one of ${Object.keys(words).join(', ')}`);
  return number;
}

/** An interface of an export as the API takes it; `interface_ref` is left behind. */
export function interfaceForApi(entry: JsonObject): JsonObject {
  const type = numberFor(INTERFACE_TYPE, entry.type, INTERFACE_TYPE.ZABBIX);
  const result: JsonObject = {
    type,
    main: numberFor(YES_NO, entry.default, YES_NO.YES),
    useip: numberFor(YES_NO, entry.useip, YES_NO.YES),
    ip: text(entry.ip ?? '127.0.0.1'),
    dns: text(entry.dns),
    port: text(entry.port ?? '10050'),
  };
  if (type === INTERFACE_TYPE.SNMP) result.details = detailsForApi((entry.details ?? {}) as JsonObject);
  return result;
}

function detailsForApi(details: JsonObject): JsonObject {
  const version = numberFor(SNMP_VERSION, details.version, SNMP_VERSION.SNMPV2);
  const common = {
    version,
    bulk: numberFor(YES_NO, details.bulk, YES_NO.YES),
    ...(details.max_repetitions === undefined ? {} : { max_repetitions: details.max_repetitions }),
  };
  if (version !== SNMP_VERSION.SNMPV3) return { ...common, community: text(details.community) };
  return {
    ...common,
    contextname: text(details.contextname),
    securityname: text(details.securityname),
    securitylevel: numberFor(SECURITY_LEVEL, details.securitylevel, SECURITY_LEVEL.NOAUTHNOPRIV),
    authprotocol: numberFor(AUTHENTICATION_PROTOCOL, details.authprotocol, AUTHENTICATION_PROTOCOL.MD5),
    authpassphrase: text(details.authpassphrase),
    privprotocol: numberFor(PRIVACY_PROTOCOL, details.privprotocol, PRIVACY_PROTOCOL.DES),
    privpassphrase: text(details.privpassphrase),
  };
}
