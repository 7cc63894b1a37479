import { ComponentChangedError } from './backend.ts';
import { shownNumber, textOf } from './scale-errors.ts';
import type { Ordered, ScaleTools } from './scaling.ts';
import { awaitSettled } from './settle.ts';

/** What came of ordering the former number again. */
export interface WayBack {
  /** True where the former number runs again. */
  readonly isBack: boolean;
  /** The number that was read at the end, where it could be. */
  readonly number: number | undefined;
  /** In words. */
  readonly text: string;
}

/** How often the component may be changed by somebody else meanwhile. */
const MOST_TRIES = 3;

/**
 * Orders the former number again and waits for it, after an order that failed. Where somebody else has ordered yet
 * another number meanwhile, theirs stays. Never throws: what failed on the way back is part of what it gives.
 */
export async function goBack(ordered: Ordered, component: string, tools: ScaleTools): Promise<WayBack> {
  const { backend, signal, settleTimeoutMs, listener } = tools;
  const { from, to, service } = ordered;
  listener.onGoBack(service, from);
  try {
    const other = await orderAgain(ordered, component, tools);
    if (other !== undefined) {
      const text = `Nothing was undone: the number is ${other} now, ordered by somebody else.`;
      return { isBack: false, number: other, text };
    }
    await awaitSettled(backend, component, from, { signal, timeoutMs: settleTimeoutMs });
    const { number } = await backend.read(component);
    if (number === from)
      return { isBack: true, number, text: `The former number is back: ${shownNumber(number)}.` };
    const text = `The former number, ${from}, was ordered again, but it is ${number} now.`;
    return { isBack: false, number, text };
  } catch (error) {
    const text = `Going back from ${to} to ${from} failed too: ${textOf(error)}`;
    return { isBack: false, number: await numberOf(component, tools), text };
  }
}

/** @returns the number that somebody else ordered, where that keeps us from it */
async function orderAgain(
  { from, to }: Ordered,
  name: string,
  { backend }: ScaleTools,
): Promise<number | undefined> {
  for (let tries = 1; ; tries += 1) {
    const component = await backend.read(name);
    const { number } = component;
    // What failed halfway may be anywhere in between.
    if (number < Math.min(from, to) || number > Math.max(from, to)) return number;
    try {
      await backend.order(component, from);
      return undefined;
    } catch (error) {
      if (!(error instanceof ComponentChangedError) || tries >= MOST_TRIES) throw error;
    }
  }
}

async function numberOf(component: string, { backend }: ScaleTools): Promise<number | undefined> {
  try {
    return (await backend.read(component)).number;
  } catch {
    return undefined;
  }
}
