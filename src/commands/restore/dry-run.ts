import { largeShares } from '../../configuration/large-shares.ts';
import type { ExitCode } from '../../errors.ts';
import type { RestoreContext } from './options.ts';
import type { Prepared } from './prepare.ts';
import { intentDocument, intentText, isNothingToDo } from './words.ts';

/**
 * Says what a restore would do, and where it would be refused for its numbers.
 * @returns 3 where it would do something
 */
export function dryRun(
  { zabbix, backup, undertaking, keepBeside }: Prepared,
  { options, output }: RestoreContext,
): ExitCode {
  const { allowMany, prune } = options;
  const { comparison, force, undo } = undertaking;
  const may = { allowMany, prune, force, undo, dir: keepBeside };
  const { shares, meant } = largeShares(zabbix, backup, comparison, may);
  const looked = { ...undertaking, refused: meant === undefined ? shares : [] };
  output.result(intentDocument(looked), (paint) => intentText(looked, paint));
  return isNothingToDo(undertaking) ? 0 : 3;
}
