import type { Purpose } from '../../temporary/purpose.ts';

/** What the folders of loans are (see `lend`), for whoever sweeps up those of killed runs. */
export const LOANS: Purpose = {
  prefix: 'concierge-certificates-',
  content: 'Certificates',
  secret: 'the key',
  remedy: 'Give another folder in DOCKER_CERT_PATH, one that only you can write to.',
};
