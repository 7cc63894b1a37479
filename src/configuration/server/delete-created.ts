import type { Zabbix } from '../../zabbix/connection.ts';
import { ZabbixApiError } from '../../zabbix/errors.ts';
import { type Kind, methodOf } from '../kind.ts';
import { kindNamed, kindsInOrder } from '../kinds/all-kinds.ts';
import type { ReportBuilder } from '../report.ts';
import type { Deletion } from '../undo.ts';
import { reasonOf } from './apply-context.ts';
import { deleteInRounds, RELEASED } from './delete-in-rounds.ts';
import { deleteParameters } from './delete-parameters.ts';

/** Deleted in one call. Deleting a template goes through all that hosts have from it. */
const PART = 20;

/**
 * Deletes objects, what needs others before these. What Zabbix refuses, since something else needs it, is tried again
 * when the rest has gone, and then is a failure of its own with Zabbix's words.
 */
export async function deleteCreated(
  zabbix: Zabbix,
  deletions: readonly Deletion[],
  report: ReportBuilder,
  signal?: AbortSignal,
): Promise<void> {
  const waiting: Refused[] = [];
  for (const kind of kindsInOrder(zabbix.version).toReversed()) {
    // What stands below another in a tree of names goes first.
    const own = deletions.filter((deletion) => deletion.kind === kind.name).toReversed();
    for (let start = 0; start < own.length; start += PART) {
      waiting.push(...(await deleteSome(zabbix, kind, own.slice(start, start + PART), report, signal)));
    }
  }
  const { left, released } = await deleteInRounds(
    zabbix,
    waiting,
    async (rest) => {
      const again: Refused[] = [];
      for (const refused of rest)
        again.push(...(await deleteSome(zabbix, kindNamed(refused.kind), [refused], report, signal)));
      return again;
    },
    signal,
  );
  for (const refused of left) {
    const more = [...released].some(({ kind, key }) => kind === refused.kind && key === refused.key);
    report.fail(refused, `not deleted: ${reasonOf(refused.error)}${more ? RELEASED : ''}`);
  }
}

interface Refused extends Deletion {
  readonly error: ZabbixApiError;
}

/** All in one call, or where that is refused each by itself. */
async function deleteSome(
  zabbix: Zabbix,
  kind: Kind,
  deletions: readonly Deletion[],
  report: ReportBuilder,
  signal: AbortSignal | undefined,
): Promise<Refused[]> {
  try {
    const parameters = await deleteParameters(
      kind,
      deletions.map(({ id }) => id),
      zabbix,
    );
    await zabbix.call(methodOf(kind, 'delete'), parameters, signal && { signal });
    for (const deletion of deletions) report.succeeded(deletion, 'deleted');
    return [];
  } catch (error) {
    if (!(error instanceof ZabbixApiError)) throw error;
    const [only] = deletions;
    if (deletions.length === 1 && only) return [{ ...only, error }];
    const refused: Refused[] = [];
    for (const each of deletions) refused.push(...(await deleteSome(zabbix, kind, [each], report, signal)));
    return refused;
  }
}
