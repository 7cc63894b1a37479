import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { counted } from '../../terminal/counted.ts';
import { type CertificatePart, type Certificates, PART_WORDS } from './certificates.ts';
import { isCertificate, isPrivateKey, type PemBlock, pemBlocks } from './pem.ts';

/** Something that a person should know about one of the three. Never holds any of the text. */
export interface Finding {
  readonly part: CertificatePart;
  /** `wrong`: it cannot be used. `warning`: it can, for now. `hint`: it may be meant so. */
  readonly level: 'wrong' | 'warning' | 'hint';
  readonly message: string;
}

/** What the certificates are, as far as they can be read. */
export interface CheckedCertificates {
  readonly findings: readonly Finding[];
  /** When the client's certificate ends, ISO 8601 in UTC. */
  readonly validTo?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate that ends within so many days is warned of. */
const WARN_DAYS = 14;

/** The extended key usage that a server asks of its clients (RFC 5280, 4.2.1.12: id-kp-clientAuth), and any usage. */
const CLIENT_USAGES: readonly string[] = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'];

/**
 * Whether the three can be used together at this time, without asking anybody.
 * @param now in milliseconds since 1970
 */
export function checkCertificates({ key, ca, certificate }: Certificates, now: number): CheckedCertificates {
  const read = { key: readKey(key), certificate: readCertificates(certificate), ca: readCertificates(ca) };
  const findings: Finding[] = [];
  const add = (part: CertificatePart, level: Finding['level'], message: string): void =>
    void findings.push({ part, level, message });

  if ('problem' in read.key) add('key', 'wrong', read.key.problem);
  if ('problem' in read.ca) add('ca', 'wrong', read.ca.problem);
  if ('problem' in read.certificate) add('certificate', 'wrong', read.certificate.problem);

  const authorities = 'held' in read.ca ? read.ca.held : [];
  if (authorities.length > 0 && authorities.every((each) => each.validToDate.getTime() < now)) {
    add('ca', 'wrong', `it expired on ${dayOf(lastEnd(authorities))}`);
  }
  const own = 'held' in read.certificate ? read.certificate.held[0] : undefined;
  if (own === undefined) return { findings };

  const [from, to] = [own.validFromDate.getTime(), own.validToDate.getTime()];
  if (to < now) add('certificate', 'wrong', `it expired on ${dayOf(own.validToDate)}`);
  else if (from > now) add('certificate', 'wrong', `it is not valid before ${dayOf(own.validFromDate)}`);
  else if (to - now <= WARN_DAYS * DAY_MS) {
    add('certificate', 'warning', `it expires in ${daysLeft(to - now)}, on ${dayOf(own.validToDate)}`);
  }
  if ('held' in read.key && !own.checkPrivateKey(read.key.held)) {
    add('key', 'wrong', `it does not belong to ${PART_WORDS.certificate}`);
  }
  const usages = own.keyUsage as readonly string[] | undefined;
  if (usages !== undefined && !usages.some((usage) => CLIENT_USAGES.includes(usage))) {
    add(
      'certificate',
      'warning',
      'it is not made for clients (its extended key usage): an Engine may refuse it',
    );
  }
  if (authorities.length > 0 && !authorities.some((authority) => signed(authority, own))) {
    add(
      'certificate',
      'hint',
      'the CA beside it did not sign it, which is right where the Engine has another one',
    );
  }
  return { findings, validTo: own.validToDate.toISOString() };
}

type Reading<T> = { readonly held: T } | { readonly problem: string };

function readKey(text: string): Reading<KeyObject> {
  if (text.trim() === '') return { problem: 'it is empty' };
  const blocks = pemBlocks(text);
  const block = blocks.find(isPrivateKey);
  if (block === undefined) return { problem: wrongContent(blocks, 'private key') };
  if (block.label.startsWith('ENCRYPTED') || /^Proc-Type:.*ENCRYPTED/mu.test(block.text)) {
    return { problem: 'the key is encrypted: it needs a passphrase, and there is nobody here to give one' };
  }
  try {
    return { held: createPrivateKey(block.text) };
  } catch {
    return { problem: 'it is damaged: it looks like a private key in PEM and cannot be read as one' };
  }
}

function readCertificates(text: string): Reading<readonly X509Certificate[]> {
  if (text.trim() === '') return { problem: 'it is empty' };
  const blocks = pemBlocks(text);
  const certificates = blocks.filter(isCertificate);
  if (certificates.length === 0) return { problem: wrongContent(blocks, 'certificate') };
  try {
    return { held: certificates.map((block) => new X509Certificate(block.text)) };
  } catch {
    return { problem: 'it is damaged: it looks like a certificate in PEM and cannot be read as one' };
  }
}

/** Two texts that changed places are the likeliest mistake. */
function wrongContent(blocks: readonly PemBlock[], wanted: string): string {
  const other = blocks.some(isPrivateKey)
    ? 'a private key'
    : blocks.some(isCertificate)
      ? 'a certificate'
      : undefined;
  return other === undefined
    ? `it holds no ${wanted} in PEM`
    : `it holds ${other}, where the ${wanted} belongs`;
}

function signed(authority: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  } catch {
    return false;
  }
}

function lastEnd(certificates: readonly X509Certificate[]): Date {
  return new Date(Math.max(...certificates.map(({ validToDate }) => validToDate.getTime())));
}

function dayOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function daysLeft(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  if (days === 0) return 'less than a day';
  return counted(days, 'day');
}
