import { describe, expect, it } from 'vitest';
import { type JsonObject, objectsIn } from '../../json.ts';
import type { Draft, DraftObject } from '../draft.ts';
import { inheritedObjects } from './inherited.ts';

const RULES = [
  { key: 'kept', lifetime: '30d', enabled_lifetime_type: 'DISABLE_NEVER' },
  { key: 'week', enabled_lifetime_type: 'DISABLE_NEVER' },
  { key: 'at once', lifetime: '0', lifetime_type: 'DELETE_IMMEDIATELY' },
];
const ITEMS = [
  { key: 'sum', type: 'CALCULATED' },
  { key: 'shell', type: 'SSH' },
  { key: 'web', type: 'HTTP_AGENT' },
  { key: 'js', type: 'SCRIPT' },
];

/** A host that is linked to a template that is linked to another, which has it all. */
function converted(section: JsonObject, middle: JsonObject = {}) {
  const base = { template: 'base', items: ITEMS, discovery_rules: RULES };
  const draft: Draft = {
    objects: new Map<string, Map<string, DraftObject>>([
      [
        'templates',
        new Map([
          ['base', { content: base }],
          [
            'middle',
            {
              content: { template: 'middle', templates: [{ name: 'base' }] },
              supplement: { inherited: middle },
            },
          ],
        ]),
      ],
      [
        'hosts',
        new Map([
          [
            'web-1',
            {
              content: { host: 'web-1', templates: [{ name: 'middle' }] },
              supplement: { tls_connect: '1', inherited: section },
            },
          ],
        ]),
      ],
    ]),
    notRecorded: new Map(),
    losses: [],
  };
  const before = structuredClone(section);
  inheritedObjects.convert(draft);
  // The backup itself stays as it was read.
  expect(section).toEqual(before);
  const supplement = draft.objects.get('hosts')?.get('web-1')?.supplement;
  expect(supplement?.tls_connect).toBe('1');
  return { section: supplement?.inherited as JsonObject, losses: draft.losses };
}

function rule(fields: JsonObject, middle: JsonObject = {}): JsonObject | undefined {
  return objectsIn(converted({ discovery_rules: [fields] }, middle).section.discovery_rules)[0];
}

describe('the lifetime of an inherited discovery rule', () => {
  it('of nothing deletes at once, which is a type of its own', () => {
    expect(rule({ key: 'kept', lifetime: '0' })).toEqual({
      key: 'kept',
      lifetime_type: '2',
      lifetime: '0',
      enabled_lifetime_type: '2',
    });
  });

  it('of some days, where the template deletes at once, says that too', () => {
    expect(rule({ key: 'at once', lifetime: '8d' })).toEqual({
      key: 'at once',
      lifetime_type: '0',
      lifetime: '8d',
      enabled_lifetime_type: '1',
    });
  });

  it('names nothing else where only the time differs', () => {
    expect(rule({ key: 'kept', lifetime: '8d' })).toEqual({ key: 'kept', lifetime: '8d' });
    expect(rule({ key: 'week', lifetime: '30d', status: '1' })).toEqual({
      key: 'week',
      lifetime: '30d',
      status: '1',
    });
  });

  it('goes by what the template in between changes', () => {
    const middle = { discovery_rules: [{ key: 'kept', lifetime: '0d' }] };
    expect(rule({ key: 'kept', lifetime: '8d' }, middle)).toEqual({
      key: 'kept',
      lifetime_type: '0',
      lifetime: '8d',
      enabled_lifetime_type: '1',
    });
  });

  it('is no change where both only wrote nothing in another way', () => {
    expect(converted({ discovery_rules: [{ key: 'at once', lifetime: '0s' }] }).section).toEqual({});
  });
});

describe('backslashes of inherited objects', () => {
  const written = (slashes: string): string => `find(/{HOST.HOST}/log,,"regexp","a${slashes}d")=1`;

  it('are written twice in expressions, of what triggers depend on too', () => {
    const trigger = { name: 'T', expression: written('\\'), priority: '5' };
    const depending = { ...trigger, dependencies: [{ name: 'U', expression: written('\\') }] };
    for (const list of ['triggers', 'trigger_prototypes']) {
      expect(converted({ [list]: [depending] }).section[list]).toEqual([
        {
          ...{ name: 'T', expression: written('\\\\'), priority: '5' },
          dependencies: [{ name: 'U', expression: written('\\\\') }],
        },
      ]);
    }
  });

  it('are written twice in formulas, and nowhere else in an item', () => {
    const formula = String.raw`count(/a/b,1h,"regexp","\d")`;
    const items = [
      { key: 'shell', params: formula },
      { key: 'sum', params: formula },
    ];
    expect(converted({ items }).section.items).toEqual([
      { key: 'shell', params: formula },
      { key: 'sum', params: String.raw`count(/a/b,1h,"regexp","\\d")` },
    ]);
  });
});

describe('what the API of 7.0 lets only the template change', () => {
  it('is a loss that is named, and the rest of the item comes along', () => {
    const { section, losses } = converted({
      items: [
        { key: 'js', params: 'return 1' },
        { key: 'web', username: 'u', password: 'p', status: '1' },
        { key: 'shell', username: 'u' },
      ],
    });
    expect(section.items).toEqual([
      { key: 'web', status: '1' },
      { key: 'shell', username: 'u' },
    ]);
    expect(losses).toEqual([
      {
        kind: 'hosts',
        key: 'web-1',
        what: 'params of its inherited item "js", which 7.0 lets only the template change',
      },
      {
        kind: 'hosts',
        key: 'web-1',
        what: 'username, password of its inherited item "web", which 7.0 lets only the template change',
      },
    ]);
  });
});
