import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConciergeError, InputError } from '../../errors.ts';
import { makePrivateFolder, type PrivateFolder } from '../../temporary/private-folder.ts';
import { CERTIFICATE_PARTS, type Certificates, FILE_NAMES } from './certificates.ts';
import { LOANS } from './loans.ts';

/** Certificates as files, for as long as they are needed. */
export interface Loan {
  /** A folder of nobody else's (0700) with `ca.pem`, `cert.pem` and `key.pem` (0600). Absolute, without links. */
  readonly certPath: string;
  /** Deletes the files and the folder. A second call does nothing. */
  giveBack(): void;
}

/**
 * Writes the certificates into a fresh private folder. It is deleted by `giveBack`, and by the end of the process where
 * nobody called that; what a killed process leaves is deleted by `removeLeftovers`.
 * @param base the folder to make it in, absolute
 * @throws InputError where the base cannot be used; ConciergeError where something cannot be written: nothing of it
 * stays then
 */
export async function lend(certificates: Certificates, base: string): Promise<Loan> {
  let folder: PrivateFolder | undefined;
  try {
    folder = await makePrivateFolder(base, LOANS);
    for (const part of CERTIFICATE_PARTS) {
      writeFileSync(join(folder.path, FILE_NAMES[part]), certificates[part], { flag: 'wx', mode: 0o600 });
    }
  } catch (error) {
    folder?.remove();
    if (error instanceof InputError) throw error;
    throw new ConciergeError(`The certificates cannot be written in ${base}`, {
      why: (error as Error).message,
      remedy: 'Give another folder in DOCKER_CERT_PATH, with free space and on a file system that has locks.',
      cause: error,
    });
  }
  return { certPath: folder.path, giveBack: folder.remove };
}
