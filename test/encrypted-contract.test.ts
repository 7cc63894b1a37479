import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll } from 'vitest';
import { encryptedStore } from '../src/storage/encryption/encrypted.ts';
import { storeContract } from './support/store-contract.ts';
import { STORES } from './support/stores.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'concierge-encrypted-contract-'));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

const identity = await generateIdentity();
const recipient = await identityToRecipient(identity);

/** Encryption keeps the guarantees of the store beneath it, whichever that is. */
for (const [name, start] of Object.entries(STORES)) {
  storeContract(`${name}, encrypted`, start, (store) =>
    encryptedStore(store, {
      prefix: '',
      recipients: [recipient],
      identities: [identity],
      stateDir,
      temporary: async () => mkdtempSync(join(stateDir, 'temporary-')),
    }),
  );
}
