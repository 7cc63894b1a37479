import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json.ts';
import type { Plan } from './plan.ts';
import { refuseNul } from './refuse-nul.ts';

function planOf(...contents: JsonObject[]): Plan {
  const changes = contents.map((content) => {
    const key = String(content.name);
    return {
      type: 'create' as const,
      kind: 'hostgroups',
      key,
      desired: { kind: 'hostgroups', key, content },
    };
  });
  return {
    changes,
    deletes: [],
    liveCounts: new Map(),
    unchanged: 0,
    formerKeys: new Map(),
    notCompared: [],
    leftAlone: [],
  };
}

describe('refuseNul', () => {
  it.each<[JsonObject]>([
    [{ name: 'a\0b' }],
    [{ name: 'a', macros: [{ value: '\0' }] }],
    [{ name: 'a', '\0': 1 }],
  ])('refuses a text that Zabbix would cut off: %j', (content) => {
    expect(() => refuseNul(planOf({ name: 'other' }, content))).toThrow(
      expect.objectContaining({
        exitCode: 2,
        why: expect.stringMatching(/^it stands in hostgroups: a(\\u0000b)?$/u),
      }),
    );
  });

  it('says how many there are', () => {
    expect(() => refuseNul(planOf({ name: '\0' }, { name: 'b\0' }, { name: 'c\0' }))).toThrow(
      expect.objectContaining({ why: expect.stringContaining('and in 2 more') }),
    );
  });

  it('takes every other text', () => {
    expect(() =>
      refuseNul(planOf({ name: '\\u0000', text: '\u0001\n0', list: [null, 0, true] })),
    ).not.toThrow();
  });
});
