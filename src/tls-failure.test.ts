import { describe, expect, it } from 'vitest';
import { certificateFault, isOfTls, saysNoTls, tlsWords } from './tls-failure.ts';

describe('a failure of TLS', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'unsigned'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unsigned'],
    ['CERT_HAS_EXPIRED', 'not valid now'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'another name'],
    ['INVALID_PURPOSE', 'other'],
    // Of the exchange, not of the certificate.
    ['ERR_TLS_HANDSHAKE_TIMEOUT', undefined],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', undefined],
    ['ECONNREFUSED', undefined],
    ['constructor', undefined],
    [undefined, undefined],
  ])('of the code %s says of the certificate: %s', (code, fault) => {
    expect(certificateFault(code)).toBe(fault);
  });

  it('is told by its code', () => {
    for (const code of ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER']) expect(isOfTls(code), code).toBe(true);
    for (const code of ['CERT_HAS_EXPIRED', 'ECONNRESET', undefined]) expect(isOfTls(code), code).toBe(false);
  });

  it('is said in the words in it, without codes and without advice on Node.js', () => {
    const long =
      'write EPROTO 4038ABCD:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/x.c:80:\n';
    expect(tlsWords(long)).toBe('wrong version number');
    expect(saysNoTls(tlsWords(long))).toBe(true);
    expect(saysNoTls('tlsv1 alert unknown ca')).toBe(false);
    expect(
      tlsWords(
        'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
      ),
    ).toBe('unable to verify the first certificate');
    expect(tlsWords('connect ECONNREFUSED 127.0.0.1:1')).toBe('connect ECONNREFUSED 127.0.0.1:1');
  });
});
