import { RefusedError } from '../errors.ts';
import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { backupSource, SOURCE_VARIABLES, sourceOptions, variablesFrom } from './backups/source.ts';
import { defineCommand } from './command.ts';
import { switchOption } from './options.ts';
import { dependenciesOption, refuseNeedless, selectionOptions, warnOfUnfitting } from './patterns.ts';
import { pruneOption } from './prune-option.ts';
import { rehearsalOption } from './rehearsal-option.ts';
import { secretsOption } from './secrets/options.ts';

const VARIABLES = [
  ...ZABBIX_VARIABLES,
  'ZBX_CONFIG_DIR',
  'ZBX_FORCE_TEMPLATES',
  ...SOURCE_VARIABLES,
] as const;

export const restoreConfig = defineCommand({
  name: 'restore_config',
  family: 'event',
  summary: 'make a Zabbix server equal to the backup',
  description:
    'Creates on the Zabbix server what is missing and updates what differs from the backup in ZBX_CONFIG_DIR. Objects that the backup does not know are left alone, or deleted with --prune; within a template or host the content of the backup is exact. Before the first write the target itself is backed up beside the backup; at the end it is read again, and what still differs is said.',
  examples: [
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --dry-run',
      comment: 'what would be done',
    },
    { line: 'concierge-scheduler restore_config --config-dir ./backup', comment: 'do it' },
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --prune --yes',
      comment: 'nothing but the backup',
    },
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --rehearsal',
      comment: 'try it: hosts and actions stay off',
    },
    {
      line: "concierge-scheduler restore_config --config-dir ./backup --only 'dashboards:NOC*' --with-dependencies",
      comment: 'these dashboards, and what they need and the server lacks',
    },
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --secrets secrets.yaml',
      comment: 'with the passwords and keys that no API gives back',
    },
    {
      line: 'concierge-scheduler restore_config --from s3://bucket/zabbix/20261122T171530Z',
      comment: 'from a store',
    },
    {
      line: 'concierge-scheduler restore_config --config-dir ./backup --undo',
      comment: 'back to what the server was before the last restore of ./backup',
    },
  ],
  arguments: {},
  options: {
    ...sourceOptions,
    forceTemplates: switchOption(
      '--force-templates',
      'delete all templates of the target first, with their items and history',
      {
        variable: 'ZBX_FORCE_TEMPLATES',
      },
    ),
    prune: pruneOption,
    rehearsal: rehearsalOption,
    undo: switchOption(
      '--undo',
      'take the server back to the copy that the last restore made of it, and delete what that restore created',
    ),
    dryRun: switchOption('--dry-run', 'print what would be done, write nothing'),
    yes: switchOption('--yes', 'answer yes to the question before deletions'),
    allowMany: switchOption(
      '--allow-many',
      'go on although a large part of a kind would be changed or deleted',
    ),
    keepItems: switchOption(
      '--keep-items',
      'leave items that the backup does not know on its templates and hosts',
    ),
    setSecrets: switchOption(
      '--set-secrets',
      'set the values of secret macros that the backup holds, though nobody can read what they are now',
    ),
    secrets: secretsOption,
    partial: switchOption('--partial', 'restore a backup by a user who did not see everything'),
    acceptEdited: switchOption('--accept-edited', 'read files that were changed since the backup was made'),
    ...selectionOptions,
    withDependencies: dependenciesOption,
  },
  variables: VARIABLES,
  variablesFor: ({ from, undo, secrets }) => [
    ...variablesFrom(VARIABLES, from).filter((name) => !undo || name !== 'ZBX_CONFIG_DIR'),
    ...(from === undefined && secrets !== undefined ? (['STORAGE_IDENTITY'] as const) : []),
  ],
  exitCodes: {
    0: 'the server is equal to the backup, read again and compared',
    1: 'failed, or something still differs: the report says what',
    3: 'with --dry-run: something would be done',
    4: 'refused: too much would be changed, the backup is partial or incomplete, or the rights do not suffice',
  },
  async run(context) {
    const { settings, options, output, progress, signal } = context;
    const [
      { openZabbix },
      { refuseNarrowSight },
      { readBackup },
      { selectionOf, EVERYTHING },
      { compareWithServer },
      restoring,
    ] = await Promise.all([
      import('./zabbix.ts'),
      import('./rights.ts'),
      import('../configuration/backup/read-backup.ts'),
      import('../configuration/selection.ts'),
      import('../configuration/compare-with-server.ts'),
      import('../configuration/restore.ts'),
    ]);
    refuseNeedless(options.withDependencies, options.only);
    const selection = selectionOf(options.only, options.skip);
    const undoing = options.undo ? await import('./undo.ts') : undefined;
    const source = undoing === undefined ? await backupSource(options.from, context) : undefined;
    const ofSource = source && readBackup(source.dir, { acceptEdited: options.acceptEdited });
    for (const warning of ofSource?.warnings ?? []) output.warn(warning);
    const zabbix = await openZabbix(context);
    if (!options.dryRun) {
      const { lockTargetIfPossible } = await import('./restore-lock.ts');
      const lock = lockTargetIfPossible(zabbix.url, settings.stateDir.value, output.warn);
      if (lock) context.onExit(async () => lock.release());
    }
    const undone = await undoing?.undoSource(zabbix.url, settings, options);
    const backup = ofSource ?? readBackup(undone?.restore.folder ?? '');
    const secrets =
      options.secrets === undefined
        ? undefined
        : await (await import('./secrets/load-secrets.ts')).loadSecrets(options.secrets, backup, {
            settings,
            output,
            environment: process.env,
          });
    const keepBeside = source?.keepBeside ?? undone?.keepBeside ?? '';
    // Who does not see the target can neither copy it nor tell what is missing on it.
    const userid = await refuseNarrowSight(backup, zabbix, settings, {
      ofBackup: options.partial,
      ofServer: false,
    });
    const { keepItems, setSecrets, rehearsal } = options;
    const { pruning } = await import('./prune-target.ts');
    const prune = await pruning(options.prune, backup, zabbix, settings);
    const compareOptions = {
      selection,
      ...(options.withDependencies && { dependencies: 'lacking' as const }),
      keepItems,
      setSecrets,
      rehearsal,
      ...(secrets && { secrets }),
      ...prune,
      progress,
      signal,
      ...(userid !== undefined && { userid }),
    };
    const comparison = await compareWithServer(
      zabbix,
      backup,
      compareOptions,
      options.dryRun ? undefined : EVERYTHING,
    );
    const { desired, live } = comparison;
    await warnOfUnfitting(options, [backup.configuration, desired, live.configuration], output);
    const { costOfForcing } = await import('../configuration/server/force-templates.ts');
    const force = settings.forceTemplates.value
      ? await costOfForcing(zabbix, comparison.live.names, signal)
      : undefined;
    if (force) restoring.refusePartialForce(comparison.desired, selection);
    const undo = undone && undoing?.undoOf(undone, comparison, backup.configuration, selection);
    const words = await import('./restore-words.ts');
    const limits = { selected: !selection.everything, rehearsal, keepItems };
    const undertaking = { comparison, force, undo, limits };
    if (options.dryRun) {
      const { largeShares } = await import('../configuration/large-shares.ts');
      const { allowMany } = options;
      const may = { allowMany, prune: options.prune, force, undo, dir: keepBeside };
      const { shares, meant } = largeShares(zabbix, backup, comparison, may);
      const refused = meant === undefined ? shares : [];
      const looked = { ...undertaking, refused };
      output.result(words.intentDocument(looked), (paint) => words.intentText(looked, paint));
      return words.isNothingToDo(undertaking) ? 0 : 3;
    }
    const { ReportBuilder } = await import('../configuration/report.ts');
    const report = new ReportBuilder();
    let copy: string | undefined;
    try {
      const outcome = await restoring.restore(
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
          async approve() {
            const asks = words.deletes(undertaking) && !options.yes && context.interactive;
            const text = words.summaryText(undertaking, output.paint);
            // A person who is asked is told what for, with --quiet too.
            if (asks) output.warn(text);
            else output.info(text);
            if (!asks) return;
            if (!(await context.confirm('Go on and delete these?'))) {
              throw new RefusedError('Nothing was done', { why: 'the deletions were not confirmed' });
            }
          },
        },
        report,
      );
      output.result(words.outcomeDocument(undertaking, outcome), (paint) =>
        words.outcomeText(undertaking, outcome, paint),
      );
      return restoring.isSuccess(outcome) ? 0 : 1;
    } catch (error) {
      // Whatever ended the restore: what was done until then is said before it.
      if (report.done.length + report.failed.length > 0) {
        const { renderReport } = await import('../configuration/render-report.ts');
        const text = renderReport(report, output.paint);
        if (output.quiet && !output.json) output.warn(text);
        else output.info(text);
      }
      if (copy === undefined) throw error;
      const { endedRestore } = await import('./ended-restore.ts');
      throw endedRestore(error, copy, report, signal.aborted);
    }
  },
});
