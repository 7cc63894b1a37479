import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../errors.ts';
import { scrub } from '../../terminal/secrets.ts';
import { readIdentities, readRecipients } from './keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'keys-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const identity = await generateIdentity();
const recipient = await identityToRecipient(identity);
const other = await identityToRecipient(await generateIdentity());

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function failureOf(work: Promise<unknown>): Promise<InputError> {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return error;
}

describe('recipients', () => {
  it('are keys and files of keys, each once and in one order', async () => {
    const path = file('recipients', `# the two of us\n\n${other}\r\n${recipient}\n`);
    expect(await readRecipients([recipient, path])).toEqual([recipient, other].sort());
    expect(await readRecipients([`${recipient}, ${other}`])).toEqual([recipient, other].sort());
    expect(await readRecipients([])).toEqual([]);
  });

  it.each([
    ['age1qqq', 'is not a recipient'],
    [join(folder, 'missing'), 'there is no such file'],
    [folder, 'cannot be read'],
    [file('empty', '# nothing\n'), 'names no recipient'],
    [file('ssh', `${recipient}\nssh-ed25519 AAAA\n`), 'Line 2'],
  ])('are refused where they are none: %s', async (given, expected) => {
    const { message, why } = await failureOf(readRecipients([given]));
    expect(`${message}: ${why}`).toContain(expected);
  });

  it.each([identity, file('secret', `${identity}\n`)])(
    'are not secret keys, which are not shown',
    async (given) => {
      const failure = await failureOf(readRecipients([given]));
      expect(failure.message).toContain('holds a secret key');
      expect(scrub(`${failure.message} ${failure.why} ${failure.remedy} ${identity}`)).not.toContain(
        identity,
      );
    },
  );
});

describe('identities', () => {
  it('are read from a file as age-keygen writes it, and shown by nobody', async () => {
    const fresh = await generateIdentity();
    const path = file('key.txt', `# created: 2026-11-22\n# public key: ${recipient}\n${fresh}\n`);
    expect(await readIdentities(path)).toEqual([fresh]);
    expect(scrub(`the key is ${fresh}`)).toBe('the key is ***');
  });

  it.each([
    [file('none', '# nothing\n'), 'holds no identity'],
    [file('public', `${recipient}\n`), 'Line 1'],
    [file('protected', '-----BEGIN AGE ENCRYPTED FILE-----\nabc\n'), 'is itself encrypted'],
    [join(folder, 'missing'), 'there is no such file'],
  ])('are refused where they are none: %s', async (path, expected) => {
    const { message, why, remedy } = await failureOf(readIdentities(path));
    expect(`${message}: ${why}`).toContain(expected);
    expect(remedy).toBeDefined();
  });

  it('with a mistake in it is not shown either', async () => {
    const broken = `${identity.slice(0, -1)}${identity.endsWith('Q') ? 'P' : 'Q'}`;
    const failure = await failureOf(readIdentities(file('broken', broken)));
    expect(scrub(`${failure.message} ${failure.why} ${broken}`)).not.toContain(broken);
  });
});
