import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RefusedError } from '../../errors.ts';
import { EVERYTHING, selectionOf } from '../selection.ts';
import { refuseLesser } from './refuse-lesser.ts';
import { sampleConfiguration, WRITE_OPTIONS } from './testing/sample-data.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeBackup } from './write-backup.ts';

const HOSTS = [{ kind: 'hosts' }];
const WHOLE = { selection: EVERYTHING, partial: false };
const PARTIAL = { selection: EVERYTHING, partial: true };
const SELECTION = { selection: selectionOf(HOSTS, []), partial: false };
const PART_OF_SELECTION = { ...SELECTION, partial: true };

it.each([
  ['a whole one', {}, WHOLE, undefined],
  ['a whole one', {}, PARTIAL, 'A partial backup would replace one that is not partial in '],
  ['a whole one', {}, SELECTION, 'A backup of a selection would replace the whole one in '],
  ['a partial one', { partial: true }, WHOLE, undefined],
  ['a partial one', { partial: true }, PARTIAL, undefined],
  ['a selection', { only: HOSTS }, SELECTION, undefined],
  [
    'a selection',
    { only: HOSTS },
    PART_OF_SELECTION,
    'A partial backup would replace one that is not partial in ',
  ],
])('in place of %s %o: %o', async (_, present, next, message) => {
  const dir = join(temporaryFolder(), 'backup');
  await writeBackup(sampleConfiguration(), dir, { ...WRITE_OPTIONS, ...present });
  const refuse = (): void => refuseLesser(dir, next);
  if (message === undefined) return expect(refuse).not.toThrow();
  expect(refuse).toThrow(RefusedError);
  expect(refuse).toThrow(`${message}${dir}`);
});

it('nothing is refused where there is no backup yet', () => {
  expect(() => refuseLesser(join(temporaryFolder(), 'backup'), PARTIAL)).not.toThrow();
});
