import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../configuration/backup/testing/temporary-folder.ts';
import { InputError } from '../../errors.ts';
import { keptBeside } from './kept-beside.ts';

const given = <Value>(value: Value) => ({ value, origin: 'flag' as const, name: '--a-flag' });

it('what a restore leaves lies in the state directory where there is no folder of backups', () => {
  const stateDir = given(join(temporaryFolder(), 'state'));
  expect(keptBeside({ configDir: given(undefined), stateDir })).toBe(
    join(stateDir.value, 'restores', 'backup'),
  );
  expect(existsSync(join(stateDir.value, 'restores'))).toBe(true);
  expect(keptBeside({ configDir: given('/backups/zabbix'), stateDir })).toBe('/backups/zabbix');
});

it('a state directory that cannot be made is named', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const keep = (): string =>
    keptBeside({ configDir: given(undefined), stateDir: given(join(file, 'state')) });
  expect(keep).toThrow(InputError);
  expect(keep).toThrow(`${join(file, 'state', 'restores')} cannot be written`);
});
