import { Document, isAlias, isMap, isScalar, parseDocument, Scalar } from 'yaml';
import { InputError } from '../../errors.ts';
import { placeKey, type SecretPlace } from './places.ts';

/*
 * A secrets file is YAML: kind, name, field, and below some fields further names.
 *
 *   users:
 *     jane:
 *       passwd: { file: jane.txt }
 *   hosts:
 *     web:
 *       macros:
 *         "{$PASSWORD}": { env: WEB_PASSWORD }
 */

/** What a file says of a place: the value itself, or where it is. */
export type SecretSource = { readonly text: string } | { readonly env: string } | { readonly file: string };

export interface SecretsFile {
  /** By place (`placeKey`); blanks are absent. */
  readonly sources: ReadonlyMap<string, SecretSource>;
  /** Entries that have a value and fit nothing in the backup: kind, name, fields. */
  readonly unknown: readonly (readonly string[])[];
  /** The same file with further entries, and values for entries that are blank; what else stands in it stays. */
  with(additions: readonly { place: SecretPlace; value?: string | undefined }[]): string;
}

const HEAD = ` Secrets of a Zabbix configuration, which no API gives back: kind, name, field.
 A value is a text, or { env: NAME } for a variable of the environment, or { file: PATH } for a file
 (a path that is not absolute begins at the folder of this file). What is left blank stays as it is on a
 server that has the object, and is made up where it has not. Fill it and restore with:
   concierge-scheduler restore_config --secrets FILE`;

/**
 * Reads a secrets file, or begins one.
 * @param content undefined for a new file
 * @param name for messages
 * @throws InputError where it is no YAML, or an entry is neither text nor { env } nor { file }. What stands in the file
 *   is not repeated.
 */
export function readSecretsFile(
  content: string | undefined,
  name: string,
  places: readonly SecretPlace[],
): SecretsFile {
  // Every scalar is a text as it was written: a password of digits is no number.
  const document =
    content === undefined
      ? new Document(undefined, { schema: 'failsafe' })
      : parseDocument(content, { schema: 'failsafe' });
  if (content === undefined) document.commentBefore = HEAD;
  const [error] = document.errors;
  if (error !== undefined) {
    const [begin] = error.linePos ?? [];
    const place = begin ? ` at line ${begin.line}, column ${begin.col}` : '';
    throw unreadable(name, `it is no YAML: ${error.code}${place}`);
  }
  const known = new Map(places.map((place) => [placeKey(place.kind, place.key, place.path), place]));
  const sources = new Map<string, SecretSource>();
  const unknown: string[][] = [];
  if (document.contents !== null) walk(document.contents, []);
  return {
    sources,
    unknown,
    with(additions) {
      if (isScalar(document.contents)) {
        // Nothing, written down where the kinds belong: it can hold no entry.
        document.comment ??= document.contents.comment ?? null;
        document.contents = null;
      }
      for (const { place, value } of additions) {
        const path = [place.kind, place.key, ...place.path];
        const there = document.getIn(path, true);
        const isBlank = there === undefined || there === null || (isScalar(there) && isPlainNothing(there));
        if (!isBlank || (there !== undefined && value === undefined)) continue;
        const entry = new Scalar(value ?? '');
        entry.type = value === undefined ? 'PLAIN' : 'QUOTE_DOUBLE';
        document.setIn(path, entry);
      }
      return document.contents === null ? commentsOnly() : document.toString({ lineWidth: 0 });
    },
  };

  /** A document without contents cannot be written: null is no value of the schema. */
  function commentsOnly(): string {
    const shown = document.clone();
    const nothing = new Scalar('');
    nothing.type = 'PLAIN';
    shown.contents = nothing;
    return `${shown.toString({ lineWidth: 0 }).trimEnd()}\n`;
  }

  function walk(node: unknown, path: readonly string[]): void {
    if (isAlias(node)) walk(node.resolve(document), path);
    else if (path.length >= 2 && known.has(keyOf(path))) {
      const source = sourceOf(node, path);
      if (source !== undefined) sources.set(keyOf(path), source);
    } else if (isScalar(node) || node === null || isReference(node)) {
      if (isScalar(node) && path.length === 0 && !isPlainNothing(node)) throw notBy(path);
      if (isReference(node) || (isScalar(node) && !isPlainNothing(node))) unknown.push([...path]);
    } else if (isMap(node)) {
      for (const { key, value } of node.items) {
        walk(value, [...path, isScalar(key) ? String(key.value) : String(key)]);
      }
    } else throw notBy(path);
  }

  function isPlainNothing(node: { value?: unknown; type?: unknown }): boolean {
    return node.type === 'PLAIN' && ['', '~', 'null'].includes(String(node.value));
  }

  function isReference(node: unknown): boolean {
    if (!isMap(node) || node.items.length !== 1) return false;
    const [pair] = node.items;
    return isScalar(pair?.key) && ['env', 'file'].includes(String(pair.key.value)) && isScalar(pair.value);
  }

  function sourceOf(node: unknown, path: readonly string[]): SecretSource | undefined {
    if (node === null) return undefined;
    if (isScalar(node)) {
      const blank = isPlainNothing(node) || (node.value === '' && !known.get(keyOf(path))?.mayBeEmpty);
      return blank ? undefined : { text: String(node.value) };
    }
    if (!isReference(node) || !isMap(node)) throw notBy(path);
    const [pair] = node.items;
    const word = isScalar(pair?.key) ? String(pair.key.value) : '';
    const named = isScalar(pair?.value) ? String(pair.value.value) : '';
    if (named === '') throw notBy(path);
    return word === 'env' ? { env: named } : { file: named };
  }

  function keyOf([kind = '', key = '', ...rest]: readonly string[]): string {
    return placeKey(kind, key, rest);
  }

  function notBy(path: readonly string[]): InputError {
    return unreadable(
      name,
      path.length === 0
        ? 'it does not hold kinds, and names below them'
        : `the entry "${path.join(': ')}" is neither a text nor { env: NAME } nor { file: PATH }`,
    );
  }
}

function unreadable(name: string, why: string): InputError {
  return new InputError(`The secrets file ${name} cannot be used`, {
    why,
    remedy: 'Compare it with what "concierge-scheduler secrets template" writes for this backup.',
  });
}
