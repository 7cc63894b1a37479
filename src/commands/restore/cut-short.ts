import { reportDocument } from '../../configuration/render-report.ts';
import type { Report } from '../../configuration/report.ts';
import { ConciergeError } from '../../errors.ts';
import { describeFailure } from '../failure.ts';

const IN_PART = 'What was being written may be there in part, and is not listed as done';

/**
 * What is said of a restore that ended after its copy was made and before it had come to its end: besides what ended it, where
 * the copy lies and how to go on. The report names what is finished; what a kind had written when it was cut short is in no
 * report, since its further writes were not made.
 * @param copy the folder with the target as it was
 * @param bySignal a person ended it: that is said by who listens for signals
 */
export function cutShort(
  cause: unknown,
  { copy, report, bySignal }: { copy: string; report: Report; bySignal: boolean },
): ConciergeError {
  const goOn = `Run the same command again: it does what is left and nothing twice; --undo takes it back. The target as it was is in ${copy}.`;
  const document = { before: copy, ...reportDocument(report) };
  if (bySignal) return new ConciergeError(IN_PART, { remedy: goOn, cause, document });
  const { message, why, remedy, exitCode } = describeFailure(cause);
  return new ConciergeError(message, {
    ...(why !== undefined && { why }),
    remedy: [remedy, `${IN_PART}.`, goOn].filter((part) => part !== undefined).join('\n'),
    exitCode,
    cause,
    document,
  });
}
