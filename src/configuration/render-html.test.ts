import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registerSecret } from '../terminal/secrets.ts';
import type { JsonObject } from './json.ts';
import { kindsInOrder } from './kinds/all-kinds.ts';
import { makePlan } from './plan.ts';
import { type PageHead, renderHtml } from './render-html.ts';
import { configurationOf, V70 } from './testing/builders.ts';

const HEAD: PageHead = {
  backup: '/backup',
  takenAt: '2026-11-22T17:00:00.000Z',
  server: 'http://zabbix/api_jsonrpc.php',
  zabbix: '7.0.22',
  madeAt: new Date('2026-11-23T01:00:00Z'),
};

/** The page of what would make `live` equal to `desired`: media types by name. */
function page(
  desired: Record<string, JsonObject>,
  live: Record<string, JsonObject>,
  skipped: { key: string; reason: string }[] = [],
  head = HEAD,
): string {
  const of = (all: Record<string, JsonObject>) => configurationOf({ mediatypes: all });
  const options = { kinds: kindsInOrder(V70), version: V70, keepItems: false };
  const plan = makePlan(of(desired), of(live), options);
  return renderHtml(
    plan,
    skipped.map((each) => ({ kind: 'mediatypes', ...each })),
    head,
  );
}

/** Every tag of the page without what stands in its style and script. */
function tags(html: string): string[] {
  const bare = html.replace(/<(style|script)>.*?<\/\1>/gsu, '');
  return [...bare.matchAll(/<[^>]*>/gu)].map(([tag]) => tag);
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '</style></script><img src=x onerror=alert(1)>',
  '" onmouseover="alert(1)',
  "' autofocus onfocus='alert(1)",
  '&lt;b&gt; & <!-- -->',
  ']]><svg/onload=alert(1)>',
  'a\u202egnp.exe\u0000\u001b[31m',
];

describe('the page of a difference', () => {
  it('names each object with what would be done, in words', () => {
    const html = page(
      { new: { name: 'new' }, changed: { name: 'changed', status: 'DISABLED' } },
      { changed: { name: 'changed', status: 'ENABLED' } },
      [{ key: 'new', reason: 'it needs the user "bob"' }],
    );
    expect(html).toContain('<bdi class="key">new</bdi>');
    expect(html).toContain('cannot be done: it needs the user &quot;bob&quot;');
    expect(html).toContain('<del>ENABLED</del> → <ins>DISABLED</ins>');
    expect(html).toContain('1 to create, 1 to update');
    expect(html).toContain('/backup, taken 2026-11-22T17:00:00.000Z');
    expect(page({}, {})).toContain('<h1>No difference</h1>');
  });

  it('folds long texts, by lines', () => {
    const long = (line: string) =>
      ['var a;', ...Array.from({ length: 50 }, (_, n) => `line ${n}`), line].join('\n');
    const html = page({ m: { name: 'm', script: long('new') } }, { m: { name: 'm', script: long('old') } });
    expect(html).toContain('<details class="long"><summary>2 lines differ</summary>');
    expect(html).toContain('<del>-old</del>\n<ins>+new</ins>');
    expect(html).not.toContain('line 10');
  });

  it('asks nothing of anybody: its policy lets one script run, the one in it', () => {
    const html = page({ m: { name: 'm' } }, {});
    const [script = ''] = /(?<=<script>).*(?=<\/script>)/su.exec(html) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    expect(html).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`);
    expect(html).not.toMatch(/\b(?:src|href|action|url|import)\s*[=(]/iu);
    expect(() => new Function(script)).not.toThrow();
  });

  it('takes names and values for text, whatever stands in them', () => {
    const plain = tags(
      page({ name: { name: 'name', description: 'x' } }, { name: { name: 'name', description: 'y' } }),
    );
    const anyText = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    );
    fc.assert(
      fc.property(anyText, anyText, (name, value) => {
        fc.pre(!/[\n\r]/u.test(value));
        const html = page(
          { [name]: { name, description: `1${value}` } },
          { [name]: { name, description: `2${value}` } },
          [],
          { ...HEAD, server: value, backup: name },
        );
        expect(tags(html)).toEqual(plain);
        expect(html.replace(/[\n\t]/gu, '')).not.toMatch(/\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 300 },
    );
  });

  it('says of a kind, in an attribute, no more than its name', () => {
    const html = page(Object.fromEntries(HOSTILE.map((name) => [name, { name }])), {});
    expect(new Set(tags(html).filter((tag) => tag.startsWith('<section')))).toEqual(
      new Set(['<section class="change create" data-kind="mediatypes">']),
    );
  });

  it('hides secrets: those of fields, and those that the program knows', () => {
    registerSecret('p<ss&word-of-the-page');
    const html = page(
      { m: { name: 'm', passwd: 'one', description: 'with p<ss&word-of-the-page' } },
      { m: { name: 'm', passwd: 'two', description: '' } },
    );
    expect(html).not.toMatch(/\bone\b|\btwo\b|of-the-page/u);
    expect(html).toContain('passwd</span>: differs (hidden)');
    expect(html).toContain('with ***');
  });
});
