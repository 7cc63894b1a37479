/** Tells a person how far a long piece of work is. Names are shown as they are given: "templates". */
export interface Progress {
  /** Work on `name` begins. `total` is the number of objects, where it is known. */
  start(name: string, total?: number): void;
  /** `count` more objects are done (default 1). */
  advance(name: string, count?: number): void;
  /** Work on `name` has ended. `note` says what came of it: "354, 2 changed". */
  done(name: string, note?: string): void;
}

/** Shows nothing: for tests, `--quiet` and `--no-progress`. */
export const silentProgress: Progress = {
  start() {},
  advance() {},
  done() {},
};
