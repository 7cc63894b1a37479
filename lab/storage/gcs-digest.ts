import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32c, crc32cBase64 } from './crc32c.ts';

/** What Google tells of a content. */
export interface Digest {
  readonly size: number;
  /** Base64. */
  readonly md5Hash: string;
  readonly crc32c: string;
}

/** An upload of which the checksums are made as its parts come. */
export interface Hashing {
  readonly path: string;
  /** Bytes that have come. */
  received: number;
  /** Bytes that are in the checksums. */
  hashed: number;
  readonly md5: Hash;
  crc: number;
}

/** As the parts come, so that the last answer does not keep anybody waiting. */
export async function hashReceived(session: Hashing): Promise<void> {
  const { path, hashed, received } = session;
  if (received === hashed) return;
  for await (const piece of createReadStream(path, {
    start: hashed,
    end: received - 1,
    highWaterMark: 1024 * 1024,
  })) {
    session.md5.update(piece as Buffer);
    session.crc = crc32c(piece as Buffer, session.crc);
  }
  session.hashed = received;
}

export async function digestOf(path: string): Promise<Digest> {
  const md5 = createHash('md5');
  let crc = 0;
  let size = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    md5.update(piece as Buffer);
    crc = crc32c(piece as Buffer, crc);
    size += (piece as Buffer).length;
  }
  return { size, md5Hash: md5.digest('base64'), crc32c: crc32cBase64(crc) };
}
