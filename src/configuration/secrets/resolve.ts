import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../errors.ts';
import { registerSecret } from '../../terminal/secrets.ts';
import type { SecretValues } from './fill.ts';
import { placeKey, placeName, type SecretPlace } from './places.ts';
import type { SecretSource } from './secrets-file.ts';

/** A macro may be secret and hold no more than '1': hiding that would hide every number. */
const SHORTEST_SECRET = 4;

/**
 * The values of a secrets file, those of the environment and of other files fetched. All are registered as secrets.
 * @param folder where paths begin that are not absolute
 * @throws InputError that names every variable that is not set and every file that cannot be read
 */
export function resolveSecrets(
  sources: ReadonlyMap<string, SecretSource>,
  places: readonly SecretPlace[],
  { folder, environment }: { folder: string; environment: Readonly<Record<string, string | undefined>> },
): SecretValues {
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const place of places) {
    const { kind, key, path, mayBeEmpty } = place;
    const source = sources.get(placeKey(kind, key, path));
    if (source === undefined) continue;
    const where = placeName(place);
    const value = fetch(source, where);
    if (value === undefined) continue;
    if (value === '' && !mayBeEmpty) problems.push(`${where}: what it names is empty`);
    else values.set(placeKey(kind, key, path), value);
  }
  for (const value of values.values()) if (value.length >= SHORTEST_SECRET) registerSecret(value);
  if (problems.length > 0) {
    throw new InputError('Not all values that the secrets file names are there', {
      why: problems.join('; '),
      remedy: 'Set the variables and write the files, or leave the entries blank. Nothing was written.',
    });
  }
  return values;

  function fetch(source: SecretSource, where: string): string | undefined {
    if ('text' in source) return source.text;
    if ('env' in source) {
      const value = environment[source.env];
      if (value === undefined) problems.push(`${where}: the variable ${source.env} is not set`);
      return value;
    }
    try {
      // As everywhere, one line end at the end of a file is not part of what it holds.
      return readFileSync(resolve(folder, source.file), 'utf8').replace(/\r?\n$/u, '');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      problems.push(`${where}: the file ${source.file} cannot be read (${code ?? message})`);
      return undefined;
    }
  }
}
