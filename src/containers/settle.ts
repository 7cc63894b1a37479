import { ConciergeError } from '../errors.ts';
import type { Backend, Component } from './backend.ts';
import type { Container } from './container.ts';

/** A container that did not come up, and what is known of why. */
export interface ContainerFailure {
  readonly container: Container;
  /** In a few words: `exited with 3`, `is unhealthy`. */
  readonly reason: string;
  /** The last lines that it printed, oldest first. */
  readonly lastLines: readonly string[];
}

/** How far a component is on its way. */
export interface Waiting {
  readonly wanted: number;
  /** Running, and healthy where they have a health check. */
  readonly up: number;
  /** Running, their health check not yet done. */
  readonly starting: number;
}

export interface SettleOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Called whenever something has changed. */
  readonly onProgress?: ((state: Waiting) => void) | undefined;
}

/** The containers that were ordered do not run. `message` says how many of how many, `why` which and with what. */
export class NotSettledError extends ConciergeError {
  readonly failures: readonly ContainerFailure[];
  /** The component as it was last seen. */
  readonly component: Component;
  readonly timedOut: boolean;

  constructor(
    message: string,
    details: {
      why: string;
      failures: readonly ContainerFailure[];
      component: Component;
      timedOut: boolean;
    },
  ) {
    super(message, { why: details.why });
    this.failures = details.failures;
    this.component = details.component;
    this.timedOut = details.timedOut;
  }
}

/**
 * Waits until exactly `wanted` containers of the component run, healthy where they have a health check.
 * @returns the component as it is then
 * @throws NotSettledError where containers failed, or the time is over
 * @throws the signal's reason where it is aborted
 */
export async function awaitSettled(
  _backend: Backend,
  _componentName: string,
  _wanted: number,
  _options: SettleOptions,
): Promise<Component> {
  throw new Error('not there yet');
}
