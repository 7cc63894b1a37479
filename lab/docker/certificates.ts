import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** How long they are good for: the lab's Docker may stay up for weeks. */
const DAYS = 90;

/**
 * Makes an authority, a certificate of the Engine, and one of a client: in the folder itself as `ca.pem`, `cert.pem` and
 * `key.pem`, as DOCKER_CERT_PATH takes them, the Engine's in `engine/`.
 */
export async function makeDockerCertificates(folder: string): Promise<void> {
  if (existsSync(join(folder, 'ca.pem'))) return;
  const work = `${folder}.tmp`;
  await rm(work, { recursive: true, force: true });
  await mkdir(join(work, 'engine'), { recursive: true, mode: 0o700 });
  await run([
    ...['openssl', 'req', '-x509', ...NEW_KEY, '-days', String(DAYS), '-subj', '/CN=lab docker authority'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-keyout', join(work, 'engine', 'ca.key'), '-out', join(work, 'ca.pem')],
  ]);
  await makeSigned(
    work,
    join(work, 'engine'),
    'lab docker',
    'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n',
  );
  await makeSigned(work, work, 'lab client', 'extendedKeyUsage=clientAuth\n');
  await rename(work, folder);
}

/** A key and a certificate that the folder's authority signed: `key.pem` and `cert.pem`. */
async function makeSigned(
  authority: string,
  folder: string,
  name: string,
  extensions: string,
): Promise<void> {
  const file = (kind: string): string => join(folder, kind);
  await run([
    'openssl',
    'req',
    ...NEW_KEY,
    '-subj',
    `/CN=${name}`,
    '-keyout',
    file('key.pem'),
    '-out',
    file('request.pem'),
  ]);
  await writeFile(file('extensions'), extensions);
  await run([
    ...[
      'openssl',
      'x509',
      '-req',
      '-in',
      file('request.pem'),
      '-days',
      String(DAYS),
      '-extfile',
      file('extensions'),
    ],
    ...['-CA', join(authority, 'ca.pem'), '-CAkey', join(authority, 'engine', 'ca.key'), '-CAcreateserial'],
    ...['-out', file('cert.pem')],
  ]);
  await chmod(file('key.pem'), 0o600);
  for (const left of ['request.pem', 'extensions']) await rm(file(left));
}
