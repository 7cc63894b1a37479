import { readFileSync } from 'node:fs';
import { ConciergeError, InputError } from '../../errors.ts';
import { registerSecret } from '../../terminal/secrets.ts';

/** An age recipient (a public key) as the age tools write it, or an identity (a secret key). */
const SECRET_KEY = /AGE-SECRET-KEY-[A-Z0-9-]+/giu;

/**
 * The recipients that `--encrypt-to` names: each text is a recipient (`age1…`) or the path of a file with one on each
 * line, as `age -R` reads it (empty lines and lines that begin with # count for nothing).
 * @returns each recipient once, sorted, so that the same set is always the same list.
 * @throws InputError where one cannot be used; a secret key that was given by mistake is not repeated.
 */
export async function readRecipients(given: readonly string[]): Promise<string[]> {
  const { Encrypter } = await import('age-encryption');
  const found = new Set<string>();
  for (const text of given.flatMap((each) => each.split(/[\s,]+/u)).filter((each) => each !== '')) {
    refuseSecretKey(text, '--encrypt-to');
    const isRecipient = /^age1/u.test(text);
    for (const { line, number } of isRecipient ? [{ line: text, number: 0 }] : recipientLines(text)) {
      try {
        new Encrypter().addRecipient(line);
      } catch (error) {
        const where = number === 0 ? `"${text}"` : `Line ${number} of ${text}`;
        throw new InputError(`${where} is not a recipient`, {
          why: 'a recipient is a public key of age, as age-keygen prints it: age1 and 58 letters and digits',
          remedy: 'Copy it again. Keys of ssh and passphrases are not taken.',
          cause: error,
        });
      }
      found.add(line);
    }
  }
  return [...found].sort();
}

function recipientLines(path: string): { line: string; number: number }[] {
  const lines = keyLines(
    path,
    'the file of recipients',
    'a recipient (age1…), or the path of a file of them',
  );
  for (const { line } of lines) refuseSecretKey(line, path);
  if (lines.length === 0) {
    throw new InputError(`${path} names no recipient`, {
      why: 'it holds only empty lines and comments',
      remedy: 'Write one recipient (age1…) on each line.',
    });
  }
  return lines;
}

function refuseSecretKey(text: string, where: string): void {
  if (!/^AGE-SECRET-KEY-/iu.test(text)) return;
  registerSecret(text);
  throw new InputError(`${where} holds a secret key`, {
    why: 'files are encrypted to a recipient (age1…), the public part; the secret one opens them',
    remedy:
      'Give what "age-keygen -y FILE" prints. Who has seen the secret key can open what is encrypted to it.',
  });
}

/**
 * The identities in a file as age-keygen writes it. Each is registered as a secret.
 * @throws InputError where the file cannot be read or holds something else; its content is never repeated.
 */
export async function readIdentities(path: string): Promise<string[]> {
  const lines = keyLines(path, 'the identity file', 'the path of a file that age-keygen wrote');
  const { Decrypter } = await import('age-encryption');
  for (const { line, number } of lines) {
    registerSecret(line);
    if (/^(-----BEGIN AGE|age-encryption\.org)/u.test(line)) {
      throw new InputError(`The identity file ${path} is itself encrypted`, {
        why: 'a passphrase is asked for nowhere here',
        remedy: `Decrypt it first (age --decrypt), and keep the result where only this user can read it.`,
      });
    }
    try {
      new Decrypter().addIdentity(line);
    } catch {
      throw new InputError(`Line ${number} of the identity file ${path} is not an identity`, {
        why: 'an identity begins with AGE-SECRET-KEY-1',
        remedy: 'Give --identity the path of a file that age-keygen wrote. Keys of ssh are not taken.',
      });
    }
  }
  if (lines.length === 0) {
    throw new InputError(`The identity file ${path} holds no identity`, {
      why: 'it holds only empty lines and comments',
      remedy: 'Give --identity the path of a file that age-keygen wrote.',
    });
  }
  return lines.map(({ line }) => line);
}

function keyLines(path: string, what: string, expected: string): { line: string; number: number }[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${capital(what)} ${path} cannot be read`, {
      why:
        (error as NodeJS.ErrnoException).code === 'ENOENT'
          ? 'there is no such file'
          : (error as Error).message,
      remedy: `Give ${expected}.`,
      cause: error,
    });
  }
  for (const [secret] of text.matchAll(SECRET_KEY)) registerSecret(secret);
  return text
    .split(/\r\n|\n|\r/u)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** It is encrypted, and what is given does not open it: whether it is whole cannot be told. */
export class ClosedError extends InputError {}

/** What lies in the store is not what was sent: cut short, changed, or something else. */
export class DamagedError extends ConciergeError {}

/** The error for what none of the identities opens, and for what has to be opened and there is none. */
export function notOpened(name: string, identities: readonly string[], cause?: unknown): ClosedError {
  const details = cause === undefined ? {} : { cause };
  return identities.length === 0
    ? new ClosedError(`${name} is encrypted`, {
        why: 'no identity is given that could open it',
        remedy: 'Give the file of the secret key with --identity or STORAGE_IDENTITY.',
        ...details,
      })
    : new ClosedError(`${name} cannot be opened`, {
        why: 'it is encrypted to other recipients than those of this identity file',
        remedy: 'Give the identity file that belongs to one of the recipients it was encrypted to.',
        ...details,
      });
}
