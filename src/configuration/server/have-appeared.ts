import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from '../configuration.ts';
import { type ApplyContext, callOptions } from './apply-context.ts';

/** How long to look for what a write without an answer should bring: it may still be under way. */
const LOOK_FOR_MS = 60_000;
const LOOK_EVERY_MS = 2_000;

/**
 * Looks for what a write should have created to which no answer came, until all of it is there. Zabbix carries a call
 * out whole or not at all, so that all of it being there is the end of the call, and some of it being there is not.
 * @returns whether all of it is there; where not, the call may still be under way
 * @throws whatever looking throws, and the signal's reason
 */
export async function haveAppeared(creates: readonly Identity[], context: ApplyContext): Promise<boolean> {
  const keys = new Map<string, string[]>();
  for (const { kind, key } of creates) keys.set(kind, [...(keys.get(kind) ?? []), key]);
  const end = Date.now() + LOOK_FOR_MS;
  for (;;) {
    await delay(LOOK_EVERY_MS, undefined, callOptions(context));
    for (const [kind, all] of keys) await context.names.findIds(kind, all, context.signal);
    if (creates.every(({ kind, key }) => context.names.idOf(kind, key) !== undefined)) return true;
    if (Date.now() > end) return false;
  }
}
