import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm, the terminal and a shell may each deliver one Ctrl-C; within this time it is the same one. */
const SAME_SIGNAL_MILLISECONDS = 500;

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** 128 and the number of the first signal; undefined where none came. */
  exitCode(): number | undefined;
  /** Until then the first signal ends this whole process group, installers included; after it, it only aborts. */
  installed(): void;
}

/**
 * Listens for signals. The first one ends the quickstart in good order; a later one ends it at once, and the lab's
 * guard clears away what is left.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  let firstAt = 0;
  let installing = true;
  for (const name of SIGNALS) {
    process.on(name, () => {
      const exitCode = 128 + constants.signals[name];
      if (code === undefined) {
        code = exitCode;
        firstAt = performance.now();
        controller.abort();
        if (installing) endOwnGroup();
      } else if (performance.now() - firstAt > SAME_SIGNAL_MILLISECONDS) process.exit(exitCode);
    });
  }
  return {
    signal: controller.signal,
    exitCode: () => code,
    installed() {
      installing = false;
    },
  };
}

/** Programs that install are in this process's group; they know nothing of the signal where it was sent to us alone. */
function endOwnGroup(): void {
  try {
    process.kill(-process.pid, 'SIGTERM');
  } catch {
    // Not the leader of a group: the terminal has sent its signal to all of it.
    return;
  }
}
