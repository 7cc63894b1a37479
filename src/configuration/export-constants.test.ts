import { describe, expect, it } from 'vitest';
import { INVENTORY_MODE, interfaceForApi, numberFor, STATUS } from './export-constants.ts';
import type { JsonObject } from './json.ts';

describe('numberFor', () => {
  it('is the number of the word, or the default where there is none', () => {
    expect(numberFor(STATUS, 'DISABLED', '0')).toBe('1');
    expect(numberFor(INVENTORY_MODE, 'DISABLED', '0')).toBe('-1');
    expect(numberFor(STATUS, undefined, '7')).toBe('7');
  });

  it.each(['NEW', '', '1', 'constructor', 'toString'])('throws for "%s", which is no word of it', (word) => {
    expect(() => numberFor(STATUS, word, '0')).toThrow(`"${word}" is not one of ENABLED, DISABLED`);
  });
});

describe('interfaceForApi', () => {
  it('gives defaults to what an export leaves out', () => {
    expect(interfaceForApi({ interface_ref: 'if1' })).toStrictEqual({
      type: '1',
      main: '1',
      useip: '1',
      ip: '127.0.0.1',
      dns: '',
      port: '10050',
    });
  });

  it.each([
    ['ZABBIX', '1'],
    ['IPMI', '3'],
    ['JMX', '4'],
  ])('has no details for %s', (word, type) => {
    const entry = { type: word, default: 'NO', useip: 'NO', dns: 'd', ip: '', port: '{$P}', details: {} };
    expect(interfaceForApi(entry)).toStrictEqual({
      type,
      main: '0',
      useip: '0',
      ip: '',
      dns: 'd',
      port: '{$P}',
    });
  });

  it('has the community for SNMP versions 1 and 2, which is the default', () => {
    const details = (entry: JsonObject): unknown => interfaceForApi({ type: 'SNMP', ...entry }).details;
    expect(details({})).toStrictEqual({ version: '2', bulk: '1', community: '' });
    expect(
      details({ details: { version: 'SNMPV1', bulk: 'NO', community: '{$C}', max_repetitions: '20' } }),
    ).toStrictEqual({ version: '1', bulk: '0', max_repetitions: '20', community: '{$C}' });
  });

  it.each([
    ['NOAUTHNOPRIV', '0'],
    ['AUTHNOPRIV', '1'],
    ['AUTHPRIV', '2'],
    [undefined, '0'],
  ])('has what version 3 needs, with security level %s', (word, securitylevel) => {
    const entry = {
      type: 'SNMP',
      details: {
        version: 'SNMPV3',
        community: 'not for version 3',
        contextname: 'c',
        securityname: 's',
        ...(word === undefined ? {} : { securitylevel: word }),
        authprotocol: 'SHA512',
        authpassphrase: 'a',
        privprotocol: 'AES256C',
        privpassphrase: 'p',
      },
    };
    expect(interfaceForApi(entry).details).toStrictEqual({
      version: '3',
      bulk: '1',
      contextname: 'c',
      securityname: 's',
      securitylevel,
      authprotocol: '5',
      authpassphrase: 'a',
      privprotocol: '5',
      privpassphrase: 'p',
    });
  });

  it.each([
    ['authprotocol', { MD5: '0', SHA: '1', SHA1: '1', SHA224: '2', SHA256: '3', SHA384: '4', SHA512: '5' }],
    [
      'privprotocol',
      { DES: '0', AES: '1', AES128: '1', AES192: '2', AES256: '3', AES192C: '4', AES256C: '5' },
    ],
  ])('knows the words of every %s, of 5.0 and later', (field, words) => {
    for (const [word, number] of Object.entries(words)) {
      const entry = { type: 'SNMP', details: { version: 'SNMPV3', [field]: word } };
      expect(interfaceForApi(entry).details).toMatchObject({ [field]: number });
    }
  });
});
