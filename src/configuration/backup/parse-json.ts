import { InputError } from '../../errors.ts';
import { counted } from '../../terminal/counted.ts';
import type { JsonValue } from '../json.ts';
import { jsonErrorPosition } from './json-position.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a file's bytes as JSON. The message of an error holds the place, never the text there: it may be a secret.
 * @param path for messages.
 * @throws InputError where it is not JSON in UTF-8.
 */
export function parseJson(bytes: Uint8Array, path: string): JsonValue {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new InputError(`${path} cannot be read`, {
      why: 'it is not text in UTF-8',
      remedy: 'Restore the file from where the backup is kept, or save it as UTF-8.',
      cause,
    });
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new InputError(`${path} is not JSON`, {
      why: whereBroken(text),
      remedy: 'Restore the file from where the backup is kept, or correct it at that place.',
    });
  }
}

function whereBroken(text: string): string {
  if (text.trim() === '') return 'it is empty';
  const position = jsonErrorPosition(text);
  if (position >= text.length) return `it ends too early, after ${counted(text.length, 'character')}`;
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  return `it breaks off being JSON at line ${line}, column ${column}`;
}
