import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type MessageTemplate, messageTemplates } from '../test/support/message-templates.ts';

const SOURCE = fileURLToPath(new URL('.', import.meta.url));
const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));

/** What no page names, and why. */
const NOT_IN_A_PAGE: Readonly<Record<string, string>> = {
  '"<>" <>': 'a program that was run, named by its whole command line: it is the reason in other messages',
  'git <> <>': 'the same, of git',
  'What was being written may be there in part, and is not listed as done':
    'the reason of "The command was ended before it was done"',
  'It has given no answer for <> s': 'a line of doctor, which names the store before it',
  '<> was called after the connection was closed': 'a defect of the program',
  'No address to look for Zabbix at': 'a defect of the program: without an address a setting is missing',
  '"<>" cannot be the name of an object': 'a defect of the program: names are looked at before',
};

interface Documented {
  readonly page: string;
  readonly message: string;
}

/** The messages in the tables of the pages: what is code in the first column, under `message`. */
const documented = readdirSync(DOCS)
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) =>
    messagesIn(readFileSync(join(DOCS, page), 'utf8')).map((message) => ({ page, message })),
  );
const thrown = messageTemplates(SOURCE);

function messagesIn(text: string): string[] {
  const tables = text.split(/\n(?!\|)/u).filter((block) => /^(?:.*\n)?\| message \|/u.test(block));
  return tables.flatMap((table) =>
    [...table.matchAll(/^\| (.*?) \|/gmu)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/gu)].map(([, message = '']) => message),
    ),
  );
}

/**
 * Whether a page means the message of a template, word by word: `<…>` in the page stands for one word or for what is put in,
 * and so does `<>` in the template.
 */
function isSame(message: string, template: string): boolean {
  return patternOf(message).test(template) || patternOf(template).test(message);
}

function patternOf(text: string): RegExp {
  const literal = text.split(/<[^<>]*>/u).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&'));
  return new RegExp(`^${literal.join('(?:<[^<>]*>|[^\\s<>]+)')}$`, 'u');
}

describe('the messages in the pages', () => {
  it('are there', () => {
    expect(documented.length).toBeGreaterThan(150);
  });

  it.each(documented)('$page: $message', ({ message }: Documented) => {
    expect(thrown.filter(({ template }) => isSame(message, template))).not.toEqual([]);
  });
});

describe('the messages that end a command', () => {
  it('are found in the sources', () => {
    expect(thrown.length).toBeGreaterThan(200);
    const found = (error: string, template: string): boolean =>
      thrown.some((each) => each.error === error && each.template === template);
    // Given directly, through a function's parameter, through a table, and worded by the class itself.
    expect(found('RefusedError', 'The server has changed since it was read')).toBe(true);
    expect(found('NoAnswerError', 'Nothing listens at the socket <>')).toBe(true);
    expect(found('UnreachableError', 'Zabbix at <> cannot be found')).toBe(true);
    expect(found('OutcomeUnknownError', 'The outcome of <> is unknown: it was sent and no answer came')).toBe(
      true,
    );
    expect(found('RefusedError', 'The backup <> in <> is incomplete')).toBe(true);
  });

  it('are in a page, each of them', () => {
    const missing = thrown.filter(
      ({ template }) =>
        !Object.hasOwn(NOT_IN_A_PAGE, template) &&
        !documented.some(({ message }) => isSame(message, template)),
    );
    expect(
      missing.map(({ error, template, at }: MessageTemplate) => `${error}: ${template} (${at})`),
    ).toEqual([]);
  });

  it('are left out of the pages for a reason that still holds', () => {
    const templates = thrown.map(({ template }) => template);
    expect(Object.keys(NOT_IN_A_PAGE).filter((each) => !templates.includes(each))).toEqual([]);
  });
});

describe('a message of a page', () => {
  it('is compared as a whole', () => {
    expect(isSame('There is no backup in <folder>', 'There is no backup in <>')).toBe(true);
    expect(isSame('ZBX_API_HOST cannot be used', '<> cannot be used')).toBe(true);
    expect(isSame('<variable> cannot be used', 'ZBX_API_HOST cannot be used')).toBe(true);
    expect(isSame('There is no backup', 'There is no backup in <>')).toBe(false);
    expect(isSame('The secrets file <file> cannot be read', '<> cannot be read')).toBe(false);
    expect(isSame('<file> cannot be read', 'The secrets file <> cannot be read')).toBe(false);
    expect(isSame('There is no store in <folder>', 'There is no backup in <>')).toBe(false);
  });
});
