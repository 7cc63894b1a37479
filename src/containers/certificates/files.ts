import { open } from 'node:fs/promises';
import { InputError } from '../../errors.ts';
import { CERTIFICATE_PARTS, type CertificatePart, type Certificates, PART_WORDS } from './certificates.ts';
import { normalise, registerKey } from './pem.ts';

/** No certificate is near to it; a device or a disk image given by mistake is not read to its end. */
const LONGEST_FILE = 1_000_000;

/**
 * Reads certificates from files.
 * @param files absolute paths
 * @throws InputError for one that cannot be read
 */
export async function readCertificateFiles(
  files: Readonly<Record<CertificatePart, string>>,
): Promise<Certificates> {
  const texts = await Promise.all(
    CERTIFICATE_PARTS.map(async (part) => [part, await readPart(part, files[part])] as const),
  );
  return Object.fromEntries(texts) as Record<CertificatePart, string>;
}

async function readPart(part: CertificatePart, file: string): Promise<string> {
  const text = await readText(part, file);
  if (part === 'key' || text.includes('PRIVATE KEY')) registerKey(text);
  return normalise(text);
}

async function readText(part: CertificatePart, file: string): Promise<string> {
  const remedy = `Give the file that holds ${PART_WORDS[part]} (PEM).`;
  try {
    const handle = await open(file, 'r');
    try {
      const found = await handle.stat();
      if (!found.isFile() || found.size > LONGEST_FILE) {
        throw new InputError(`${file} cannot hold ${PART_WORDS[part]}`, {
          why: found.isFile() ? `it has ${found.size} bytes` : 'it is no file',
          remedy,
        });
      }
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${file} cannot be read`, {
      why: code === 'ENOENT' ? 'there is no such file' : (error as Error).message,
      remedy,
      cause: error,
    });
  }
}
