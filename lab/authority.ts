import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternativeNames } from './certificates.ts';
import { run } from './command.ts';
import { ensureProgram } from './tools.ts';

/** What a certificate is to be. */
export interface Wish {
  /** Default: a client's, as an Engine takes it. */
  for?: 'client' | 'server';
  /** Names and addresses that it is good for. */
  names?: readonly string[];
  /** Days from now; a negative number lies in the past. Default: from yesterday on, for 60 days. */
  from?: number;
  to?: number;
  /** Default: an elliptic curve. */
  rsaBits?: number;
}

/** A certificate and its key, as PEM texts. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
  /** The same key behind a passphrase: in the form of PKCS #8, and in the older one of OpenSSL. */
  encryptedKey(form: 'pkcs8' | 'traditional'): Promise<string>;
}

/** An authority that signs whatever a test needs, expired certificates too. */
export interface Authority {
  /** Its own certificate, as a PEM text. */
  readonly ca: string;
  issue(wish?: Wish): Promise<Issued>;
  /** Removes its files. */
  remove(): Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const PASSPHRASE = 'pass:correct horse';
const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes an authority. `openssl ca` is what takes any dates (openssl-ca(1)). */
export async function makeAuthority(name = 'lab authority'): Promise<Authority> {
  await ensureProgram('openssl', 'openssl', () => {});
  const folder = await mkdtemp(join(tmpdir(), 'lab-authority-'));
  const file = (part: string): string => join(folder, part);
  await run([
    ...['openssl', 'req', '-x509', ...CURVE, '-days', '90', '-subj', `/CN=${name}`],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-keyout', file('ca.key'), '-out', file('ca.pem')],
  ]);
  await writeFile(file('index'), '');
  await writeFile(file('serial'), '01\n');
  await writeFile(file('config'), configuration(folder));
  let count = 0;

  async function issue(wish: Wish = {}): Promise<Issued> {
    count += 1;
    const of = (part: string): string => file(`${count}.${part}`);
    const newKey = wish.rsaBits === undefined ? CURVE : ['-newkey', `rsa:${wish.rsaBits}`, '-nodes'];
    await run([
      ...['openssl', 'req', ...newKey, '-subj', `/CN=${count}`],
      ...['-keyout', of('key'), '-out', of('request')],
    ]);
    const usage = `extendedKeyUsage=${wish.for === 'server' ? 'serverAuth' : 'clientAuth'}\n`;
    const names = wish.names === undefined ? '' : `subjectAltName=${alternativeNames(wish.names)}\n`;
    await writeFile(of('extensions'), usage + names);
    await run([
      ...['openssl', 'ca', '-batch', '-notext', '-config', file('config'), '-extfile', of('extensions')],
      ...['-startdate', asn1Time(wish.from ?? -1), '-enddate', asn1Time(wish.to ?? 60)],
      ...['-in', of('request'), '-out', of('pem')],
    ]);
    return {
      certificate: await readFile(of('pem'), 'utf8'),
      key: await readFile(of('key'), 'utf8'),
      encryptedKey: (form) => encrypted(of('key'), form),
    };
  }

  return {
    ca: await readFile(file('ca.pem'), 'utf8'),
    issue,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function encrypted(key: string, form: 'pkcs8' | 'traditional'): Promise<string> {
  const words = form === 'pkcs8' ? ['pkcs8', '-topk8'] : ['ec', '-aes128'];
  const { stdout } = await run(['openssl', ...words, '-in', key, '-passout', PASSPHRASE]);
  return stdout;
}

function configuration(folder: string): string {
  return `[ca]
default_ca = lab
[lab]
database = ${folder}/index
serial = ${folder}/serial
new_certs_dir = ${folder}
certificate = ${folder}/ca.pem
private_key = ${folder}/ca.key
default_md = sha256
unique_subject = no
policy = any
[any]
commonName = supplied
`;
}

/** `20261122204142Z`, so many days from now. */
function asn1Time(days: number): string {
  const iso = new Date(Date.now() + days * DAY_MS).toISOString();
  return `${iso.slice(0, 19).replace(/[-:T]/gu, '')}Z`;
}
