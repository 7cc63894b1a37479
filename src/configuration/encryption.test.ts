import { describe, expect, it } from 'vitest';
import { closedKey, encryptionOfExport, isEncrypted, usesPreSharedKey } from './encryption.ts';

describe('usesPreSharedKey', () => {
  it.each([
    ['1', '1', false],
    ['2', '1', true],
    ['4', '1', false],
    ['1', '2', true],
    ['1', '3', true],
    ['1', '5', false],
    ['1', '6', true],
    ['4', '7', true],
  ])('connect %s, accept %s: %s', (tls_connect, tls_accept, expected) => {
    expect(usesPreSharedKey({ tls_connect, tls_accept })).toBe(expected);
    expect(usesPreSharedKey({ tls_connect: Number(tls_connect), tls_accept: Number(tls_accept) })).toBe(
      expected,
    );
  });

  it('is not so where nothing is said', () => {
    expect(usesPreSharedKey({})).toBe(false);
  });
});

describe('closedKey', () => {
  const psk = { tls_connect: '2', tls_accept: '1' };

  it('is made where a key is asked for and none is known', () => {
    expect(closedKey(psk)).toEqual({
      tls_psk_identity: expect.stringMatching(/^closed-[0-9a-f]{24}$/),
      // Zabbix takes keys of 32 to 512 hexadecimal digits.
      tls_psk: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(closedKey({ ...psk, tls_psk: '' })).toBeDefined();
  });

  it('is not made where it is not asked for, or known', () => {
    expect(closedKey({ tls_connect: '1', tls_accept: '5' })).toBeUndefined();
    expect(closedKey({ ...psk, tls_psk: 'ab' })).toBeUndefined();
  });

  it('is another one each time, identity and key', () => {
    const keys = Array.from({ length: 20 }, () => closedKey(psk));
    expect(new Set(keys.map((key) => key?.tls_psk)).size).toBe(20);
    expect(new Set(keys.map((key) => key?.tls_psk_identity)).size).toBe(20);
  });
});

describe('isEncrypted', () => {
  it.each([
    ['1', '1', false],
    ['2', '1', true],
    ['1', '4', true],
    ['1', '3', true],
  ])('connect %s, accept %s: %s', (tls_connect, tls_accept, expected) => {
    expect(isEncrypted({ tls_connect, tls_accept })).toBe(expected);
  });
});

describe('encryptionOfExport', () => {
  it('takes what an export leaves out for the default', () => {
    expect(encryptionOfExport({ host: 'A' })).toEqual({
      tls_connect: '1',
      tls_accept: '1',
      tls_issuer: '',
      tls_subject: '',
      tls_psk_identity: '',
      tls_psk: '',
    });
  });

  it('adds up what is accepted', () => {
    const all = ['NO_ENCRYPTION', 'TLS_PSK', 'TLS_CERTIFICATE'];
    expect(encryptionOfExport({ tls_accept: all }).tls_accept).toBe('7');
    expect(encryptionOfExport({ tls_accept: ['TLS_PSK', 'TLS_PSK'] }).tls_accept).toBe('2');
    expect(encryptionOfExport({ tls_accept: 'TLS_CERTIFICATE' }).tls_accept).toBe('4');
  });

  it('gives words as numbers and texts as they are', () => {
    expect(
      encryptionOfExport({
        tls_connect: 'TLS_PSK',
        tls_accept: ['TLS_PSK'],
        tls_issuer: 'CN=i',
        tls_subject: 'CN=s',
        tls_psk_identity: 'id',
        tls_psk: 'ab',
      }),
    ).toEqual({
      tls_connect: '2',
      tls_accept: '2',
      tls_issuer: 'CN=i',
      tls_subject: 'CN=s',
      tls_psk_identity: 'id',
      tls_psk: 'ab',
    });
  });

  it('does not guess at a word that it does not know', () => {
    expect(() => encryptionOfExport({ tls_connect: 'TLS_NEW' })).toThrow('"TLS_NEW" is not one of');
    expect(() => encryptionOfExport({ tls_accept: ['TLS_PSK', 'TLS_NEW'] })).toThrow('TLS_NEW');
  });
});
