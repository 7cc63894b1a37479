import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPaint } from '../terminal/paint.ts';
import type { ConfigurationObject } from './configuration.ts';
import type { JsonObject } from './json.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { makePlan, type Plan } from './plan.ts';
import { planDocument } from './plan-document.ts';
import { renderDeletes, renderLosses } from './render-deletions.ts';
import { renderNotCompared, renderPlan, renderSummary } from './render-plan.ts';
import { anyValueWithSecrets, type WithSecrets } from './testing/any-secrets.ts';
import { configurationWith, objectOf, V50 } from './testing/builders.ts';

const PLAIN = createPaint(false);

function planOf(
  desired: readonly ConfigurationObject[],
  live: readonly ConfigurationObject[],
  keepItems = false,
): Plan {
  const names = [...new Set([...desired, ...live].map(({ kind }) => kind))];
  return makePlan(configurationWith(desired, V50), configurationWith(live, V50), {
    kinds: names.map(kindNamed),
    version: V50,
    keepItems,
  });
}

function host(content: JsonObject, key = 'web'): ConfigurationObject {
  return objectOf('hosts', key, { host: key, ...content });
}

/** What is printed for one host that differs, without its heading and the line of sums. */
function rendered(desired: JsonObject, live: JsonObject): string[] {
  const lines = renderPlan(planOf([host(desired)], [host(live)]), [], PLAIN).split('\n');
  expect(lines[0]).toBe('~ hosts: web');
  return lines.slice(1, lines.indexOf('0 to create, 1 to update, 0 unchanged.'));
}

describe('renderPlan', () => {
  it('says that there is nothing to do', () => {
    expect(renderPlan(planOf([host({})], [host({})]), [], PLAIN)).toBe(
      '0 to create, 0 to update, 1 unchanged.',
    );
  });

  it('shows what is created, updated and renamed, object by object', () => {
    const plan = planOf(
      [host({}, 'new'), host({ description: 'b' }), host({ name: 'Visible' }, 'right')],
      [host({ description: 'a' }), host({ name: 'Visible' }, 'wrong')],
    );
    expect(renderPlan(plan, [], PLAIN)).toBe(
      [
        '+ hosts: new',
        '~ hosts: web',
        '    description: a → b',
        '~ hosts: right (now wrong)',
        '    host: wrong → right',
        '1 to create, 1 to update, 1 to rename, 0 unchanged.',
      ].join('\n'),
    );
  });

  it('says what cannot be done, and why', () => {
    const plan = planOf([host({}, 'new'), host({ description: 'b' })], [host({})]);
    const skipped = [
      { kind: 'hosts', key: 'new', reason: 'it needs the proxy "p", which is not on the target' },
      { kind: 'hosts', key: 'web', reason: 'it needs the proxy "q", which is not on the target' },
      { kind: 'templates', key: 'web', reason: 'of another kind' },
    ];
    expect(renderPlan(plan, skipped, PLAIN)).toBe(
      [
        '+ hosts: new',
        '    cannot be done: it needs the proxy "p", which is not on the target',
        '~ hosts: web',
        '    cannot be done: it needs the proxy "q", which is not on the target',
        '    description: (default) → b',
        '1 to create, 1 to update, 0 unchanged, 3 of these cannot be done.',
      ].join('\n'),
    );
  });

  it('leads to the place of a difference', () => {
    expect(
      rendered(
        {
          status: 'DISABLED',
          items: [{ key: 'a', delay: '1m', triggers: [{ name: 't', expression: 'e', priority: 'HIGH' }] }],
        },
        { description: 'x', items: [{ key: 'a', delay: '', triggers: [{ name: 't', expression: 'e' }] }] },
      ),
    ).toEqual([
      '    status: (default) → DISABLED',
      '    items[a] delay: (empty) → 1m',
      '    items[a] triggers[t] priority: (default) → HIGH',
      '    description: x → (default)',
    ]);
  });

  it('shows names as they are, whatever looks like a place in them', () => {
    const graphs = (width: string): JsonObject => ({ graphs: [{ name: 'Load [1m] [', width }] });
    expect(rendered(graphs('9'), graphs('8'))).toEqual(['    graphs[Load [1m] [] width: 8 → 9']);
  });

  it('names elements that are on one side only', () => {
    expect(
      rendered(
        {
          items: [{ key: 'k', name: 'New item' }],
          tags: [{ tag: 'a', value: 'b' }],
          templates: [{ name: 'T' }],
        },
        { macros: [{ macro: '{$A}', value: '1' }], interfaces: [{ interface_ref: 'if1' }] },
      ),
    ).toEqual([
      '    items[k]: missing on the target (New item)',
      '    tags[a: b]: missing on the target (a)',
      '    templates[T]: missing on the target (T)',
      '    macros[{$A}]: only on the target ({$A})',
      '    interfaces[if1]: only on the target',
    ]);
  });

  it('shows long texts as lines, with line ends that cannot be seen', () => {
    const script = (third: string): string => ['one', 'two', third, 'four', 'five', 'six'].join('\n');
    expect(rendered({ description: script('3') }, { description: script('three') })).toEqual([
      '    description:',
      '       one',
      '       two',
      '      -three',
      '      +3',
      '       four',
      '       five',
    ]);
    expect(rendered({ description: 'a\nb' }, { description: 'a\r\nb' })).toEqual([
      '    description:',
      '      -a␍',
      '      +a',
      '       b',
    ]);
    const long = 'x'.repeat(60);
    expect(rendered({ description: long }, { description: `${long}y` })).toEqual([
      '    description:',
      `      -${long}y`,
      `      +${long}`,
    ]);
    const fits = 'x'.repeat(60);
    expect(rendered({ description: fits }, { description: `${fits.slice(1)}y` })).toEqual([
      `    description: ${fits.slice(1)}y → ${fits}`,
    ]);
  });

  it('says in words what no document holds', () => {
    const live = objectOf(
      'hosts',
      'web',
      { host: 'web' },
      { exact: { own: [{ line_ends: { notes: 'LF' } }] } },
    );
    const plan = planOf([host({})], [live]);
    expect(renderPlan(plan, [], PLAIN).split('\n')[1]).toBe(
      '    line ends and the like that no document holds: only on the target',
    );
  });

  it('shows other values as JSON', () => {
    expect(rendered({ flag: true, inventory: null }, { flag: 1 })).toEqual([
      '    flag: 1 → true',
      '    inventory: (default) → null',
    ]);
    expect(rendered({ proxy: { name: 'p' } }, {})).toEqual([
      '    proxy:',
      '      -(default)',
      '      +{',
      '      +  "name": "p"',
      '      +}',
    ]);
  });

  it('shows no private key, whatever the field is', () => {
    const key = (body: string): string => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
    expect(rendered({ notes: key('AAAA') }, { notes: key('BBBB') })).toEqual(['    notes: differs (hidden)']);
    expect(rendered({ notes: 'by hand' }, { notes: key('BBBB') })).toEqual(['    notes: (hidden) → by hand']);
  });

  it('says that a secret differs, and no more', () => {
    expect(
      rendered(
        { ipmi_password: 'a', tls_psk: 'b', macros: [{ macro: '{$A}', type: 'SECRET_TEXT', value: 'c' }] },
        { ipmi_password: 'd', macros: [{ macro: '{$A}', type: 'SECRET_TEXT', value: 'e' }] },
      ),
    ).toEqual([
      '    ipmi_password: differs (hidden)',
      '    tls_psk: differs (hidden)',
      '    macros[{$A}] value: differs (hidden)',
    ]);
    expect(rendered({ proxy: { password: 'a' } }, {})).toContain('      +  "password": "(hidden)"');
  });

  it('colours by what would be done', () => {
    const paint = createPaint(true);
    const plan = planOf([host({}, 'new'), host({ description: 'b' })], [host({ description: 'a' })]);
    expect(renderPlan(plan, [{ kind: 'hosts', key: 'new', reason: 'r' }], paint).split('\n')).toEqual([
      paint.green('+ hosts: new'),
      paint.yellow('    cannot be done: r'),
      paint.yellow('~ hosts: web'),
      `    description: ${paint.red('a')} → ${paint.green('b')}`,
      '1 to create, 1 to update, 0 unchanged, 1 of these cannot be done.',
    ]);
  });
});

describe('actions', () => {
  it('are shown by what they do, not as JSON', () => {
    const action = (values: string[], password: string): ConfigurationObject =>
      objectOf('trigger_actions', 'a', {
        name: 'a',
        filter: { conditions: values.map((value) => ({ conditiontype: '1', operator: '0', value })) },
        operations: [{ operationtype: '1', opcommand: { type: '2', username: 'u', password } }],
      });
    const text = renderPlan(
      planOf([action(['web', 'db'], 'hush')], [action(['web', 'old'], 'hash')]),
      [],
      PLAIN,
    );
    expect(text.split('\n')).toEqual([
      '~ trigger_actions: a',
      '    filter conditions: missing on the target: Host equals "db"',
      '    filter conditions: only on the target: Host equals "old"',
      '    operations: missing on the target: Remote command type "2" username "u" password "(hidden)"',
      '    operations: only on the target: Remote command type "2" username "u" password "(hidden)"',
      '0 to create, 1 to update, 0 unchanged.',
    ]);
  });
});

describe('renderLosses', () => {
  const items = (count: number): JsonObject => ({
    items: Array.from({ length: count }, (_, index) => ({ key: `k${index}` })),
  });

  it('says nothing where nothing is lost', () => {
    expect(renderLosses(planOf([host({ name: 'a' })], [host({})]))).toEqual([]);
  });

  it('counts what goes, and names the first of it', () => {
    const live = { ...items(4), discovery_rules: [{ key: 'r' }], templates: [{ name: 'T' }] };
    const plan = planOf([host({}), host({}, 'db')], [host(live), host(items(1), 'db')]);
    expect(renderLosses(plan)).toEqual([
      'Deleted for good, with all history that hangs on it on every host: 5 items, 1 discovery rule, 1 template link (--keep-items leaves what is not a link or a macro).',
      '  hosts: web: k0, k1, k2, k3, discovery rule r and 1 more',
      '  hosts: db: k0',
    ]);
    expect(renderSummary(plan, []).split('\n').slice(1)).toEqual(renderLosses(plan));
  });
});

describe('what goes from a list that nobody knows', () => {
  it('is counted with what takes history along, and is not said to be kept', () => {
    const live = { items: [{ key: 'k' }], gadgets: [{ name: 'g' }, { name: 'h' }] };
    expect(renderLosses(planOf([host({})], [host(live)]))).toEqual([
      'Deleted for good, with all history that hangs on it on every host: 1 item, 2 unknown elements (--keep-items leaves what is not a link, a macro or unknown).',
      '  hosts: web: k, unknown element in gadgets, unknown element in gadgets',
    ]);
  });
});

describe('what goes without history', () => {
  it('is counted and named apart', () => {
    const live = { items: [{ key: 'k' }], graphs: [{ name: 'g' }], macros: [{ macro: '{$M}', value: 'v' }] };
    expect(renderLosses(planOf([host({})], [host(live)]))).toEqual([
      'Deleted for good, with all history that hangs on it on every host: 1 item (--keep-items leaves what is not a link or a macro).',
      '  hosts: web: k',
      'Deleted inside what stays, without a loss of history: 1 graph, 1 macro (--keep-items leaves what is not a link or a macro).',
      '  hosts: web: graph g, macro {$M}',
    ]);
  });
});

describe('renderDeletes', () => {
  const group = (key: string): ConfigurationObject => objectOf('hostgroups', key, { name: key });
  const prune = (live: readonly ConfigurationObject[]): Plan =>
    makePlan(configurationWith([], V50), configurationWith(live, V50), {
      kinds: ['hostgroups', 'hosts'].map(kindNamed),
      version: V50,
      keepItems: false,
      prunes: () => true,
    });

  it('names the first of each kind that goes, and what goes with hosts', () => {
    const plan = prune([group('g'), ...Array.from({ length: 7 }, (_, index) => host({}, `h${index}`))]);
    expect(renderSummary(plan, []).split('\n')).toEqual([
      '0 to create, 0 to update, 8 to delete, 0 unchanged.',
      'Deleted, since the backup does not have them (hosts with their items and all history): 8',
      '  hostgroups: g',
      '  hosts: h0, h1, h2, h3, h4 and 2 more',
    ]);
    expect(renderPlan(plan, [], PLAIN).split('\n').slice(-2)).toEqual([
      '0 to create, 0 to update, 8 to delete, 0 unchanged.',
      'Deleted, since the backup does not have them (hosts with their items and all history): 8',
    ]);
  });

  it('says nothing of items where none go, and nothing where nothing goes', () => {
    expect(renderDeletes(prune([group('g')]))).toEqual([
      'Deleted, since the backup does not have it: 1',
      '  hostgroups: g',
    ]);
    expect(renderDeletes(prune([]))).toEqual([]);
  });
});

describe('renderNotCompared', () => {
  it('names the values of secret macros that a person put into the backup', () => {
    const macro = { macro: '{$A}', type: 'SECRET_TEXT' };
    const plan = planOf([host({ macros: [{ ...macro, value: 'hush' }] })], [host({ macros: [macro] })]);
    expect(renderNotCompared(plan)).toEqual([
      'Cannot be compared, since no API gives them back: 1 secret value that the backup holds (restore_config --set-secrets sets them).',
      '  hosts: web: {$A}',
    ]);
    expect(renderSummary(plan, []).split('\n').slice(1)).toEqual(renderNotCompared(plan));
    expect(planDocument(plan, []).not_compared).toEqual([{ kind: 'hosts', key: 'web', macro: '{$A}' }]);
    expect(renderNotCompared(planOf([host({ macros: [macro] })], [host({ macros: [macro] })]))).toEqual([]);
  });
});

describe('secrets', () => {
  const KINDS = ['hosts', 'templates', 'mediatypes', 'proxies', 'trigger_actions'] as const;
  const anyObject = fc
    .record({
      kind: fc.constantFrom(...KINDS),
      values: fc.array(anyValueWithSecrets, { minLength: 1, maxLength: 2 }),
      supplement: fc.option(anyValueWithSecrets, { nil: undefined }),
    })
    .map(({ kind, values, supplement }) => {
      const fields = values.map(({ value }, index) => [`field${index}`, value] as const);
      // The first of them at the top as well, where lists are compared by their names; a macro is never alone there.
      const [top] = values.map(({ value }) => value as JsonObject).filter(({ macro }) => macro === undefined);
      const content = { ...Object.fromEntries(fields), ...top };
      return {
        object: objectOf(kind, 'A', content, supplement && { inner: supplement.value }),
        secrets: [...values, ...(supplement ? [supplement] : [])].flatMap((entry: WithSecrets) => [
          ...entry.secrets,
        ]),
      };
    });

  it('are in no form of a plan, whatever differs', () => {
    fc.assert(
      fc.property(
        fc.array(anyObject, { minLength: 1, maxLength: 3 }),
        fc.array(anyObject, { maxLength: 3 }),
        fc.boolean(),
        (desired, live, colours) => {
          const plan = planOf(
            desired.map(({ object }) => object),
            live.map(({ object }) => object),
          );
          const shown = [
            renderPlan(plan, [], createPaint(colours)),
            JSON.stringify(planDocument(plan, [])),
          ].join('\n');
          for (const secret of [...desired, ...live].flatMap(({ secrets }) => secrets)) {
            expect(shown).not.toContain(secret);
          }
        },
      ),
    );
  });
});
