import { expect, it } from 'vitest';
import { renderCounts } from './render-counts.ts';

it('names the kinds that have objects each, and those that have none together', () => {
  expect(renderCounts({ hosts: 2, proxies: 0, templates: 354, mfas: 0 })).toEqual([
    '  hosts: 2',
    '  templates: 354',
    '  none: proxies, mfas',
  ]);
  expect(renderCounts({ hosts: 2 })).toEqual(['  hosts: 2']);
  expect(renderCounts({})).toEqual([]);
});
