import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BACKED_UP } from './configuration/kinds/all-kinds.ts';
import { ENGINES, type Engine, STORE_VARIABLE_NAMES } from './settings/engines.ts';

const SOURCE = fileURLToPath(new URL('.', import.meta.url));

/**
 * What each room may import besides itself (docs/architecture.md): downwards only. The three rooms in the middle do not
 * know each other. Of the rooms at the bottom, all may register a secret with the terminal, and nothing else.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'cli.ts': ['commands'],
  'image-entrypoint.ts': ['commands'],
  commands: [
    'configuration',
    'containers',
    'storage',
    'zabbix',
    'terminal',
    'settings',
    'temporary',
    'version.ts',
  ],
  configuration: ['zabbix', 'terminal', 'settings'],
  containers: ['zabbix', 'terminal', 'settings', 'temporary'],
  storage: ['zabbix', 'terminal', 'settings'],
  zabbix: ['terminal/secrets.ts'],
  settings: ['terminal/secrets.ts'],
  terminal: [],
  temporary: [],
  'version.ts': [],
  'errors.ts': [],
  'tls-failure.ts': [],
};

/** Leaves that everyone may import. */
const EVERYWHERE: readonly string[] = ['errors.ts', 'tls-failure.ts', 'version.ts'];

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every file of code below a folder, tests included. Paths are relative to src/. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(SOURCE, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.m?[jt]s$/u.test(path))
    .map((path) => join(folder, path))
    .sort();
}

function sourceFiles(): string[] {
  return filesBelow('.').filter((path) => !path.endsWith('.test.ts'));
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
    expect(Object.keys(MAY_IMPORT).sort()).toEqual([...new Set(files.map(roomOf))].sort());
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
      ['configuration/a.ts', 'storage/b.ts'],
      ['containers/a.ts', 'configuration/b.ts'],
      ['configuration/a.ts', 'commands/b.ts'],
      ['zabbix/a.ts', 'terminal/screen.ts'],
      ['errors.ts', 'terminal/secrets.ts'],
    ] as const) {
      expect(isAllowed({ from, to })).toBe(false);
    }
    expect(isAllowed({ from: 'commands/a.ts', to: 'containers/b.ts' })).toBe(true);
  });
});

/**
 * Where a word in quotes outside the descriptors is the name of a kind by chance, and what it is instead. By file, or by
 * room for a word that means one thing in all of it.
 */
const NO_KINDS: Readonly<Record<string, { readonly words: readonly string[]; readonly is: string }>> = {
  'commands/': { words: ['settings'], is: 'a field of the context of a command, and a check of doctor' },
  'configuration/lists.ts': { words: ['macros'], is: 'the list in a host or template' },
  'configuration/losses.ts': { words: ['macros'], is: 'the list in a host or template' },
  'configuration/exact/own.ts': { words: ['macros'], is: 'the list in a host or template' },
  'configuration/exact/parts.ts': { words: ['dashboards'], is: 'the list in a template' },
  'configuration/inherited/classes.ts': { words: ['authentication'], is: 'a field of web scenarios' },
  'configuration/secrets/places.ts': { words: ['macros'], is: 'a step to a place in the secrets file' },
  'configuration/secrets/stored.ts': { words: ['macros'], is: 'a step to a place in the secrets file' },
  'configuration/server/read-inherited.ts': { words: ['hosts'], is: 'a field of a trigger: where it is' },
  'configuration/server/update-own.ts': {
    words: ['macros', 'templates'],
    is: 'fields of a host or template: its macros, what it links',
  },
};

describe('what is special about a kind', () => {
  const words = BACKED_UP.map(({ name }) => name).join('|');

  /** Names of kinds in quotes in the code of a text, comments left out. */
  function kindsNamedIn(source: string): string[] {
    const code = source.replaceAll(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '');
    const quoted = new RegExp(`(?<quote>['"\`])(?<word>${words})\\k<quote>`, 'gu');
    return [...code.matchAll(quoted)].map(({ groups }) => groups?.word ?? '');
  }

  /** What outside the descriptors names kinds: what is put over from another version knows both by name. */
  const found = sourceFiles()
    .filter((path) => /^(?:configuration|commands)\//u.test(path))
    .filter((path) => !/^configuration\/(?:kinds|conversion)\/|\/testing\//u.test(path))
    .flatMap((path) =>
      [...new Set(kindsNamedIn(readFileSync(join(SOURCE, path), 'utf8')))].map((word) => ({ path, word })),
    );
  const excuseOf = ({ path, word }: { path: string; word: string }): string | undefined =>
    Object.keys(NO_KINDS).find((place) => path.startsWith(place) && NO_KINDS[place]?.words.includes(word));

  it('stands in its descriptor: nothing else names a kind, save by its descriptor', () => {
    expect(found.filter((each) => excuseOf(each) === undefined)).toEqual([]);
  });

  it('has no excuse that nobody needs', () => {
    const needed = new Set(found.map((each) => `${excuseOf(each)} ${each.word}`));
    const given = Object.entries(NO_KINDS).flatMap(([place, excuse]) =>
      excuse.words.map((word) => `${place} ${word}`),
    );
    expect(given.filter((each) => !needed.has(each))).toEqual([]);
  });

  it('would be found out where it is elsewhere, however the name is used', () => {
    for (const code of [
      "kind === 'hosts'",
      "['templates', 'hosts'].map(kindFile)",
      "sent.get('reg_actions')",
      'names.has("users")',
      "sort();\ncase 'tokens':",
      'kindNamed(`maps`)',
    ]) {
      expect(kindsNamedIn(code), code).not.toEqual([]);
    }
    for (const code of ["/* 'hosts' */", "  // what 'hosts' are", "'hosts:web-*'", 'hosts.name', "'host'"]) {
      expect(kindsNamedIn(code), code).toEqual([]);
    }
  });
});

describe('the environment', () => {
  /** Who reads that of the process, and why. */
  const READERS: Readonly<Record<string, string>> = {
    'commands/run-process.ts': 'hands it to every command line (Surroundings)',
    'commands/image-process.ts': 'the same, with the folder that all steps of the image share',
    'zabbix/database.ts': 'PGPASSWORD, which the driver takes from there',
    'zabbix/trust.ts': 'NODE_EXTRA_CA_CERTS, which Node takes from there',
  };

  it('comes to commands with their context, and is read from the process by nobody else', () => {
    const reading = sourceFiles()
      .filter((path) => READERS[path] === undefined)
      .filter((path) => /\bprocess\.env\b/u.test(readFileSync(join(SOURCE, path), 'utf8')));
    expect(reading).toEqual([]);
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

describe('the lab', () => {
  it('takes only errors and output from the program that it judges', () => {
    const taken = filesBelow('../lab')
      .filter((path) => !path.endsWith('.test.ts'))
      .flatMap(importsOf)
      .filter(({ to }) => !to.startsWith('..'));
    expect(taken.length).toBeGreaterThan(10);
    expect(taken.filter(({ to }) => to !== 'errors.ts' && !to.startsWith('terminal/'))).toEqual([]);
  });
});

describe('the size of files', () => {
  it('stays within a few screens, that of tests too', () => {
    const long = ['.', '../lab', '../bench', '../test', '../scripts']
      .flatMap(filesBelow)
      .map((path) => [path, readFileSync(join(SOURCE, path), 'utf8').split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 400);
    expect(long).toEqual([]);
  });
});
