/**
 * What is wrong with a certificate. 'unsigned': no authority that is trusted has signed it; 'not valid now': its time is over,
 * or has not come; 'another name': it is not made for the address that was asked; 'other': it is what it must not be.
 */
export type CertificateFault = 'unsigned' | 'not valid now' | 'another name' | 'other';

/** The codes of Node.js and OpenSSL (nodejs.org/api/tls.html, X509 certificate error codes). */
const CERTIFICATE_FAULTS: ReadonlyMap<string, CertificateFault> = new Map<string, CertificateFault>(
  Object.entries<CertificateFault>({
    CERT_SIGNATURE_FAILURE: 'unsigned',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'unsigned',
    SELF_SIGNED_CERT_IN_CHAIN: 'unsigned',
    UNABLE_TO_GET_ISSUER_CERT: 'unsigned',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unsigned',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unsigned',
    CERT_HAS_EXPIRED: 'not valid now',
    CERT_NOT_YET_VALID: 'not valid now',
    ERR_TLS_CERT_ALTNAME_INVALID: 'another name',
    HOSTNAME_MISMATCH: 'another name',
    CERT_CHAIN_TOO_LONG: 'other',
    CERT_REJECTED: 'other',
    CERT_REVOKED: 'other',
    CERT_UNTRUSTED: 'other',
    ERROR_IN_CERT_NOT_AFTER_FIELD: 'other',
    ERROR_IN_CERT_NOT_BEFORE_FIELD: 'other',
    ERR_TLS_CERT_ALTNAME_FORMAT: 'other',
    INVALID_CA: 'other',
    INVALID_PURPOSE: 'other',
    PATH_LENGTH_EXCEEDED: 'other',
    UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'other',
    UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'other',
  }),
);

/** What the code of an error says of the other side's certificate; undefined where it is about something else. */
export function certificateFault(code: string | undefined): CertificateFault | undefined {
  return code === undefined ? undefined : CERTIFICATE_FAULTS.get(code);
}

/** Whether the code is that of an exchange in TLS that went wrong, not of the judgement of a certificate. */
export function isOfTls(code: string | undefined): boolean {
  return code === 'EPROTO' || code?.startsWith('ERR_SSL_') === true;
}

/** What OpenSSL makes of an answer that is not a TLS record, plain HTTP for example (its words in `sslerr.h`). */
const NOT_TLS = /wrong version number|packet length too long|http request|unknown protocol/iu;

/** Whether what answers does not speak TLS, by an error for which `isOfTls` holds. */
export function saysNoTls(words: string): boolean {
  return NOT_TLS.test(words);
}

/** How Node.js itself is started is no business of the person. */
const NODE_HINT = /; if the root CA is installed locally, .*$/u;

/** `write EPROTO 4038…:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/…` in words. */
export function tlsWords(message: string): string {
  const text = message.replace(NODE_HINT, '');
  return /:SSL routines:[^:]*:([^:]+):/u.exec(text)?.[1] ?? text;
}
