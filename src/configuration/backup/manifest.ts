import * as z from 'zod/mini';
import { InputError } from '../../errors.ts';
import { FORMAT, isBackupPath, LAYOUTS } from './format.ts';
import { parseJson } from './parse-json.ts';

const count = z.int().check(z.minimum(0));

const file = z.object({ size: count, sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });

const schema = z.object({
  format: z.int(),
  layout: z.optional(z.enum(LAYOUTS)),
  tool: z.object({ name: z.string(), version: z.string() }),
  zabbix: z.object({
    version: z.string().check(z.regex(/^\d{1,3}\.\d{1,3}(\.\d+)?((alpha|beta|rc)\d+)?$/)),
    exportVersion: z.string().check(z.minLength(1)),
  }),
  partial: z.boolean(),
  selection: z.optional(z.object({ only: z.array(z.string()), skip: z.array(z.string()) })),
  counts: z.record(z.string(), count),
  notReached: z.optional(z.array(z.string())),
  records: z.optional(z.array(z.string())),
  changedWhileRead: z.optional(z.array(z.string())),
  files: z.record(z.string().check(z.refine(isBackupPath)), file),
  times: z.object({ started: z.iso.datetime(), finished: z.iso.datetime() }),
});

/** A file of the backup as it was written: size in bytes, sha256 in hexadecimal. */
export type FileDigest = z.infer<typeof file>;

/**
 * What a backup says of itself. `times` is all in which two backups of an unchanged server differ.
 * `partial`: the user who read the server did not see everything. `selection`: patterns of `--only` and `--skip`, absent
 * where nothing was left out. `layout`: absent means flat. `counts`: objects by kind; a kind that is not named was not read.
 * `notReached`: kinds that this Zabbix has and its API does not give, absent where there are none.
 * `records`: sections of supplements and objects that were looked for, so that their absence says something; absent in early backups.
 * `changedWhileRead`: kinds of which the objects may not be of one moment, absent where there are none.
 */
export type Manifest = z.infer<typeof schema>;

/** The backup may be whole, and this version cannot tell. */
export class NewerFormatError extends InputError {}

/** The text of manifest.json, indented; `parseManifest` is the inverse. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * Reads manifest.json.
 * @param path for messages.
 * @throws InputError where it is not the manifest of a backup, damaged, or of a newer format.
 */
export function parseManifest(bytes: Uint8Array, path: string): Manifest {
  const value = parseJson(bytes, path);
  const format = z.object({ format: z.number() }).safeParse(value);
  if (format.success && format.data.format > FORMAT) {
    throw new NewerFormatError(`The backup of ${path} cannot be read`, {
      why: `it has format ${format.data.format}, and this version of the program knows formats up to ${FORMAT}`,
      remedy: 'Use the version of the program that wrote it, or a newer one.',
    });
  }
  const manifest = schema.safeParse(value);
  if (manifest.success) return manifest.data;
  const place = manifest.error.issues[0]?.path.join('.');
  throw new InputError(`${path} is not the manifest of a backup`, {
    why: place ? `what it says of ${place} is missing or wrong` : 'its content does not fit',
    remedy: 'Restore the file from where the backup is kept, or use another backup.',
    cause: manifest.error,
  });
}
