import { createHash } from 'node:crypto';

/** An identity and a 256-bit key that belong to this name and to no other (7.0 refuses two keys of one identity). */
export function fakePsk(name: string): { identity: string; psk: string } {
  return {
    identity: `fake identity of ${name}`,
    psk: createHash('sha256').update(`fake:${name}`).digest('hex'),
  };
}
