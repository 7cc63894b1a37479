import { expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

const SECRETS = {
  ZBX_API_PASS: 'p',
  ZBX_PASS: 'p',
  ZBX_API_TOKEN: 't',
  AZURE_STORAGE_CONNECTION_STRING: 'c',
  AZURE_STORAGE_KEY: 'k',
  AZURE_STORAGE_SAS_TOKEN: 's',
  AWS_ACCESS_KEY_ID: 'i',
  AWS_SECRET_ACCESS_KEY: 'a',
  AWS_SESSION_TOKEN: 'o',
};
const OTHERS = { PATH: '/bin', ZBX_API_HOST: 'h', AWS_PROFILE: 'shop', DB_PASSWORD: 'theirs', EMPTY: '' };

it('takes the secrets of this program out, under every name, and nothing else', () => {
  expect(withoutSecrets({ ...OTHERS, ...SECRETS, UNSET: undefined })).toEqual(OTHERS);
});

it('leaves those that the other program is to have', () => {
  const kept = withoutSecrets({ ...OTHERS, ...SECRETS }, (name) => name === 'AZURE_STORAGE_KEY');
  expect(kept).toEqual({ ...OTHERS, AZURE_STORAGE_KEY: 'k' });
});
