import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Backup } from '../../configuration/backup/backup.ts';
import type { SecretValues } from '../../configuration/secrets/fill.ts';
import { placeKey, type SecretPlace } from '../../configuration/secrets/places.ts';
import { InputError } from '../../errors.ts';
import { openResultFile } from '../page-file.ts';
import { openSecrets, readSecrets, type SecretsContext } from './load-secrets.ts';

/** What came of completing a secrets file. */
export interface Completed {
  /** Where it was written; undefined where no file was named. */
  readonly path: string | undefined;
  readonly text: string;
  /** Got their values now. */
  readonly filled: readonly SecretPlace[];
  /** Had an entry with a value before, which stays. */
  readonly kept: readonly SecretPlace[];
  /** Have none. */
  readonly blank: readonly SecretPlace[];
}

/**
 * A secrets file (0600) with an entry for everything that a backup lacks: a new one, or one that is there, of which
 * nothing is taken away.
 * @param values what to fill blanks with
 * @throws InputError where it cannot be read or written, or was encrypted and would no longer be
 */
export async function completeSecrets(
  backup: Backup,
  { secrets, encryptTo }: { secrets: string | undefined; encryptTo: readonly string[] },
  context: SecretsContext,
  values: SecretValues = new Map(),
): Promise<Completed> {
  const path = secrets === undefined ? undefined : resolve(secrets);
  const target =
    path === undefined ? undefined : openResultFile(path, { what: 'secrets file', option: '--secrets' });
  const content = path !== undefined && existsSync(path) ? readSecrets(path) : undefined;
  const { places, file, encrypted } = await openSecrets(path ?? '', content, backup, context);
  const encrypts = encryptTo.length > 0;
  if (encrypted && !encrypts) {
    throw new InputError(`The secrets file ${path} is encrypted`, {
      why: 'it would be written in the clear',
      remedy: 'Say with --encrypt-to to whom it is to be encrypted.',
    });
  }
  const ofPlace = ({ kind, key, path: inside }: SecretPlace): string => placeKey(kind, key, inside);
  const wanted = places.filter(({ blank }) => blank);
  const kept = wanted.filter((place) => file.sources.has(ofPlace(place)));
  const open = wanted.filter((place) => !file.sources.has(ofPlace(place)));
  const text = file.with(open.map((place) => ({ place, value: values.get(ofPlace(place)) })));
  const { sealText } = await import('./age-file.ts');
  target?.write(encrypts ? await sealText(text, encryptTo) : text);
  return {
    path,
    text,
    kept,
    filled: open.filter((place) => values.has(ofPlace(place))),
    blank: open.filter((place) => !values.has(ofPlace(place))),
  };
}

/** 'users 3, hosts 9'. */
export function countsByKind(places: readonly SecretPlace[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of places) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}

/** Places for `--json`. */
export function placesDocument(places: readonly SecretPlace[]): object[] {
  return places.map(({ kind, key, path }) => ({ kind, key, secret: path.join(': ') }));
}
