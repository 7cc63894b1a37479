import { registerSecret } from '../../terminal/secrets.ts';

/** One block of a PEM text (RFC 7468): the words after BEGIN, and the block from its first line to its last. */
export interface PemBlock {
  readonly label: string;
  readonly text: string;
}

const BLOCK = /-----BEGIN (?<label>[A-Z0-9 ]+)-----[\s\S]*?-----END \k<label>-----/gu;

/** A text or line that is shorter is no part of a key that tells anything, and hiding it would hide other words. */
const SHORTEST_KEY = 64;
const SHORTEST_LINE = 16;

/**
 * The text as OpenSSL's tools write it: `\n` as the line end, nothing blank around it, one line end at its end. A text
 * that went through a form of the Zabbix front end has `\r\n`.
 */
export function normalise(text: string): string {
  const lines = text.split(/\r\n|\r|\n/u).map((line) => line.trim());
  const trimmed = lines.join('\n').trim();
  return trimmed === '' ? '' : `${trimmed}\n`;
}

/** The blocks of a PEM text, in their order. What stands between them is left out, as every reader of PEM does. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].map(({ 0: block, groups }) => ({
    label: groups?.label ?? '',
    text: `${block}\n`,
  }));
}

/** Whether a block holds a certificate, by the labels that OpenSSL reads one from (PEM_read_bio_X509). */
export function isCertificate({ label }: PemBlock): boolean {
  return label === 'CERTIFICATE' || label === 'X509 CERTIFICATE' || label === 'TRUSTED CERTIFICATE';
}

/** Whether a block holds a private key of whatever form, encrypted ones included. */
export function isPrivateKey({ label }: PemBlock): boolean {
  return label.endsWith('PRIVATE KEY');
}

/** Makes the text unprintable from now on, whole and line by line: a program may repeat a part of it. */
export function registerKey(text: string): void {
  if (text.length < SHORTEST_KEY) return;
  registerSecret(text);
  registerSecret(normalise(text));
  for (const line of normalise(text).split('\n')) {
    if (line.length >= SHORTEST_LINE && !line.startsWith('-----')) registerSecret(line);
  }
}
