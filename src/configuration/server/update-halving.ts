import { OutcomeUnknownError } from '../../zabbix/errors.ts';
import type { Identity } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf, repeatable } from './apply-context.ts';

/** Updates sent in one call. */
const PART = 200;

/** An X.update of something inside an object. */
export interface InnerUpdate {
  readonly object: Identity;
  /** For the report. */
  readonly name: string;
  readonly parameters: JsonObject;
}

/** Sends updates in as few calls as possible. What is refused is halved until what is at fault stands alone: that fails. */
export async function updateHalving(
  method: string,
  updates: readonly InnerUpdate[],
  context: ApplyContext,
): Promise<void> {
  for (let start = 0; start < updates.length; start += PART) {
    await send(method, updates.slice(start, start + PART), context);
  }
}

async function send(method: string, updates: readonly InnerUpdate[], context: ApplyContext): Promise<void> {
  try {
    await repeatable(
      () =>
        context.zabbix.call(
          method,
          updates.map(({ parameters }) => parameters),
          callOptions(context),
        ),
      context.signal,
    );
  } catch (error) {
    if (!concernsOneWrite(error, context.signal)) throw error;
    if (updates.length === 1 || error instanceof OutcomeUnknownError) {
      for (const { object, name } of updates) context.report.fail(object, `${name}: ${reasonOf(error)}`);
      return;
    }
    const half = Math.ceil(updates.length / 2);
    await send(method, updates.slice(0, half), context);
    await send(method, updates.slice(half), context);
  }
}
