import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createParts } from './create-parts.ts';

const objectOf = (characters: number) => ({ desired: { content: { image: 'x'.repeat(characters) } } });
const sizesOf = (parts: ReturnType<typeof objectOf>[][]): number[] =>
  parts.map((part) => part.reduce((sum, { desired }) => sum + JSON.stringify(desired.content).length, 0));

it('puts 50 small objects into a call', () => {
  const items = Array.from({ length: 120 }, () => objectOf(10));
  expect(createParts(items).map(({ length }) => length)).toEqual([50, 50, 20]);
  expect(createParts([])).toEqual([]);
});

it('puts each object into a call of its own where they must not meet', () => {
  const items = Array.from({ length: 3 }, () => objectOf(10));
  expect(createParts(items, true)).toEqual(items.map((item) => [item]));
});

it('puts no more than 3 MB into a call, save one object that is larger by itself', () => {
  const items = [1_000_000, 1_400_000, 1_000_000, 5_000_000, 10].map(objectOf);
  expect(createParts(items).map(({ length }) => length)).toEqual([2, 1, 1, 1]);
});

it('leaves nothing out and changes no order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2_000_000 }), { maxLength: 60 }), (sizes) => {
      const items = sizes.map(objectOf);
      const parts = createParts(items);
      expect(parts.flat()).toEqual(items);
      parts.forEach((part, index) => {
        expect(part.length).toBeLessThanOrEqual(50);
        if (part.length > 1) expect(sizesOf(parts)[index]).toBeLessThanOrEqual(3_000_000);
      });
    }),
    { numRuns: 20 },
  );
});
