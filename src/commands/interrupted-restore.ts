import { findLastRestore } from '../configuration/backup/undo-record.ts';
import { ConciergeError } from '../errors.ts';

/**
 * What is said of a restore that a signal ended after its copy was made. The report names what is finished; what a kind
 * had written when it was cut short is in no report, since its further writes were not made.
 * @param dir the folder beside which the copy is
 * @throws InputError where the record beside the copy cannot be read
 */
export function interruptedRestore(cause: unknown, dir: string, target: string): ConciergeError {
  const { folder } = findLastRestore(dir, target);
  return new ConciergeError('What was being written may be there in part, and is not listed as done', {
    remedy: `Run the same command again: it does what is left and nothing twice; --undo takes it back. The target as it was is in ${folder}.`,
    cause,
  });
}
