import { ConciergeError } from '../errors.ts';

/** For a command whose core is not part of this build. */
export function notAvailable(name: string): ConciergeError {
  return new ConciergeError(`${name} is not available in this build`);
}
