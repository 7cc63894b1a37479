import { describe, expect, it } from 'vitest';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import { V50, V70 } from '../testing/builders.ts';
import { kindsThatName } from './affected.ts';

const naming = (version: typeof V70, ...changed: string[]): string[] =>
  kindsThatName(new Set(changed), kindsInOrder(version), version).map(({ name }) => name);

describe('kindsThatName', () => {
  it('finds those that name the objects', () => {
    expect(naming(V70, 'proxies')).toContain('hosts');
    expect(naming(V70, 'proxies')).not.toContain('templates');
    expect(naming(V70, 'correlations')).toEqual([]);
  });

  it('finds those that name what stands in them: items, checks', () => {
    expect(naming(V70, 'hosts')).toEqual(expect.arrayContaining(['dashboards', 'maps']));
    expect(naming(V50, 'templates')).toContain('screens');
    expect(naming(V70, 'drules')).toContain('discovery_actions');
  });

  it('finds those that name one of several kinds', () => {
    expect(naming(V70, 'internal_actions')).toContain('dashboards');
  });
});
