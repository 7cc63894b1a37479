import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { armor, generateIdentity, identityToRecipient } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../configuration/backup/testing/temporary-folder.ts';
import { isEncrypted, openText, sealText } from './age-file.ts';

const TEXT = 'users:\n  jane:\n    passwd: "ü"\n';

describe('a secrets file of age', () => {
  it('is opened as bytes and as text, with the identity that it is encrypted to and no other', async () => {
    const folder = temporaryFolder();
    const [mine, other] = ['mine', 'other'].map((name) => join(folder, name)) as [string, string];
    const identity = await generateIdentity();
    writeFileSync(mine, identity);
    writeFileSync(other, await generateIdentity());
    const sealed = await sealText(TEXT, [await identityToRecipient(identity)]);
    const lines = Buffer.from(armor.encode(sealed).replaceAll('\n', '\r\n'));
    for (const content of [sealed, lines]) {
      expect(isEncrypted(content)).toBe(true);
      expect(await openText(content, mine, 'file')).toBe(TEXT);
      await expect(openText(content, other, 'file')).rejects.toMatchObject({ exitCode: 2 });
      await expect(openText(content, undefined, 'file')).rejects.toMatchObject({ exitCode: 2 });
    }
    const short = sealed.subarray(0, -5);
    await expect(openText(short, mine, 'file')).rejects.toMatchObject({ exitCode: 1 });
  });

  it('is not what is not encrypted, and is made for somebody', async () => {
    expect(isEncrypted(Buffer.from(TEXT))).toBe(false);
    expect(isEncrypted(Buffer.from(''))).toBe(false);
    await expect(sealText(TEXT, [])).rejects.toMatchObject({ exitCode: 2 });
    await expect(sealText(TEXT, ['age1nobody'])).rejects.toMatchObject({ exitCode: 2 });
  });
});
