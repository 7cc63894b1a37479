/** Lets so many through at once; the others wait in the order in which they came. */
export interface Limiter {
  /**
   * Waits for a free place and takes it; the function given back frees it (once; further calls do nothing).
   * @throws the signal's reason, where it is aborted before a place is free.
   */
  enter(signal?: AbortSignal): Promise<() => void>;
}

/** @param places how many may be inside at once, 1 or more. */
export function limiter(places: number): Limiter {
  let free = Math.max(1, Math.floor(places));
  const queue: (() => void)[] = [];

  function leaveOnce(): () => void {
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    };
  }

  return {
    async enter(signal) {
      signal?.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return leaveOnce();
      }
      await new Promise<void>((resolve, reject) => {
        const turn = () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          queue.splice(queue.indexOf(turn), 1);
          reject(signal?.reason);
        };
        queue.push(turn);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
      return leaveOnce();
    },
  };
}
