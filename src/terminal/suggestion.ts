/** A beginning shorter than this says too little. */
const SHORTEST_BEGINNING = 3;

/**
 * The candidate that was probably meant, or undefined where none is near: at most a third of its letters differ
 * (a letter left out, put in, exchanged, or two swapped), or it is the only one that begins with the word.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? onlyBeginning(word.toLowerCase(), candidates);
}

function onlyBeginning(word: string, candidates: readonly string[]): string | undefined {
  if (word.replace(/^-+/u, '').length < SHORTEST_BEGINNING) return undefined;
  const [found, ...others] = candidates.filter((candidate) => candidate.toLowerCase().startsWith(word));
  return others.length === 0 ? found : undefined;
}

/** Optimal string alignment distance. */
function editDistance(from: string, to: string): number {
  // Nobody means a word of this length; the table would be large.
  if (from.length > 100) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let distance = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        distance = Math.min(distance, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? Number.POSITIVE_INFINITY;
}
