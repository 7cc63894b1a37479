import { CONTAINER_VARIABLES } from './container-options.ts';

/** The variables that scaling reads. */
export const SCALE_VARIABLES = [...CONTAINER_VARIABLES, 'CONCIERGE_STATE_DIR'] as const;

/** What the exit codes mean for every form of scaling. */
export const SCALE_EXIT_CODES = {
  0: 'scaled, or nothing was to be done: the wish is met, or a bound cuts it',
  1: 'the containers did not come up, and the former number is ordered again; or Docker gave no answer, and nothing is undone',
  4: 'refused by --exact, a pause or a cooldown',
} as const;

/** The paragraph that all forms of scaling have in their help. */
export const SCALE_DESCRIPTION =
  'Bounds come from labels on the service (concierge.scale.min, .max, .step, .cooldown, .pause) and from options; the stricter counts. The command waits until the containers run, and are healthy where they have a health check, or --timeout is over. If they do not come up it says which and why, and orders the former number again. Every decision is kept: see history.';
