import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dependencyOrder } from './order.ts';

describe('order of dependencies', () => {
  it('puts what is needed first and keeps circles together', () => {
    const needs: Record<string, string[]> = { a: ['b', 'x'], b: ['c'], c: ['b'], d: [] };
    const groups = dependencyOrder(['a', 'b', 'c', 'd'], (member) => needs[member] ?? []);
    expect(groups.map((group) => group.toSorted())).toEqual([['b', 'c'], ['a'], ['d']]);
  });

  it('holds every member once, after all that it needs', () => {
    const graph = fc.array(fc.array(fc.nat(11), { maxLength: 4 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(graph, (edges) => {
        const members = edges.map((_, index) => String(index));
        const needs = (member: string): string[] => (edges[Number(member)] ?? []).map(String);
        const groups = dependencyOrder(members, needs);
        expect(groups.flat().toSorted()).toEqual(members.toSorted());
        const place = new Map(groups.flatMap((group, at) => group.map((member) => [member, at] as const)));
        for (const member of members) {
          for (const need of needs(member)) {
            if (place.has(need)) expect(place.get(need)).toBeLessThanOrEqual(place.get(member) as number);
          }
        }
      }),
    );
  });

  it('does not run out of stack on a long chain', () => {
    const members = Array.from({ length: 20_000 }, (_, index) => String(index));
    expect(dependencyOrder(members, (member) => [String(Number(member) + 1)])).toHaveLength(20_000);
  });
});
