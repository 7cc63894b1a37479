import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { Update } from '../plan.ts';
import { deepFreeze, objectOf } from '../testing/builders.ts';
import { inTheWay } from './free-names.ts';

/** A host that has the visible name `before` and is to have `after`. */
function update(key: string, before: string | undefined, after: string | undefined): Update {
  const host = (name: string | undefined): JsonObject => ({
    host: key,
    ...(name === undefined ? {} : { name }),
  });
  return {
    ...{ type: 'update', kind: 'hosts', key, liveKey: key, differences: [] },
    desired: objectOf('hosts', key, host(after)),
    live: objectOf('hosts', key, host(before)),
  };
}

const found = (...updates: Update[]): string[] => inTheWay(deepFreeze(updates)).map(({ key }) => key);

describe('inTheWay', () => {
  it('is one of two that swap their names', () => {
    expect(found(update('a', 'X', 'Y'), update('b', 'Y', 'X'))).toEqual(['b']);
  });

  it('is whoever in a ring comes after the one that wants his name', () => {
    expect(found(update('a', 'X', 'Z'), update('b', 'Y', 'X'), update('c', 'Z', 'Y'))).toEqual(['c']);
    expect(found(update('a', 'X', 'Y'), update('b', 'Y', 'Z'), update('c', 'Z', 'X'))).toEqual(['b', 'c']);
  });

  it('knows that the technical name is the visible one where none is said', () => {
    expect(found(update('a', undefined, 'b'), update('b', undefined, 'other'))).toEqual(['b']);
  });

  it('is nobody where every name is free in its turn', () => {
    expect(found(update('a', 'X', 'Y'), update('b', 'X2', 'X'))).toEqual([]);
    expect(found(update('a', 'X', 'X'), update('b', 'Y', 'Y'))).toEqual([]);
  });
});
