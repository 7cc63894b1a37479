import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBareLineFeed, lineEndsOf, withLineEnds } from './line-ends.ts';

/** Texts without a CR that is no part of a line end: an export drops none of those. */
const lines = fc.array(
  fc.string().map((line) => line.replaceAll(/[\r\n]/gu, '')),
  { minLength: 1 },
);
const ends = fc.infiniteStream(fc.constantFrom('\n', '\r\n'));
const texts = fc
  .tuple(lines, ends)
  .map(([all, stream]) => all.reduce((text, line) => text + (stream.next().value ?? '\n') + line));

const exported = (text: string): string => text.replaceAll('\r\n', '\n');
const imported = (text: string): string => exported(text).replaceAll('\n', '\r\n');

describe('the line ends of a text', () => {
  it('bring it back exactly from what an export and an import make of it', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom('CRLF' as const, 'LF' as const), (text, left) => {
        const said = lineEndsOf(text, left);
        expect(withLineEnds(exported(text), said, left)).toBe(text);
        expect(withLineEnds(imported(text), said, left)).toBe(text);
      }),
    );
  });

  it('are said only where an import leaves others', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(lineEndsOf(text) === undefined).toBe(imported(text) === text);
        expect(lineEndsOf(text, 'LF') === undefined).toBe(exported(text) === text);
        expect(hasBareLineFeed(text)).toBe(lineEndsOf(text) !== undefined);
      }),
    );
  });

  it('are as an import leaves them beyond the last that is said', () => {
    expect(lineEndsOf('a\nb\r\nc\r\nd\n')).toBe('1 LF, 2 CRLF, 1 LF');
    expect(withLineEnds('a\nb\nc\nd', '1 LF, 1 CRLF')).toBe('a\nb\r\nc\r\nd');
    expect(lineEndsOf('a\nb')).toBe('LF');
    expect(lineEndsOf('a\r\nb', 'LF')).toBe('CRLF');
    expect(lineEndsOf('a')).toBeUndefined();
  });
});
