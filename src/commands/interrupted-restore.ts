import { ConciergeError } from '../errors.ts';

/**
 * What is said of a restore that a signal ended after its copy was made. The report names what is finished; what a kind
 * had written when it was cut short is in no report, since its further writes were not made.
 * @param copy the folder with the target as it was
 */
export function interruptedRestore(cause: unknown, copy: string): ConciergeError {
  return new ConciergeError('What was being written may be there in part, and is not listed as done', {
    remedy: `Run the same command again: it does what is left and nothing twice; --undo takes it back. The target as it was is in ${copy}.`,
    cause,
  });
}
