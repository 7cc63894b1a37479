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
    ['restore', 'restore_config'],
    ['doc', 'doctor'],
    ['do', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('%s: %s', (typed, meant) => {
    expect(closest(typed, names)).toBe(meant);
  });

  it('of what begins like several is none', () => {
    expect(closest('sca', ['scale_up', 'scale_down', 'list'])).toBeUndefined();
  });

  it('of options takes no dashes for letters', () => {
    expect(closest('--conf', ['--config-dir', '--json'])).toBe('--config-dir');
    expect(closest('--c', ['--config-dir', '--json'])).toBeUndefined();
  });
});
