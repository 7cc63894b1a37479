import type { Progress } from '../../terminal/progress.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { AnswerTooLargeError, OutcomeUnknownError, ZabbixApiError } from '../../zabbix/errors.ts';
import { type Configuration, type ConfigurationObject, markOf } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import type { Kind, ObjectKind } from '../kind.ts';
import { ownersOfParts } from '../owners-of-parts.ts';
import type { Change } from '../plan.ts';
import type { ReportBuilder } from '../report.ts';
import type { DeferredWrite } from './deferred.ts';
import { keysByKind, missingReferences, neededBy } from './missing-references.ts';
import type { Names } from './names.ts';

/** An update that the server refused, and the fields that it was to send. */
export interface RefusedUpdate {
  readonly kind: ObjectKind;
  readonly change: Change;
  readonly changed: ReadonlySet<string>;
}

/** What every step of a restore works with. */
export interface ApplyContext {
  readonly zabbix: Zabbix;
  readonly names: Names;
  readonly report: ReportBuilder;
  readonly progress: Progress;
  readonly desired: Configuration;
  /** What was sent of the kinds that the record of the restore holds: those that have a list here. */
  readonly sent: Map<string, JsonObject[]>;
  /** What was begun or put off because it points to what comes later. */
  readonly deferred: DeferredWrite[];
  readonly keepItems: boolean;
  /**
   * Updates that the server refused and that are tried once more at the end: what stood in their way may be gone by
   * then (an action that names what an update takes away). Absent: a refusal is final.
   */
  readonly refused?: RefusedUpdate[];
  readonly signal?: AbortSignal;
}

/** The options of a call that ends where the restore is cancelled. */
export function callOptions(context: ApplyContext): { signal?: AbortSignal } {
  return context.signal ? { signal: context.signal } : {};
}

/** Looks up everything that these objects point to, so that `missingReference` can answer without a call. */
export async function findReferences(
  kind: Kind,
  objects: readonly ConfigurationObject[],
  context: ApplyContext,
): Promise<void> {
  const needs = objects.flatMap(({ content }) => neededBy(kind, content, context.zabbix.version));
  await Promise.all(
    [...keysByKind(needs)].map(([to, keys]) => context.names.findIds(to, keys, context.signal)),
  );
}

/**
 * Why an object cannot be written, in words for a person: the references that lead nowhere.
 * @param together keys of the same kind that are written in the same call
 * @param which 'first': what must be there before the object; 'deferred': what may come later
 */
export function missingReference(
  kind: Kind,
  object: ConfigurationObject,
  context: ApplyContext,
  together: ReadonlySet<string> = new Set(),
  which: 'first' | 'deferred' = 'first',
): string | undefined {
  let owners: ReturnType<typeof ownersOfParts> | undefined;
  return missingReferences(
    neededBy(kind, object.content, context.zabbix.version).filter(
      ({ deferred }) => deferred === (which === 'deferred'),
    ),
    (to, key) => {
      if (context.names.idOf(to, key) !== undefined || (to === kind.name && together.has(key)))
        return 'there';
      owners ??= ownersOfParts(context.desired);
      const whole = owners.get(markOf({ kind: to, key })) ?? { kind: to, key };
      return context.report.isBlocked(whole) ? 'not restored' : 'missing';
    },
    { one: 'was not restored', several: 'were not restored' },
  );
}

/** Leaves out, with a word in the report, the changes whose object points to what is not there. */
export async function withReferences<C extends Change>(
  kind: Kind,
  changes: readonly C[],
  context: ApplyContext,
): Promise<C[]> {
  await findReferences(
    kind,
    changes.map(({ desired }) => desired),
    context,
  );
  return changes.filter((change) => {
    const missing = missingReference(kind, change.desired, context);
    if (missing !== undefined) context.report.skip(change, missing);
    return missing === undefined;
  });
}

/** The words of an error for the report: what failed and why. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const why = 'why' in error && typeof error.why === 'string' ? `: ${error.why}` : '';
  return `${error.message}${why}`;
}

/**
 * Whether an error of a write concerns what was written alone: refused, too large for the front end, or without an answer.
 * It is reported and the rest goes on; anything else (nobody there, no login any more, a signal) ends the restore.
 */
export function concernsOneWrite(
  error: unknown,
  signal: AbortSignal | undefined,
): error is ZabbixApiError | AnswerTooLargeError | OutcomeUnknownError {
  if (error instanceof OutcomeUnknownError) return signal?.aborted !== true;
  return error instanceof ZabbixApiError || error instanceof AnswerTooLargeError;
}

/** Makes a call again whose outcome is unknown: only for what comes to the same however often it is made. */
export async function repeatable<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof OutcomeUnknownError) || signal?.aborted) throw error;
    return await call();
  }
}
