type Release = () => void | Promise<void>;

/** What has to be given back when a command ends: sessions, lock files, temporary folders. */
export interface Releasers {
  add(release: Release): void;
  /** Runs all, the last added first, each once. One that fails does not keep the others from running. */
  runAll(onError: (error: unknown) => void): Promise<void>;
}

/** An empty stack: what was added last is released first, and one that throws keeps no other from it. */
export function createReleasers(): Releasers {
  const stack: Release[] = [];
  return {
    add(release) {
      stack.push(release);
    },
    async runAll(onError) {
      for (let release = stack.pop(); release !== undefined; release = stack.pop()) {
        try {
          await release();
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
