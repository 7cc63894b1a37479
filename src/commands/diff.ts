import { ZABBIX_VARIABLES } from '../settings/variables.ts';
import { counted } from '../terminal/counted.ts';
import { readSource, SOURCE_VARIABLES, sourceOptions, variablesFrom } from './backups/source.ts';
import { defineCommand } from './command.ts';
import { switchOption, textOption } from './options.ts';
import { dependenciesOption, refuseNeedless, selectionOptions, warnOfUnfitting } from './patterns.ts';
import { pruneOption } from './prune-option.ts';
import { rehearsalOption } from './rehearsal-option.ts';

const VARIABLES = [...ZABBIX_VARIABLES, 'ZBX_CONFIG_DIR', ...SOURCE_VARIABLES] as const;

export const diff = defineCommand({
  name: 'diff',
  summary: 'show what a restore of the backup would change',
  description:
    'Compares the backup in ZBX_CONFIG_DIR with the Zabbix server and prints, object by object and field by field, what restore_config would change. Nothing is written.',
  examples: [
    { line: 'concierge-scheduler diff --config-dir ./backup', comment: 'everything that differs' },
    { line: 'concierge-scheduler diff --json --only hosts', comment: 'hosts only, as a JSON document' },
    {
      line: 'concierge-scheduler diff --from gs://bucket/zabbix/latest',
      comment: 'with the newest whole one in a bucket',
    },
    {
      line: 'concierge-scheduler diff --config-dir ./backup --html report.html',
      comment: 'and a page for a browser, as a job that runs every night may send it',
    },
  ],
  arguments: {},
  options: {
    ...sourceOptions,
    partial: switchOption(
      '--partial',
      'go on although this user, or the one of the backup, does not see everything',
    ),
    keepItems: switchOption(
      '--keep-items',
      'as restore_config with --keep-items: items that would be left are no difference',
    ),
    prune: pruneOption,
    rehearsal: rehearsalOption,
    html: textOption('--html <file>', 'write the differences to this file too, as a page for a browser', {
      completes: 'file',
    }),
    ...selectionOptions,
    withDependencies: dependenciesOption,
  },
  variables: VARIABLES,
  variablesFor: ({ from }) => variablesFrom(VARIABLES, from),
  exitCodes: {
    0: 'no difference',
    3: 'differences were found',
    4: 'refused: the backup is of a version that is not converted, or incomplete, or somebody does not see everything',
  },
  async run(context) {
    const { settings, options, output, progress, signal, onExit } = context;
    const [
      { openZabbix },
      { selectionOf },
      { compareWithServer },
      { planDocument },
      { renderPlan, renderNotCompared, renderLeftAlone },
    ] = await Promise.all([
      import('./zabbix.ts'),
      import('../configuration/selection.ts'),
      import('../configuration/compare-with-server.ts'),
      import('../configuration/plan-document.ts'),
      import('../configuration/render-plan.ts'),
    ]);
    const page =
      options.html === undefined ? undefined : (await import('./page-file.ts')).openPage(options.html);
    refuseNeedless(options.withDependencies, options.only);
    const selection = selectionOf(options.only, options.skip);
    const { backup } = await readSource(options, context);
    const zabbix = await openZabbix({ settings, output, signal, onExit });
    const { refuseNarrowSight } = await import('./rights.ts');
    const userid = await refuseNarrowSight(backup, zabbix, settings, {
      ofBackup: options.partial,
      ofServer: options.partial,
    });
    const { isEmpty } = await import('../configuration/plan.ts');
    const { pruning } = await import('./prune-target.ts');
    const comparison = await compareWithServer(zabbix, backup, {
      selection,
      ...(options.withDependencies && { dependencies: 'lacking' as const }),
      keepItems: options.keepItems,
      rehearsal: options.rehearsal,
      ...(await pruning(options.prune, backup, zabbix, settings)),
      ...(options.partial && { partial: true }),
      progress,
      signal,
      ...(userid !== undefined && { userid }),
    });
    const { plan, skipped, dependencies, desired, live } = comparison;
    await warnOfUnfitting(options, [backup.configuration, desired, live.configuration], output);
    const same = isEmpty(plan);
    if (page !== undefined) {
      const { renderHtml } = await import('../configuration/render-html.ts');
      const head = {
        backup: options.from ?? backup.folder,
        takenAt: backup.manifest?.times.started,
        server: zabbix.url,
        zabbix: zabbix.version.text,
        madeAt: new Date(),
      };
      output.info(`The differences are in ${page.write(renderHtml(plan, skipped, head))}.`);
    }
    const { dependenciesDocument, renderDependencies } = await import('../configuration/dependencies.ts');
    output.result({ ...planDocument(plan, skipped), ...dependenciesDocument(dependencies) }, (paint) =>
      same
        ? [
            `No difference: ${counted(plan.unchanged, 'object')} compared.`,
            ...renderNotCompared(plan),
            ...renderLeftAlone(plan),
          ].join('\n')
        : [renderPlan(plan, skipped, paint), ...renderDependencies(dependencies)].join('\n'),
    );
    return same ? 0 : 3;
  },
});
