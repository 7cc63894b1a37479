import { ConciergeError } from '../../errors.ts';
import type { Finding } from './check.ts';

/**
 * What kept something from being looked at, as a finding.
 * @throws the error itself where it is a defect
 */
export function problemOf(subject: string, error: unknown): Finding {
  if (!(error instanceof ConciergeError)) throw error;
  return {
    status: 'problem',
    subject,
    detail: error.why === undefined ? error.message : `${error.message}: ${error.why}`,
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
  };
}
