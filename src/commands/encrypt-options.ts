import { STORAGE_VARIABLES } from '../settings/variables.ts';
import { listOption } from './options.ts';

/** For each command that uploads. */
export const encryptOptions = {
  encryptTo: listOption(
    '--encrypt-to <recipient>',
    'encrypt every file to this recipient of age (age1…), or to those in this file; may be repeated',
    (text) => [text],
    { variable: 'STORAGE_ENCRYPT_TO', group: 'Storage' },
  ),
};

/** What an upload reads. */
export const UPLOAD_VARIABLES = [...STORAGE_VARIABLES, 'STORAGE_ENCRYPT_TO', 'CONCIERGE_STATE_DIR'] as const;
