import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { describeFileError } from './env-file.ts';

export type PasswordReading =
  | { readonly password: string; readonly file?: string }
  | { readonly problem: string; readonly remedy: string };

/**
 * The password that ZBX_API_PASS stands for. A text that is an absolute path names a file that holds it; one line end
 * at the end of that file is not part of the password. There is no guessing: where the path leads to no readable
 * file, that is a problem, even though it might be a password that begins with a slash. Such a password goes into a
 * file. The text is not repeated in the problem, for the same reason.
 */
export async function readPassword(text: string): Promise<PasswordReading> {
  if (!isAbsolute(text)) return { password: text };
  const remedy =
    'Create the file, or correct the path. If this is the password itself, write it to a file and give its path.';
  let content: string;
  try {
    content = await readFile(text, 'utf8');
  } catch (error) {
    const reason = describeFileError(error).replaceAll(text, '…');
    return { problem: `it is an absolute path, so it names a file with the password, but ${reason}`, remedy };
  }
  const password = content.replace(/\r?\n$/u, '');
  if (password === '')
    return { problem: `the password file ${text} is empty`, remedy: 'Write the password to it.' };
  return { password, file: text };
}
