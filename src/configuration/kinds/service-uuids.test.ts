import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ConfigurationObject } from '../configuration.ts';
import { text } from '../json.ts';
import { isEmpty, makePlan } from '../plan.ts';
import { configurationWith, deepFreeze, objectOf, V60, V70 } from '../testing/builders.ts';
import { kindNamed } from './all-kinds.ts';
import { withOwnUuids } from './service-uuids.ts';

const UUID = '6c3a6944a80847c0bbb6788dbec54a9f';
const LAST = '6c3a6944a80847c0bfffffffffffffff';

function servicesOf(uuids: Readonly<Record<string, string>>): Map<string, ConfigurationObject> {
  return new Map(
    Object.entries(uuids).map(([key, uuid]) => [key, objectOf('services', key, { name: 'A', uuid })]),
  );
}

function uuidsOf(objects: ReadonlyMap<string, ConfigurationObject>): Record<string, string> {
  return Object.fromEntries([...objects].map(([key, { content }]) => [key, text(content.uuid)]));
}

it('the first of several with one uuid keeps it, the others have free ones that follow', () => {
  expect(
    uuidsOf(
      withOwnUuids(
        deepFreeze(
          servicesOf({
            'A [3]': UUID,
            'A [2]': UUID,
            A: UUID,
            other: '6c3a6944a80847c0bbb6788dbec54aa0',
            end: LAST,
            'end [2]': LAST,
          }),
        ),
      ),
    ),
  ).toEqual({
    A: UUID,
    'A [2]': '6c3a6944a80847c0bbb6788dbec54aa1',
    'A [3]': '6c3a6944a80847c0bbb6788dbec54aa2',
    other: '6c3a6944a80847c0bbb6788dbec54aa0',
    end: LAST,
    'end [2]': '6c3a6944a80847c0b000000000000000',
  });
});

it('services that share none stay the same objects, those without one (5.0) too', () => {
  const objects = servicesOf({ A: UUID, 'A [2]': LAST, B: '', C: '' });
  expect(withOwnUuids(objects)).toBe(objects);
});

it('no two have one uuid, and doing it twice changes nothing', () => {
  const uuid = fc.constantFrom(UUID, LAST, '6c3a6944a80847c0bbb6788dbec54aa0');
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D', 'E'), uuid), (uuids) => {
      const once = withOwnUuids(servicesOf(uuids));
      expect(new Set(Object.values(uuidsOf(once))).size).toBe(once.size);
      expect(withOwnUuids(once)).toBe(once);
    }),
  );
});

it.each([V60, V70])(
  'what was restored is equal to what shares a uuid in the backup, and so is the source',
  (version) => {
    const side = (uuids: Record<string, string>) =>
      configurationWith([...servicesOf(uuids).values()], version);
    const options = { kinds: [kindNamed('services')], version, keepItems: false };
    const backup = side({ A: UUID, 'A [2]': UUID });
    const [create, another, ...more] = makePlan(backup, side({}), options).changes;
    expect(more).toEqual([]);
    const restored = configurationWith(
      [create, another].flatMap((change) => change?.desired ?? []),
      version,
    );
    expect(uuidsOf(restored.objects.get('services') ?? new Map())).toEqual({
      A: UUID,
      'A [2]': '6c3a6944a80847c0bbb6788dbec54aa0',
    });
    expect(isEmpty(makePlan(backup, restored, options))).toBe(true);
    expect(isEmpty(makePlan(backup, backup, options))).toBe(true);
  },
);
