import type { Backend } from './backend.ts';
import type { ScaleRequest } from './decide.ts';
import type { Decided } from './history/entry.ts';
import type { History } from './history/history.ts';
import type { ScalePolicy } from './policy.ts';
import type { Waiting } from './settle.ts';

/** What somebody wants, whole. */
export interface ScaleOrder {
  readonly component: string;
  readonly request: ScaleRequest;
  /** Bounds that the flags add to those of the labels. */
  readonly flags: ScalePolicy;
  /** For the history: `--reason`, else the command line. */
  readonly askedBy: string;
  /** Whether the former number is ordered again where the new one does not come up. */
  readonly rollback: boolean;
}

/** What it takes to scale. */
export interface ScaleTools {
  readonly backend: Backend;
  /** The name of the Engine (`endpointName`). */
  readonly endpoint: string;
  /** What the Engine is known by, whatever its address; undefined where it does not tell. */
  readonly engineId: string | undefined;
  readonly stateDir: string;
  readonly history: History;
  /** How long to wait for another process that scales the same component. */
  readonly lockWaitMs: number;
  /** How long containers may take to run. */
  readonly settleTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly listener: ScaleListener;
  readonly now: () => Date;
}

/** Told how far it is. */
export interface ScaleListener {
  /** Another process scales the component; it is waited for. */
  onLockWait(service: string): void;
  onOrder(service: string, from: number, to: number): void;
  onProgress(service: string, state: Waiting): void;
  /** As many run as were ordered. */
  onSettled(): void;
  /** It failed; the former number is ordered again. */
  onGoBack(service: string, from: number): void;
  /** What was done could not be written to the history. */
  onNotRecorded(error: unknown): void;
}

/** A request that ended well: scaled, or nothing was to be done. */
export interface Scaled extends Decided {
  readonly result: 'scaled' | 'unchanged';
  readonly why: string;
  /** The number that was read at the end. */
  readonly number: number;
}

/** An order that Docker has taken. */
export interface Ordered extends Decided {
  readonly id: number;
  readonly to: number;
  readonly reason: string;
}
