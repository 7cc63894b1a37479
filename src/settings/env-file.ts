import { readFile } from 'node:fs/promises';
import { InputError } from '../errors.ts';

/** `export NAME=value`, `NAME=value`, `NAME = value`. */
const ASSIGNMENT = /^(?<keyword>export\s+)?(?<name>[A-Za-z_]\w*)(?<equals>\s*=\s*)(?<value>.*)$/su;

/** Lines of a Python file that say nothing about settings. */
const PYTHON_STATEMENT = /^(?:import|from)\s/u;

type Dialect = 'shell' | 'python';

/**
 * Reads the text of an environment file.
 *
 * Two dialects, told apart line by line. With no space around `=` a line is read as a POSIX shell reads it: single
 * quotes keep everything, double quotes know `\\ \" \$` and a backslash before a backquote. With space around `=` it is
 * read as Python does (`docker_env.py`): both quotes know its escapes, a bare number is its digits, `None` is the
 * empty text. Nothing is expanded or run: `$HOME` stays as it is.
 * @throws InputError with the number of the line that cannot be read; never with its text, which may be a secret
 */
export function parseEnvFile(text: string, path: string): Map<string, string> {
  const found = new Map<string, string>();
  const lines = text.replace(/^\uFEFF/u, '').split(/\r\n|\n|\r/u);
  for (const [index, untrimmed] of lines.entries()) {
    const line = untrimmed.trim();
    if (line === '' || line.startsWith('#') || PYTHON_STATEMENT.test(line)) continue;
    const parts = ASSIGNMENT.exec(line)?.groups;
    const dialect: Dialect = parts?.equals === '=' || parts?.keyword ? 'shell' : 'python';
    const value = parts === undefined ? undefined : readValue(parts.value ?? '', dialect);
    if (parts?.name === undefined || value === undefined) {
      throw new InputError(`Line ${index + 1} of the environment file ${path} cannot be read`, {
        why: 'it is not of the form NAME=value, NAME="value" or NAME = "value"',
        remedy: 'Correct the line, put quotes around its value, or put # before it.',
      });
    }
    found.set(parts.name, value);
  }
  return found;
}

/** The value, or undefined where the text is none. */
function readValue(text: string, dialect: Dialect): string | undefined {
  const raw = dialect === 'python' && /^[rRuU]["']/u.test(text);
  const quoted = raw ? text.slice(1) : text;
  const quote = quoted[0];
  if (quote === '"' || quote === "'") {
    return readQuoted(quoted, quote, raw && /^[rR]/u.test(text) ? 'raw' : dialect);
  }
  const bare = /^#|\s#/u.test(text) ? text.slice(0, text.search(/^#|\s#/u)).trimEnd() : text;
  if (dialect === 'shell') return bare;
  if (bare === 'None') return '';
  // A call, a list or a sum is Python that only Python can evaluate.
  return /[()[\]{}"']/u.test(bare) ? undefined : bare;
}

function readQuoted(text: string, quote: '"' | "'", dialect: Dialect | 'raw'): string | undefined {
  const knowsEscapes = dialect !== 'shell' || quote === '"';
  let value = '';
  for (let at = 1; at < text.length; ) {
    const character = text[at];
    if (character === quote) return /^\s*(?:#.*)?$/su.test(text.slice(at + 1)) ? value : undefined;
    if (character === '\\' && knowsEscapes) {
      const escaped = readEscape(text.slice(at), dialect);
      value += escaped.value;
      at += escaped.length;
    } else {
      value += character;
      at += 1;
    }
  }
  return undefined;
}

const PYTHON_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * What the backslash at the head of the text stands for, and how many characters it takes. An escape that the dialect
 * does not know keeps its backslash, in both (docs.python.org/3/reference/lexical_analysis.html#escape-sequences;
 * POSIX, Shell Command Language 2.2.3).
 */
function readEscape(text: string, dialect: Dialect | 'raw'): { value: string; length: number } {
  const next = text[1] ?? '';
  if (dialect === 'shell') {
    return '\\"$`'.includes(next) && next !== '' ? { value: next, length: 2 } : { value: '\\', length: 1 };
  }
  if (dialect === 'raw') return { value: text.slice(0, 2), length: 2 };
  const code = /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/u.exec(text);
  if (code !== null) {
    const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
    if (point <= 0x10ffff) return { value: String.fromCodePoint(point), length: code[0].length };
  }
  const simple = PYTHON_ESCAPES[next];
  return simple === undefined ? { value: '\\', length: 1 } : { value: simple, length: 2 };
}

/**
 * Reads an environment file from disk.
 * @throws InputError where it cannot be read
 */
export async function readEnvFile(path: string): Promise<Map<string, string>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError(`The environment file ${path} cannot be read`, {
      why: describeFileError(error),
      remedy: 'Give --env-file the path of a file with lines of the form NAME=value.',
      cause: error,
    });
  }
  return parseEnvFile(text, path);
}

/** The reason in words, for the few codes that people meet; the system's own words otherwise. */
export function describeFileError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  if (code === 'ENAMETOOLONG') return 'its path, or a name in it, is longer than the file system takes';
  return error instanceof Error ? error.message : String(error);
}
