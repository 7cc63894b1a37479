import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { ensureProgram } from './tools.ts';

/** A certificate authority of this test run alone, and one server certificate that it signed. PEM texts. */
export interface Certificates {
  ca: string;
  /** The authority's certificate as a file, for settings that name one. */
  caFile: string;
  cert: string;
  key: string;
  /** Removes the files. */
  remove(): Promise<void>;
}

/**
 * Makes a throw-away authority and a certificate for a server.
 *
 * @param names - what the certificate is good for; default `127.0.0.1` and `localhost`. Another name makes a server
 *   whose certificate does not fit its address.
 */
export async function makeCertificates(
  names: readonly string[] = ['127.0.0.1', 'localhost'],
): Promise<Certificates> {
  await ensureProgram('openssl', 'openssl', () => {});
  const folder = await mkdtemp(join(tmpdir(), 'lab-certificates-'));
  const file = (name: string): string => join(folder, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await run([
    ...['openssl', 'req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=lab authority'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-keyout', file('ca.key'), '-out', file('ca.pem')],
  ]);
  await run([
    ...['openssl', 'req', ...newKey, '-subj', `/CN=${names[0]}`],
    ...['-keyout', file('server.key'), '-out', file('server.csr')],
  ]);
  await writeFile(
    file('server.ext'),
    `subjectAltName=${alternativeNames(names)}\nextendedKeyUsage=serverAuth\n`,
  );
  await run([
    ...['openssl', 'x509', '-req', '-in', file('server.csr'), '-days', '2', '-extfile', file('server.ext')],
    ...['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-out', file('server.pem')],
  ]);
  return {
    ca: await readFile(file('ca.pem'), 'utf8'),
    caFile: file('ca.pem'),
    cert: await readFile(file('server.pem'), 'utf8'),
    key: await readFile(file('server.key'), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The value of openssl's `subjectAltName` (x509v3_config(5)). */
export function alternativeNames(names: readonly string[]): string {
  return names.map((name) => (/^[\d.]+$|:/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(',');
}
