import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepUndo } from '../configuration/backup/undo-record.ts';
import { interruptedRestore } from './interrupted-restore.ts';

it('says where the copy is, and that the same command goes on', () => {
  const parent = mkdtempSync(join(tmpdir(), 'interrupted-'));
  const copy = join(parent, 'pre-restore-20261130T050000Z');
  mkdirSync(copy);
  keepUndo(copy, { target: 'http://zabbix', finished: false, created: [] });
  const { message, remedy } = interruptedRestore(new Error('cut'), join(parent, 'backup'), 'http://zabbix');
  expect(message).toContain('may be there in part');
  expect(remedy).toBe(
    `Run the same command again: it does what is left and nothing twice; --undo takes it back. The target as it was is in ${copy}.`,
  );
});
