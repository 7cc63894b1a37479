import { expect, it } from 'vitest';
import { shownName } from './shown-name.ts';

it('an object stands on one line for people', () => {
  const key = 'Full\nlast(/web/size)>9\nlast(/web/size)<5';
  expect(shownName({ kind: 'discoveredtriggers', key })).toBe(
    'discoveredtriggers: Full ⏎ last(/web/size)>9 ⏎ last(/web/size)<5',
  );
  expect(shownName({ kind: 'hosts', key: 'web' })).toBe('hosts: web');
});
