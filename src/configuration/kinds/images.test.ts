import { expect, it } from 'vitest';
import { makePlan } from '../plan.ts';
import { configurationOf, V70 } from '../testing/builders.ts';
import { kindsInOrder } from './all-kinds.ts';

it('an image of the other type is left alone and named; its content is still written', () => {
  const side = (imagetype: string, image: string) =>
    configurationOf({ images: { Floor: { name: 'Floor', imagetype, image } } });
  const options = { kinds: kindsInOrder(V70), version: V70, keepItems: false };
  const typeOnly = makePlan(side('2', 'A'), side('1', 'A'), options);
  expect(typeOnly.changes).toEqual([]);
  expect(typeOnly.leftAlone).toEqual([
    { kind: 'images', key: 'Floor', needs: expect.stringContaining('imagetype left as on the target') },
  ]);
  const both = makePlan(side('2', 'B'), side('1', 'A'), options);
  expect(both.changes).toMatchObject([{ type: 'update', differences: [{ path: ['image'] }] }]);
});
