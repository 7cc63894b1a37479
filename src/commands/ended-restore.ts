import { reportDocument } from '../configuration/render-report.ts';
import type { Report } from '../configuration/report.ts';
import { ConciergeError } from '../errors.ts';

/**
 * What is said of a restore that ended before it was done, after its copy was made: besides what ended it, where the copy
 * is, how to go on, and for programs what was done until then.
 * @param copy the folder with the target as it was
 * @param interrupted a signal ended it. What its kind had written when it was cut short is in no report, since its
 *   further writes were not made.
 * @returns what is to be thrown: the cause itself where that is a defect, or says as much already
 */
export function endedRestore(cause: unknown, copy: string, report: Report, interrupted: boolean): unknown {
  const goOn = `Run the same command again: it does what is left and nothing twice; --undo takes it back. The target as it was is in ${copy}.`;
  const result = { ...reportDocument(report), before: copy };
  if (interrupted) {
    return new ConciergeError('What was being written may be there in part, and is not listed as done', {
      remedy: goOn,
      result,
      cause,
    });
  }
  if (!(cause instanceof ConciergeError)) return cause;
  const { message, exitCode, why, remedy } = cause;
  const saysAsMuch = remedy?.includes(copy) === true;
  return new ConciergeError(message, {
    exitCode,
    ...(why !== undefined && { why }),
    remedy: saysAsMuch ? remedy : [...(remedy === undefined ? [] : [remedy]), goOn].join('\n'),
    result,
    cause,
  });
}
