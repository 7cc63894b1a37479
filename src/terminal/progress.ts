import type { Screen } from './screen.ts';
import { fitTo } from './width.ts';

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

/** Progress that holds a line of the screen and must give it back. */
export interface ProgressDisplay extends Progress {
  close(): void;
}

interface Work {
  readonly total: number | undefined;
  readonly startedAt: number;
  count: number;
  /** When a line last told of it, where there is no status line. */
  toldAt: number;
}

/** Between two drawings of the status line, so that thousands of small steps cost nothing. */
const REDRAW_MILLISECONDS = 100;

/** What took less leaves no line: a backup has forty pieces, most of which are done together, and soon. */
const WORTH_A_LINE_MILLISECONDS = 5000;

/** Between two lines about a piece that goes on, where there is no status line: for whoever follows a log. */
const TELL_AGAIN_MILLISECONDS = 10_000;

/**
 * On a terminal one status line with everything under way; elsewhere a line now and then about what takes long. A line that
 * stays for each piece that took its time.
 */
export function createProgress(
  screen: Screen,
  now: () => number = () => process.uptime() * 1000,
): ProgressDisplay {
  const underWay = new Map<string, Work>();
  let drawnAt = Number.NEGATIVE_INFINITY;
  let ticker: NodeJS.Timeout | undefined;

  function draw(): void {
    drawnAt = now();
    const parts = [...underWay].map(([name, work]) => describeWork(name, work));
    const oldest = Math.min(...[...underWay.values()].map(({ startedAt }) => startedAt));
    screen.status(
      parts.length === 0
        ? undefined
        : fitTo(`${parts.join(', ')}  ${Math.floor((now() - oldest) / 1000)} s`, screen.columns - 1),
    );
  }

  function tell(): void {
    for (const [name, work] of underWay) {
      if (now() - work.toldAt < TELL_AGAIN_MILLISECONDS) continue;
      work.toldAt = now();
      screen.err(`${describeWork(name, work)} …`);
    }
  }

  function keepTicking(): void {
    if (underWay.size > 0) ticker ??= setInterval(screen.drawsStatus ? draw : tell, 1000).unref();
    else {
      clearInterval(ticker);
      ticker = undefined;
    }
  }

  return {
    start(name, total) {
      underWay.set(name, { total, startedAt: now(), count: 0, toldAt: now() });
      if (screen.drawsStatus) draw();
      keepTicking();
    },
    advance(name, count = 1) {
      const work = underWay.get(name);
      if (work === undefined) return;
      work.count += count;
      if (screen.drawsStatus && now() - drawnAt >= REDRAW_MILLISECONDS) draw();
    },
    done(name, note) {
      const work = underWay.get(name);
      underWay.delete(name);
      const took = work === undefined ? 0 : now() - work.startedAt;
      if (work !== undefined && took >= WORTH_A_LINE_MILLISECONDS) {
        const told = [note ?? describeEnd(work), describeTime(took)].filter((part) => part !== '');
        screen.err(`${name}: ${told.join(', ')}`);
      }
      if (screen.drawsStatus) draw();
      keepTicking();
    },
    close() {
      underWay.clear();
      keepTicking();
      screen.status(undefined);
    },
  };
}

/** While it goes on: `hosts 12/40`, or `hosts 12` where the total is not known. */
function describeWork(name: string, { count, total }: Work): string {
  if (total !== undefined) return `${name} ${count}/${total}`;
  return count === 0 ? name : `${name} ${count}`;
}

/** At the end: what was counted; the total where nothing was counted on the way. */
function describeEnd({ count, total }: Work): string {
  if (count === 0) return total === undefined ? '' : `${total}`;
  return total === undefined || count === total ? `${count}` : `${count} of ${total}`;
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function describeTime(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
