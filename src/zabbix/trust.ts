import { readFile } from 'node:fs/promises';
import { InputError } from '../errors.ts';
import type { Trust } from './route.ts';

/**
 * Which certificates are accepted: those that Node trusts (its own list, NODE_EXTRA_CA_CERTS, the system's list with
 * NODE_USE_SYSTEM_CA=1) and those of `caFile`, a PEM file with one or more certificates.
 * @throws InputError where the file cannot be read or holds no certificate.
 */
export async function readTrust(settings: {
  tlsVerify: boolean;
  caFile?: string | undefined;
}): Promise<Trust> {
  const { caFile } = settings;
  if (!settings.tlsVerify || caFile === undefined || caFile === '') return { verify: settings.tlsVerify };
  const certificates = await readCertificates(caFile);
  const tls = await import('node:tls');
  // From Node 22.15 on; before that NODE_EXTRA_CA_CERTS has to be read by hand once `ca` is set.
  const known =
    typeof tls.getCACertificates === 'function'
      ? tls.getCACertificates('default')
      : [...tls.rootCertificates, ...(await extraCertificates())];
  try {
    return { verify: true, secureContext: tls.createSecureContext({ ca: [...known, ...certificates] }) };
  } catch (error) {
    throw notACertificate(caFile, error);
  }
}

async function readCertificates(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError(`ZBX_CA_FILE cannot be read: ${path}`, {
      why: error instanceof Error ? error.message : String(error),
      remedy: 'Give the path of a PEM file that this user can read.',
      cause: error,
    });
  }
  const certificates = text.match(
    /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g,
  );
  if (certificates === null) throw notACertificate(path);
  return certificates;
}

async function extraCertificates(): Promise<string[]> {
  const path = process.env.NODE_EXTRA_CA_CERTS;
  if (path === undefined || path === '') return [];
  // As Node does it: a file that cannot be read is passed over.
  return await readCertificates(path).catch(() => []);
}

function notACertificate(path: string, cause?: unknown): InputError {
  return new InputError(`ZBX_CA_FILE holds no certificate that can be read: ${path}`, {
    why: cause instanceof Error ? cause.message : 'no line in it begins a certificate',
    remedy:
      'Give a PEM file ("-----BEGIN CERTIFICATE-----"); a DER file is converted by: openssl x509 -inform der -in FILE',
    cause,
  });
}
