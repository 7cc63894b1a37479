import type { Identity } from './configuration.ts';

/** An object that goes, by the id that it had when that was decided: names may be another's by then. */
export interface Deletion extends Identity {
  readonly id: string;
}
