import { type RequestOptions, request } from 'node:https';
import { certificateFault, isOfTls, saysNoTls } from '../../tls-failure.ts';
import type { CertificatePart, Certificates } from './certificates.ts';

/** How an Engine took the certificates. */
export type PingResult =
  | { readonly answered: true }
  | {
      readonly answered: false;
      readonly problem: string;
      /** Which of the three is at fault, where that is known. */
      readonly part?: CertificatePart;
    };

/**
 * Asks an Engine whether it is there (GET /_ping), over TLS with a certificate on both sides. Never throws for what may
 * happen on the way.
 * @param host `tcp://host:port`
 */
export function ping(
  host: string,
  { key, ca, certificate }: Certificates,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<PingResult> {
  const { hostname, port } = new URL(host.replace(/^tcp:/u, 'http:'));
  const options: RequestOptions = {
    host: hostname.replace(/^\[(.*)\]$/u, '$1'),
    port,
    path: '/_ping',
    key,
    ca,
    cert: certificate,
    agent: false,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  };
  return new Promise((resolve, reject) => {
    const asked = request(options, (answer) => {
      answer.resume();
      answer.on('error', () => {});
      resolve(
        answer.statusCode === 200
          ? { answered: true }
          : {
              answered: false,
              problem: `it answered with HTTP ${answer.statusCode}: this is no Docker Engine`,
            },
      );
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason);
      else resolve({ answered: false, ...explained(error, timeoutMs) });
    });
    asked.end();
  });
}

function explained(
  error: NodeJS.ErrnoException,
  timeoutMs: number,
): { problem: string; part?: CertificatePart } {
  const code = error.code ?? '';
  if (error.name === 'TimeoutError' || code === 'ABORT_ERR') {
    return { problem: `it did not answer within ${timeoutMs / 1000} s` };
  }
  const fault = certificateFault(code);
  if (fault === 'unsigned') {
    return { part: 'ca', problem: 'the CA did not sign the certificate that the Engine shows' };
  }
  if (fault === 'not valid now') {
    return { problem: `the certificate that the Engine shows is not valid now (${code})` };
  }
  if (fault === 'another name') {
    return { problem: 'the certificate that the Engine shows is not made for this address' };
  }
  if (isOfTls(code) && saysNoTls(error.message)) {
    return { problem: 'it does not speak TLS at this port' };
  }
  if (isOfTls(code) && /alert/iu.test(`${code} ${error.message}`)) {
    return { part: 'certificate', problem: `the Engine refuses the certificate (${alertOf(error)})` };
  }
  return { problem: error.message === '' ? code : error.message };
}

/** `tls alert unknown ca` of what OpenSSL says. */
function alertOf({ message, code }: NodeJS.ErrnoException): string {
  return /(?<alert>(?:tls|ssl)v?[\d.]* alert [a-z ]+)/iu.exec(message)?.groups?.alert?.trim() ?? code ?? '';
}
