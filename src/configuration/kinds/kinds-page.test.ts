import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { V50, V60, V70 } from '../testing/builders.ts';
import { BACKED_UP, notReached } from './all-kinds.ts';
import { kindsPage } from './kinds-page.ts';

const PAGE = new URL('../../../docs/kinds.md', import.meta.url);

describe('docs/kinds.md', () => {
  it('is what the descriptors say: else run npm run kinds', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(kindsPage());
  });

  it('has a row for every kind', () => {
    for (const { name } of BACKED_UP) expect(kindsPage()).toContain(`\n| \`${name}\` |`);
  });

  it('says what a version does not have, and what its API does not reach', () => {
    expect(kindsPage()).toMatch(/\n\| `connectors` \| connector \| – \| – \| yes \|/u);
    expect(kindsPage()).toMatch(
      /\n\| `settings` \| settings \| no API \| yes \| yes \| `settings\.update` \|/u,
    );
  });
});

describe('notReached', () => {
  it('names what 5.0 has and does not give over its API', () => {
    expect(notReached(V50)).toEqual(expect.arrayContaining(['settings', 'housekeeping', 'authentication']));
    expect(notReached(V60)).toEqual([]);
    expect(notReached(V70)).toEqual([]);
  });
});
