import { Readable } from 'node:stream';
import { ReadableStream as NodeWebStream } from 'node:stream/web';
import { ConciergeError } from '../../errors.ts';
import { MissingObjectError, PassingStoreError } from '../store.ts';
import { DamagedError, notOpened } from './keys.ts';

/**
 * Encrypts a stream to recipients, in the format that the age command reads (age-encryption.org/v1). At most a few
 * pieces of 64 KiB are in memory, whatever the length. Each time gives other bytes: the key of a file is random.
 */
export async function encryptStream(plain: Readable, recipients: readonly string[]): Promise<Readable> {
  if (recipients.length === 0) throw new Error('encryptStream() needs a recipient');
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return fromWeb(await encrypter.encrypt(toWeb(plain)));
}

/**
 * Opens what was encrypted to one of the identities' recipients. Every piece is authenticated before it is given on,
 * and an end before the last piece is an error.
 * @param name for messages.
 * @throws InputError where no identity opens it, ConciergeError where it is damaged; also from the stream.
 */
export async function decryptStream(
  encrypted: Readable,
  identities: readonly string[],
  name: string,
): Promise<Readable> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  let broken: unknown;
  encrypted.once('error', (error) => {
    broken = error;
  });
  let opened: AsyncIterable<Uint8Array>;
  try {
    opened = fromWeb(await decrypter.decrypt(toWeb(encrypted)));
  } catch (error) {
    encrypted.destroy();
    throw failure(broken ?? error);
  }
  return Readable.from(pieces(), { objectMode: false });

  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      yield* opened;
    } catch (error) {
      throw failure(broken ?? error);
    }
  }

  function failure(error: unknown): unknown {
    const isOfStore =
      error === broken ||
      error instanceof ConciergeError ||
      error instanceof PassingStoreError ||
      error instanceof MissingObjectError;
    if (isOfStore) return error;
    if (/no identity matched/u.test((error as Error).message)) return notOpened(name, identities, error);
    return new DamagedError(`${name} cannot be opened`, {
      why: 'it is not what was encrypted: cut short, damaged, or another file',
      remedy: 'Upload the backup again, or use another one.',
      cause: error,
    });
  }
}

/**
 * The types of Node.js and of the web's standard differ in name only. Not by `Readable.toWeb`: it goes on handing pieces
 * to a stream that was cancelled, which ends the program (seen on Node.js 24.21).
 */
function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  return NodeWebStream.from<Uint8Array>(stream) as unknown as ReadableStream<Uint8Array>;
}

function fromWeb(stream: ReadableStream<Uint8Array>): Readable {
  return Readable.fromWeb(stream as unknown as NodeWebStream<Uint8Array>);
}
