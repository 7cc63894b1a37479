import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Backup } from '../../configuration/backup/backup.ts';
import { refuseHalves, type SecretValues } from '../../configuration/secrets/fill.ts';
import { type SecretPlace, secretPlaces } from '../../configuration/secrets/places.ts';
import { resolveSecrets } from '../../configuration/secrets/resolve.ts';
import { readSecretsFile, type SecretsFile } from '../../configuration/secrets/secrets-file.ts';
import { InputError } from '../../errors.ts';
import type { Settings } from '../../settings/settings.ts';
import { counted } from '../../terminal/counted.ts';
import type { Output } from '../../terminal/output.ts';

/** What opens a file, and who is told of what is strange about it. */
export interface SecretsContext {
  readonly settings: Pick<Settings, 'storageIdentity'>;
  readonly output: Pick<Output, 'warn'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A secrets file beside the backup that it is for. */
export interface OpenedSecrets {
  readonly path: string;
  readonly places: readonly SecretPlace[];
  readonly file: SecretsFile;
  readonly encrypted: boolean;
}

/** Bits of a file's mode: any right of anybody but its owner. */
const RIGHTS_OF_OTHERS = 0o077;
/** Unknown entries that are named; of a file for another backup there may be thousands. */
const NAMED = 20;

/**
 * The values for a restore. Entries that fit nothing in the backup, and a file that others can read, are warned of.
 * @throws InputError where the file, or something that it names, cannot be used
 */
export async function loadSecrets(
  given: string,
  backup: Backup,
  context: SecretsContext,
): Promise<SecretValues> {
  const path = resolve(given);
  const { file, places } = await openSecrets(path, readSecrets(path), backup, context);
  const values = resolveSecrets(file.sources, places, {
    folder: dirname(path),
    environment: context.environment,
  });
  refuseHalves(places, values);
  return values;
}

/**
 * Reads a secrets file, encrypted or not.
 * @param content undefined where there is none yet
 */
export async function openSecrets(
  path: string,
  content: Buffer | undefined,
  backup: Backup,
  { settings, output }: SecretsContext,
): Promise<OpenedSecrets> {
  const age = await import('./age-file.ts');
  const encrypted = content !== undefined && age.isEncrypted(content);
  if (content !== undefined && !encrypted && (statSync(path).mode & RIGHTS_OF_OTHERS) !== 0) {
    output.warn(`Others than its owner may read or write the secrets file ${path}: chmod 600 changes that.`);
  }
  const text =
    content && encrypted
      ? await age.openText(content, settings.storageIdentity.value, path)
      : content?.toString('utf8');
  const places = secretPlaces(backup.configuration);
  const file = readSecretsFile(text, path, places);
  for (const entry of file.unknown.slice(0, NAMED)) {
    output.warn(`The secrets file holds ${entry.join(': ')}, which fits nothing in the backup.`);
  }
  if (file.unknown.length > NAMED) {
    output.warn(`The same holds of ${counted(file.unknown.length - NAMED, 'more entry', 'more entries')}.`);
  }
  return { path, places, file, encrypted };
}

/** @throws InputError where it cannot be read */
export function readSecrets(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(`The secrets file ${path} cannot be read`, {
      why: code === 'ENOENT' ? 'there is no such file' : message,
      remedy: 'concierge-scheduler secrets template --secrets FILE writes one with all the blanks.',
      cause: error,
    });
  }
}
