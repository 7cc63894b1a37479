import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { InputError } from '../../errors.ts';
import { decryptStream, encryptStream } from '../../storage/encryption/age.ts';
import { notOpened, readIdentities, readRecipients } from '../../storage/encryption/keys.ts';

const BINARY = 'age-encryption.org/v1\n';
const ARMOR =
  /^-----BEGIN AGE ENCRYPTED FILE-----\r?\n(?<body>[A-Za-z0-9+/=\s]+)-----END AGE ENCRYPTED FILE-----\s*$/u;

/** Whether a file is one that age has encrypted, as bytes or as text (`age --armor`). */
export function isEncrypted(content: Buffer): boolean {
  return content.subarray(0, BINARY.length).toString('latin1') === BINARY || armored(content) !== undefined;
}

function armored(content: Buffer): Buffer | undefined {
  const body = ARMOR.exec(content.toString('latin1').trimStart())?.groups?.body;
  return body === undefined ? undefined : Buffer.from(body, 'base64');
}

/**
 * The text of an encrypted file.
 * @param identity the file of the secret key
 * @throws InputError where that does not open it, ConciergeError where the file is damaged
 */
export async function openText(content: Buffer, identity: string | undefined, name: string): Promise<string> {
  if (identity === undefined) throw notOpened(name, []);
  const identities = await readIdentities(identity);
  const opened = await decryptStream(Readable.from([armored(content) ?? content]), identities, name);
  return (await buffer(opened)).toString('utf8');
}

/** @throws InputError where a recipient cannot be used or there is none */
export async function sealText(text: string, encryptTo: readonly string[]): Promise<Buffer> {
  const recipients = await readRecipients(encryptTo);
  if (recipients.length === 0) {
    throw new InputError('--encrypt-to names nobody', {
      why: 'nobody could open the file',
      remedy: 'Give a recipient (age1…) or the path of a file of them.',
    });
  }
  return buffer(await encryptStream(Readable.from([Buffer.from(text)]), recipients));
}
