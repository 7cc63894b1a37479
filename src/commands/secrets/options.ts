import { listOption, textOption } from '../options.ts';

/** The file that a restore takes secrets from. */
export const secretsOption = textOption(
  '--secrets <file>',
  'set what no API gives back from this file: passwords, keys, secret macros (YAML, may be encrypted with age)',
  { completes: 'file' },
);

/** For commands that write a secrets file. */
export const secretsFileOptions = {
  secrets: textOption(
    '--secrets <file>',
    'the file; one that is there is completed, what is filled in stays',
    {
      completes: 'file',
    },
  ),
  encryptTo: listOption(
    '--encrypt-to <recipient>',
    'encrypt the file to this recipient of age (age1…), or to those in this file; may be repeated',
    (text) => [text],
  ),
};
