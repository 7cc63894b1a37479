import { createHash } from 'node:crypto';

/**
 * The uuid that the server's upgrade makes of a text: a hash of it, in the form of a random uuid without dashes
 * (zbx_gen_uuid4).
 */
export function uuidOf(seed: string): string {
  const bytes = createHash('md5').update(seed).digest();
  bytes[6] = 0x40 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString('hex');
}
