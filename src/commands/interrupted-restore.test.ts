import { expect, it } from 'vitest';
import { interruptedRestore } from './interrupted-restore.ts';

it('says where the copy is, and that the same command goes on', () => {
  const { message, remedy } = interruptedRestore(new Error('cut'), '/backups/pre-restore-20261130T050000Z');
  expect(message).toContain('may be there in part');
  expect(remedy).toBe(
    'Run the same command again: it does what is left and nothing twice; --undo takes it back. The target as it was is in /backups/pre-restore-20261130T050000Z.',
  );
});
