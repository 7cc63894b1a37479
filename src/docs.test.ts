import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ALL_COMMANDS } from './commands/all-commands.ts';
import { containerOptions } from './commands/container-options.ts';
import { FAMILIES } from './commands/families.ts';
import { globalOptions } from './commands/global-options.ts';
import { EXIT_CODES } from './commands/help.ts';
import { parseInvocation } from './commands/parse.ts';
import { findWords, spellings } from './commands/words.ts';
import { BACKED_UP } from './configuration/kinds/all-kinds.ts';
import { storedSecrets } from './configuration/secrets/stored.ts';
import { V70, VERSIONS } from './configuration/testing/builders.ts';
import { VARIABLE_NAMES, variableDefinition } from './settings/variables.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** What a person reads, by its path from the project's folder. */
const PAGES = new Map(
  [
    'README.md',
    'CHANGELOG.md',
    'lab/README.md',
    'bench/README.md',
    'bench/results.md',
    ...filesBelow('docs').filter((path) => path.endsWith('.md')),
  ].map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
);
const README = page('README.md');
const TASKS = page('docs/backup-and-restore.md');
const FOR_DEVELOPERS = [
  'CHANGELOG.md',
  'lab/README.md',
  'bench/README.md',
  'bench/results.md',
  'docs/architecture.md',
  'docs/decisions.md',
];
/** The pages that are about using the program. */
const USING = [...PAGES].flatMap(([path, text]) => (FOR_DEVELOPERS.includes(path) ? [] : [text])).join('\n');

/** Options of other programs that the pages name: npm, vitest, the quickstart, the lab, gcloud, docker, Compose, age, the bench. */
const OPTIONS_OF_OTHERS = [
  ...['--global', '--project', '--stop', '--once', '--hosts', '--member', '--role'],
  ...['--no-deps', '--no-recreate', '--scale'],
  ...['--build-arg', '--rm', '--group-add'],
  ...['--encrypt', '--armor'],
  ...['--quick', '--when-quiet', '--save', '--perf-basic-prof'],
];

function page(path: string): string {
  const text = PAGES.get(path);
  if (text === undefined) throw new Error(`There is no ${path}`);
  return text;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => !path.includes('node_modules'));
}

const OPTIONS = [
  ...Object.values(globalOptions),
  ...Object.values(FAMILIES).flatMap(({ options }) => Object.values(options)),
  ...Object.values(containerOptions),
  ...ALL_COMMANDS.flatMap(({ options }) => Object.values(options)),
]
  .flatMap(spellings)
  .filter((spelling) => spelling.startsWith('--'));

const VARIABLES = VARIABLE_NAMES.flatMap((name) => [name, ...(variableDefinition(name).otherNames ?? [])]);

/** The words of a line, as a shell takes them apart. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/gu)].map((match) => match[1] ?? match[2] ?? '');
}

/** Lines in code blocks that run the program, without what a shell does with the result. */
const COMMAND_LINES = [...PAGES].flatMap(([path, text]) =>
  [...text.matchAll(/^(?:\$ |[\d* ]+)?(?:npx )?concierge-scheduler (?<rest>.*)$/gmu)].map(({ groups }) => ({
    path,
    line: (groups?.rest ?? '').replace(/ (?:[>|;#]|&&).*$/u, ''),
  })),
);

/** An anchor as GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

describe('what the pages name', () => {
  it('is every command, and the forms of the Python tool', () => {
    for (const { name, family } of ALL_COMMANDS) {
      expect(README).toContain(`| \`${name}\` |`);
      if (family !== undefined) expect(USING).toMatch(new RegExp(`${family} .*\\b${name}\\b`, 'u'));
    }
  });

  it('is every option', () => {
    const missing = OPTIONS.filter((option) => !new RegExp(`${option}(?![\\w-])`, 'u').test(USING));
    expect([...new Set(missing)].filter((option) => option !== '--version')).toEqual([]);
  });

  it('is every setting, in the table', () => {
    const table = page('docs/settings.md');
    for (const name of VARIABLES.filter((each) => each === each.toUpperCase()))
      expect(table).toContain(`\`${name}\``);
  });

  it('is every kind of a backup', () => {
    expect(BACKED_UP.map(({ name }) => name).filter((name) => !TASKS.includes(`\`${name}\``))).toEqual([]);
  });

  it('exists: options', () => {
    const known = [...OPTIONS, ...OPTIONS_OF_OTHERS];
    for (const [path, text] of PAGES) {
      const named = [...text.matchAll(/(?<![\w-])--[a-z][a-z-]+/gu)].map(([option]) => option);
      // An anchor made of a heading that names an option.
      const anchors = [...text.matchAll(/\]\([^)]*#([^)]*)\)/gu)].map(([, anchor = '']) => anchor).join(' ');
      expect(
        named.filter((option) => !known.includes(option) && !anchors.includes(option)),
        path,
      ).toEqual([]);
    }
  });

  it('exists: settings', () => {
    const named = [...USING.matchAll(/\b(?:ZBX|CONCIERGE)_[A-Z_]+\b/gu)].map(([name]) => name);
    expect(named.filter((name) => !VARIABLES.includes(name))).toEqual([]);
  });

  it('exists: npm scripts', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const [path, text] of PAGES) {
      const named = [...text.matchAll(/npm run ([\w:]+)/gu)].map(([, name = '']) => name);
      expect(
        named.filter((name) => !Object.hasOwn(scripts, name)),
        path,
      ).toEqual([]);
    }
  });

  it('exists: files of the sources', () => {
    const files = ['src', 'lab', 'bench', 'test', 'scripts'].flatMap(filesBelow);
    for (const path of ['docs/architecture.md', 'docs/decisions.md']) {
      const named = [...page(path).matchAll(/`([\w./-]+\.(?:ts|mjs))`/gu)].map(([, name = '']) => name);
      expect(
        named.filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`))),
        path,
      ).toEqual([]);
    }
  });
});

describe('what docs/secrets.md says that secrets from_database may read', () => {
  it.each(VERSIONS)('is what it asks a database of %s for', async (_, version) => {
    // zabbix/database.ts asks for this table, by which it knows the version.
    const asked = new Set(['dbversion']);
    await storedSecrets((statement) => {
      for (const [, table = ''] of statement.matchAll(/\b(?:from|join) (\w+)/gu)) asked.add(table);
      return Promise.resolve([]);
    }, version);
    const [, always = '', later = ''] =
      /with `SELECT` on (.*?), and in 7\.0 (.*?), is enough/su.exec(page('docs/secrets.md')) ?? [];
    const named = `${always} ${version === V70 ? later : ''}`.matchAll(/`(\w+)`/gu);
    expect([...named].map(([, table]) => table).sort()).toEqual([...asked].sort());
  });
});

describe('the example of a kind in docs/architecture.md', () => {
  it('is the file itself', () => {
    const section = page('docs/architecture.md').split('## How to add a kind\n')[1] ?? '';
    const code = /^```ts\n([\s\S]*?)^```$/mu.exec(section)?.[1];
    expect(code).toBe(readFileSync(join(ROOT, 'src/configuration/kinds/regexps.ts'), 'utf8'));
  });
});

describe('the command lines in the pages', () => {
  it('are there', () => {
    expect(COMMAND_LINES.length).toBeGreaterThan(20);
  });

  it.each(COMMAND_LINES)('$path: concierge-scheduler $line', ({ line }) => {
    const { command, family, rest, wantsHelp } = findWords(shellWords(line));
    if (command === undefined) expect(wantsHelp).toBe(true);
    else if (!wantsHelp) parseInvocation(command, family, rest);
  });
});

describe('the tables of exit codes', () => {
  it.each(['README.md', 'docs/backup-and-restore.md'])('%s says what --help says', (path) => {
    const rows = [...page(path).matchAll(/^\| (\d) \| (.*?) \|/gmu)];
    expect(rows.map(([, code]) => code)).toEqual(Object.keys(EXIT_CODES));
    for (const [, code, meaning] of rows) {
      expect(meaning?.startsWith(EXIT_CODES[Number(code) as keyof typeof EXIT_CODES]), `${code}`).toBe(true);
    }
  });

  it('agree with what src/errors.ts says of its codes', () => {
    const text = readFileSync(join(ROOT, 'src/errors.ts'), 'utf8');
    const comment = text.slice(0, text.indexOf('*/'));
    expect(comment).toContain('Exit codes');
    for (const code of [1, 2, 3, 4] as const) {
      const firstWord = EXIT_CODES[code].split(/[\s,]/u)[0];
      expect(comment).toMatch(new RegExp(`\\b${code} ${firstWord}\\b`, 'u'));
    }
  });
});

describe('links', () => {
  const links = [...PAGES].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/gu)].map(([, target = '']) => ({ path, target })),
  );

  it.each(links)('$path → $target', ({ path, target }) => {
    const [file = '', anchor] = target.split('#');
    const where = file === '' ? path : relative(ROOT, join(ROOT, dirname(path), file));
    expect(existsSync(join(ROOT, where)), where).toBe(true);
    if (anchor === undefined) return;
    const headings = [...page(where).matchAll(/^#+ (.*)$/gmu)].map(([, heading = '']) => anchorOf(heading));
    expect(headings).toContain(anchor);
  });

  it('lead from no page of the npm package to a file that is not in it', () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
    const isShipped = (path: string): boolean =>
      files.some((shipped) => path === shipped || path.startsWith(`${shipped}/`));
    const shipped = links.filter(({ path }) => isShipped(path));
    expect(new Set(shipped.map(({ path }) => path))).toContain('docs/image.md');
    const ends = shipped.map(({ path, target }) => {
      const [file = ''] = target.split('#');
      return file === '' ? path : relative(ROOT, join(ROOT, dirname(path), file));
    });
    expect(ends.filter((path) => !isShipped(path))).toEqual([]);
  });
});
