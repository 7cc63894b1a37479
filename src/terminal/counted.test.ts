import { expect, it } from 'vitest';
import { counted } from './counted.ts';

it('says one thing of one, and the plural of none and several', () => {
  expect([0, 1, 2].map((count) => counted(count, 'file'))).toEqual(['0 files', '1 file', '2 files']);
  expect([1, 3].map((count) => counted(count, 'proxy', 'proxies'))).toEqual(['1 proxy', '3 proxies']);
});
