import { describe, expect, it } from 'vitest';
import { closest } from './suggestion.ts';

describe('closest', () => {
  const names = ['backup_config', 'restore_config', 'diff', 'doctor'];

  it.each([
    ['backup_confg', 'backup_config'],
    ['Restore_Config', 'restore_config'],
    ['dif', 'diff'],
    ['idff', 'diff'],
    ['doctro', 'doctor'],
    ['upload', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('%s: %s', (typed, meant) => {
    expect(closest(typed, names)).toBe(meant);
  });
});
