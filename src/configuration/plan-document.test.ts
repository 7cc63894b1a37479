import { describe, expect, it } from 'vitest';
import { kindNamed } from './kinds/all-kinds.ts';
import { makePlan } from './plan.ts';
import { planDocument } from './plan-document.ts';
import { configurationOf, V70 } from './testing/builders.ts';

describe('planDocument', () => {
  it('is the plan with its sums, its losses and what cannot be done', () => {
    const desired = configurationOf({
      hosts: {
        new: { host: 'new' },
        right: { host: 'right', name: 'Visible', ipmi_password: 'a' },
        same: { host: 'same' },
        web: { host: 'web', macros: [{ macro: '{$A}', type: 'SECRET_TEXT', value: 'hush' }] },
      },
    });
    const live = configurationOf({
      hosts: {
        same: { host: 'same' },
        web: {
          host: 'web',
          description: 'x',
          items: [{ key: 'k' }],
          discovery_rules: [{ key: 'r' }],
          templates: [{ name: 'T' }],
          macros: [{ macro: '{$A}', type: 'SECRET_TEXT' }],
        },
        wrong: { host: 'wrong', name: 'Visible', ipmi_password: 'b' },
      },
    });
    const plan = makePlan(desired, live, {
      kinds: [kindNamed('hosts')],
      version: V70,
      keepItems: false,
      setSecrets: true,
    });
    expect(planDocument(plan, [{ kind: 'hosts', key: 'new', reason: 'because' }])).toStrictEqual({
      summary: { create: 1, update: 2, delete: 0, unchanged: 1, skipped: 1 },
      changes: [
        { type: 'create', kind: 'hosts', key: 'new', skipped: 'because' },
        {
          type: 'update',
          kind: 'hosts',
          key: 'right',
          renamed_from: 'wrong',
          differences: [
            { path: ['host'], live: 'wrong', desired: 'right' },
            { path: ['ipmi_password'], live: '(hidden)', desired: '(hidden)' },
          ],
        },
        {
          type: 'update',
          kind: 'hosts',
          key: 'web',
          differences: [
            { path: ['macros', '[{$A}]', 'value'], desired: '(hidden)' },
            { path: ['description'], live: 'x' },
            { path: ['items', '[k]'], live: { key: 'k' } },
            { path: ['discovery_rules', '[r]'], live: { key: 'r' } },
            { path: ['templates', '[T]'], live: { name: 'T' } },
          ],
        },
      ],
      deletes: [
        { kind: 'hosts', key: 'web', what: 'item', name: 'k', history: true },
        { kind: 'hosts', key: 'web', what: 'discovery rule', name: 'r', history: true },
        { kind: 'hosts', key: 'web', what: 'template link', name: 'T', history: true },
      ],
      left_alone: [],
      not_compared: [],
    });
  });

  it('is JSON: what it says is there when it is written and read', () => {
    const plan = makePlan(
      configurationOf({ hosts: { A: { host: 'A', x: 'ü' } } }),
      configurationOf({ hosts: { A: { host: 'A' } } }),
      {
        kinds: [kindNamed('hosts')],
        version: V70,
        keepItems: false,
      },
    );
    const document = planDocument(plan, []);
    expect(JSON.parse(JSON.stringify(document))).toStrictEqual(document);
  });
});
