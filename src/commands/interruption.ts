import { constants } from 'node:os';
import { ConciergeError } from '../errors.ts';

/**
 * The signals that end a command in good order, and what each one says. A lost ssh connection is a SIGHUP. Node.js takes
 * back that `nohup` has it ignored (PlatformInit in its src/node.cc), so it would end the program at once otherwise.
 */
const WHY = {
  SIGINT: 'it was interrupted (Ctrl-C)',
  SIGTERM: 'SIGTERM was received',
  SIGHUP: 'SIGHUP was received: the terminal or the connection that it was started from is gone',
} as const;

export type EndingSignal = keyof typeof WHY;

const ENDING_SIGNALS = Object.keys(WHY) as readonly EndingSignal[];

/** What is needed of `process`. */
export interface SignalSource {
  on(signal: EndingSignal, listener: (signal: EndingSignal) => void): unknown;
  off(signal: EndingSignal, listener: (signal: EndingSignal) => void): unknown;
}

export interface Interruption {
  /** Aborted by the first signal, with a ConciergeError as its reason. */
  readonly signal: AbortSignal;
  /** The first signal that came. */
  readonly received: () => EndingSignal | undefined;
  stopListening(): void;
}

/** The exit code that a shell expects of a program that a signal ended: 129 for SIGHUP, 130 for SIGINT, 143 for SIGTERM. */
export function signalExitCode(signal: EndingSignal): number {
  return 128 + constants.signals[signal];
}

/**
 * Listens once for the whole run. The first signal asks the command to end by itself; the second ends the program at
 * once, with nothing given back. A SIGHUP is no second one: a terminal that goes sends it, its shell sends it once more,
 * and a machine that goes down sends it right after SIGTERM (SendSIGHUP= in systemd.kill(5)).
 */
export function listenForInterruption(
  source: SignalSource,
  onFirst: (signal: EndingSignal) => void,
  onSecond: (exitCode: number) => void,
): Interruption {
  const controller = new AbortController();
  let received: EndingSignal | undefined;

  function listener(signal: EndingSignal): void {
    if (received !== undefined) {
      if (signal !== 'SIGHUP') onSecond(signalExitCode(signal));
      return;
    }
    received = signal;
    onFirst(signal);
    controller.abort(
      new ConciergeError('The command was ended before it was done', {
        why: WHY[signal],
      }),
    );
  }

  for (const signal of ENDING_SIGNALS) source.on(signal, listener);
  return {
    signal: controller.signal,
    received: () => received,
    stopListening() {
      for (const signal of ENDING_SIGNALS) source.off(signal, listener);
    },
  };
}
