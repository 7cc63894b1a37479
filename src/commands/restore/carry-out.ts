import { renderReport } from '../../configuration/render-report.ts';
import { ReportBuilder } from '../../configuration/report.ts';
import { isSuccess, restore } from '../../configuration/restore.ts';
import { type ExitCode, RefusedError } from '../../errors.ts';
import { cutShort } from './cut-short.ts';
import type { RestoreContext } from './options.ts';
import type { Prepared } from './prepare.ts';
import { deletes, outcomeDocument, outcomeText, summaryText, type Undertaking } from './words.ts';

/**
 * Has a restore approved, carries it out and says what came of it.
 * @returns 0 where the server, read again, is equal to the backup
 * @throws RefusedError where a person says no; what ended the restore, with where the copy of the target lies
 */
export async function carryOut(
  { zabbix, backup, undertaking, compareOptions, keepBeside }: Prepared,
  context: RestoreContext,
): Promise<ExitCode> {
  const { options, output, signal } = context;
  const { comparison, force, undo } = undertaking;
  const report = new ReportBuilder();
  let copy: string | undefined;
  try {
    const outcome = await restore(
      zabbix,
      backup,
      comparison,
      {
        ...compareOptions,
        dir: keepBeside,
        allowMany: options.allowMany,
        ...(force && { force }),
        ...(undo && { undo }),
        now: () => new Date(),
        say: (message) => output.info(message),
        onCopy(folder) {
          copy = folder;
          output.info(`The target as it was is kept in ${folder}.`);
        },
        approve: () => approve(undertaking, context),
      },
      report,
    );
    output.result(outcomeDocument(undertaking, outcome), (paint) => outcomeText(undertaking, outcome, paint));
    return isSuccess(outcome) ? 0 : 1;
  } catch (error) {
    // Whatever ended the restore: what was done until then is said before it.
    if (report.done.length + report.failed.length > 0) {
      const text = renderReport(report, output.paint);
      // With --quiet too; --json has it in its document.
      if (output.quiet && !output.json) output.warn(text);
      else output.info(text);
    }
    throw copy === undefined ? error : cutShort(error, { copy, report, bySignal: signal.aborted });
  }
}

/** Says what is about to be done, and asks where something is deleted and somebody is there. */
async function approve(
  undertaking: Undertaking,
  { options, output, interactive, confirm }: RestoreContext,
): Promise<void> {
  const asks = deletes(undertaking) && !options.yes && interactive;
  const text = summaryText(undertaking, output.paint);
  // A person who is asked is told what for, with --quiet too.
  if (asks) output.warn(text);
  else output.info(text);
  if (!asks || (await confirm('Go on and delete these?'))) return;
  throw new RefusedError('Nothing was done', { why: 'the deletions were not confirmed' });
}
