import { randomBytes } from 'node:crypto';
import { ENCRYPTION, numberFor } from './export-constants.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { text } from './json.ts';
import type { Secret } from './kind.ts';

/** Bit of tls_connect and tls_accept for a pre-shared key (1 is none, 4 a certificate). */
const PRE_SHARED_KEY = 2;

/** Whether encryption settings, as numbers of the API, ask for a pre-shared key on either side. */
export function usesPreSharedKey(encryption: JsonObject): boolean {
  return (
    (Number(text(encryption.tls_connect)) & PRE_SHARED_KEY) !== 0 ||
    (Number(text(encryption.tls_accept)) & PRE_SHARED_KEY) !== 0
  );
}

/** The pre-shared key of an object that uses one. */
export const PRE_SHARED_KEY_SECRET = {
  fields: ['tls_psk_identity', 'tls_psk'],
  has: usesPreSharedKey,
} as const satisfies Secret;

/**
 * A key that nobody knows, where settings ask for one and no API gave it: the object is closed until a person sets
 * the right one. Every key has an identity of its own, since 7.0 refuses two keys under one.
 */
export function closedKey(encryption: JsonObject): JsonObject | undefined {
  if (!usesPreSharedKey(encryption) || text(encryption.tls_psk) !== '') return undefined;
  return {
    tls_psk_identity: `closed-${randomBytes(12).toString('hex')}`,
    tls_psk: randomBytes(32).toString('hex'),
  };
}

/** Whether settings differ from the default, which is no encryption in either direction. */
export function isEncrypted(encryption: JsonObject): boolean {
  return text(encryption.tls_connect) !== '1' || text(encryption.tls_accept) !== '1';
}

/** Encryption fields of an element of a 5.0 export as the API takes them. */
export function encryptionOfExport(element: JsonObject): JsonObject {
  return {
    tls_connect: numberFor(ENCRYPTION, element.tls_connect, ENCRYPTION.NO_ENCRYPTION),
    tls_accept: String(acceptBits(element.tls_accept)),
    tls_issuer: text(element.tls_issuer),
    tls_subject: text(element.tls_subject),
    tls_psk_identity: text(element.tls_psk_identity),
    tls_psk: text(element.tls_psk),
  };
}

function acceptBits(value: JsonValue | undefined): number {
  if (value === undefined) return Number(ENCRYPTION.NO_ENCRYPTION);
  const words = Array.isArray(value) ? value : [value];
  return words.reduce<number>((bits, word) => bits | Number(numberFor(ENCRYPTION, word, '0')), 0);
}
