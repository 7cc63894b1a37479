import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BACKED_UP } from './configuration/kinds/all-kinds.ts';
import { ENGINES, type Engine, STORE_VARIABLE_NAMES } from './settings/engines.ts';

const SOURCE = fileURLToPath(new URL('.', import.meta.url));

/**
 * What each room may import besides itself (docs/architecture.md): downwards only. The four rooms in the middle do not
 * know each other, save that events order containers. Of the rooms at the bottom, all may register a secret with the
 * terminal, and nothing else.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'cli.ts': ['commands'],
  'image-entrypoint.ts': ['commands'],
  commands: [
    'configuration',
    'containers',
    'storage',
    'events',
    'zabbix',
    'terminal',
    'settings',
    'temporary',
    'version.ts',
  ],
  configuration: ['zabbix', 'terminal', 'settings'],
  containers: ['zabbix', 'terminal', 'settings', 'temporary'],
  storage: ['zabbix', 'terminal', 'settings'],
  events: ['containers', 'zabbix', 'terminal', 'settings'],
  zabbix: ['terminal/secrets.ts'],
  settings: ['terminal/secrets.ts'],
  terminal: [],
  temporary: [],
  'version.ts': [],
  'errors.ts': [],
};

/** Leaves that everyone may import. */
const EVERYWHERE: readonly string[] = ['errors.ts', 'version.ts'];

interface Import {
  readonly from: string;
  readonly to: string;
}

function sourceFiles(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .sort();
}

/** Imports of a file within src/, static and dynamic, types included; paths relative to src/. */
function importsOf(path: string): Import[] {
  const text = readFileSync(join(SOURCE, path), 'utf8');
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"](?<specifier>\.[^'"]*)['"]/gu)];
  return specifiers.map(({ groups }) => ({
    from: path,
    to: relative(SOURCE, resolve(SOURCE, dirname(path), groups?.specifier ?? '')),
  }));
}

/** The room of a file: its first folder, or its own name where it stands in src/ itself. */
function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function isAllowed({ from, to }: Import): boolean {
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (fromRoom === toRoom || EVERYWHERE.includes(to)) return true;
  return (MAY_IMPORT[fromRoom] ?? []).some((allowed) => allowed === toRoom || allowed === to);
}

describe('the import direction', () => {
  const files = sourceFiles();

  it('is known for every file', () => {
    expect(files.length).toBeGreaterThan(30);
    for (const path of files) expect(Object.keys(MAY_IMPORT), path).toContain(roomOf(path));
  });

  it('is downwards', () => {
    const wrong = files.flatMap(importsOf).filter((each) => !isAllowed(each));
    expect(wrong).toEqual([]);
  });

  it('ends within src/', () => {
    expect(files.flatMap(importsOf).filter(({ to }) => to.startsWith('..'))).toEqual([]);
  });

  it('would be found out where it is not', () => {
    for (const [from, to] of [
      ['zabbix/a.ts', 'configuration/b.ts'],
      ['configuration/a.ts', 'events/b.ts'],
      ['containers/a.ts', 'events/b.ts'],
      ['configuration/a.ts', 'commands/b.ts'],
      ['zabbix/a.ts', 'terminal/screen.ts'],
      ['errors.ts', 'terminal/secrets.ts'],
    ] as const) {
      expect(isAllowed({ from, to })).toBe(false);
    }
    expect(isAllowed({ from: 'events/a.ts', to: 'containers/b.ts' })).toBe(true);
  });
});

describe('what is special about a kind', () => {
  it('stands in its descriptor: nothing outside kinds/ asks which kind it has', () => {
    const names = BACKED_UP.map(({ name }) => name).join('|');
    const question = new RegExp(`[!=]==? *'(${names})'|'(${names})' *[!=]==?|case '(${names})':`, 'u');
    const asking = sourceFiles()
      .filter((path) => path.startsWith('configuration/') && !/^configuration\/(kinds|testing)\//u.test(path))
      .filter((path) => question.test(readFileSync(join(SOURCE, path), 'utf8')));
    expect(asking).toEqual([]);
  });
});

describe('what is special about a store', () => {
  const engines = new Map<string, Engine>(Object.entries(ENGINES));

  it('stands in the table of engines and in its own files', () => {
    // `file` is a word of many things.
    const schemes = [...engines.values()].flatMap(({ place, scheme }) =>
      place === 'folder' ? [] : [scheme],
    );
    const names = [...engines.keys(), ...schemes].join('|');
    const named = new RegExp(`'(${names})'`, 'u');
    const text = (path: string): string => readFileSync(join(SOURCE, path), 'utf8');
    const naming = sourceFiles().filter(
      (path) => !path.startsWith('storage/stores/') && named.test(text(path)),
    );
    expect(naming).toEqual(['settings/engines.ts']);
    const variables = new RegExp(`\\b(${STORE_VARIABLE_NAMES.join('|')})\\b`, 'u');
    const reading = sourceFiles().filter(
      (path) => !path.startsWith('storage/stores/') && variables.test(text(path)),
    );
    expect(reading).toEqual(['settings/engines.ts']);
  });

  it.each([...engines])(
    '%s: its page names its address and all its variables',
    (_, { address, page, variables }) => {
      const text = readFileSync(join(SOURCE, '..', page), 'utf8');
      for (const name of [address.slice(0, address.indexOf('://') + 3), ...Object.keys(variables)])
        expect(text).toContain(name);
      expect(readFileSync(join(SOURCE, '../docs/storage.md'), 'utf8')).toContain(`\`${address}\``);
    },
  );
});

describe('the size of files', () => {
  it('stays within a few screens', () => {
    const long = sourceFiles()
      .map((path) => [path, readFileSync(join(SOURCE, path), 'utf8').split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 400);
    expect(long).toEqual([]);
  });
});
