import { encryptionOfExport } from '../../encryption.ts';
import { text } from '../../json.ts';
import { type ConversionStep, draftsOf } from '../draft.ts';

const FIELDS = ['tls_connect', 'tls_accept', 'tls_issuer', 'tls_subject', 'tls_psk_identity', 'tls_psk'];
const KEY = ['tls_psk_identity', 'tls_psk'];

/** 5.4: an export has no place for the encryption of hosts any more. It stands beside it. */
export const hostEncryption: ConversionStep = {
  name: 'encryption of hosts',
  kinds: ['hosts'],
  convert(draft) {
    for (const [, object] of draftsOf(draft, 'hosts')) {
      const encryption = encryptionOfExport(object.content);
      for (const field of FIELDS) delete object.content[field];
      for (const field of KEY) if (text(encryption[field]) === '') delete encryption[field];
      object.supplement = { ...encryption, ...object.supplement };
    }
  },
};
