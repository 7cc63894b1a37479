import { InputError, RefusedError } from '../errors.ts';
import { STORAGE_VARIABLES } from '../settings/variables.ts';
import { counted } from '../terminal/counted.ts';
import type { Description } from './backups/describe.ts';
import { placeOfChoice, placeOptions } from './backups/options.ts';
import { defineCommand } from './command.ts';
import { type OptionDefinition, optionalTextArgument, switchOption } from './options.ts';

/** An option with a number of backups. */
function countOption(name: string, description: string): OptionDefinition<number | undefined> {
  return {
    flags: `--keep-${name} <n>`,
    description,
    form: 'value',
    read(given) {
      const text = given.at(-1);
      if (text === undefined || /^\d{1,6}$/u.test(text)) return text === undefined ? undefined : Number(text);
      throw new InputError(`"${text}" is no number of backups`, {
        why: `--keep-${name} takes a whole number, 0 or more`,
        remedy: `Write --keep-${name} 7, with a number of your own.`,
      });
    },
  };
}

export const prune = defineCommand({
  name: 'prune',
  summary: 'delete old backups by rules',
  description:
    'Deletes timestamped backups that no rule keeps, in ZBX_CONFIG_DIR, or in the folder or at the address that is given. A backup stays where any rule keeps it; whatever the rules say, the newest whole one stays. Partial ones, and those of each selection (--only, --skip), are judged among themselves: none takes the place of one that holds everything. Incomplete ones go where they are older than the newest whole one and older than a day. What is not named for a time (made without --timestamped), and what cannot be judged (encrypted and not opened, of the Python tool, of a newer format), is never deleted.',
  examples: [
    {
      line: 'concierge-scheduler prune --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --dry-run',
      comment: 'what would be deleted',
    },
    { line: 'concierge-scheduler prune gs://bucket/zabbix --keep-last 30', comment: 'in a bucket' },
  ],
  arguments: { place: optionalTextArgument('a folder, or the address of a store: gs://bucket/folder') },
  options: {
    keepLast: countOption('last', 'the newest n'),
    keepDaily: countOption('daily', 'the newest of each of the last n days that have one, in UTC'),
    keepWeekly: countOption('weekly', 'the newest of each of the last n weeks that have one'),
    keepMonthly: countOption('monthly', 'the newest of each of the last n months that have one'),
    dryRun: switchOption('--dry-run', 'print what would be deleted, delete nothing'),
    yes: switchOption('--yes', 'answer yes to the question before the deletion'),
    ...placeOptions,
  },
  variables: [...STORAGE_VARIABLES, 'STORAGE_IDENTITY'],
  exitCodes: {
    3: 'with --dry-run: something would be deleted',
    4: 'refused: the deletion was not confirmed, or could not be asked about',
  },
  async run(context) {
    const { settings, options, output, signal } = context;
    const rules = {
      last: options.keepLast ?? 0,
      daily: options.keepDaily ?? 0,
      weekly: options.keepWeekly ?? 0,
      monthly: options.keepMonthly ?? 0,
    };
    if (Object.values(rules).every((count) => count === 0)) {
      throw new InputError('prune needs a rule that keeps something', {
        why: 'without one it would delete all but the newest whole backup',
        remedy: 'Give --keep-last, --keep-daily, --keep-weekly or --keep-monthly with a number.',
      });
    }
    const choice = placeOfChoice(context.arguments.place, options.remote, settings);
    const [{ openPlace }, pruning] = await Promise.all([
      import('./backups/open-place.ts'),
      import('./backups/prune-place.ts'),
    ]);
    const place = await openPlace(choice, context);
    const decided = await pruning.decidePrune(place, rules, new Date(), signal);
    const doomed = decided.filter(({ keep }) => !keep);
    if (options.dryRun) {
      const document = { dry_run: true, location: place.location, ...pruning.pruneDocument(decided) };
      output.result(document, (paint) => pruning.pruneText(place.location, decided, paint));
      return doomed.length > 0 ? 3 : 0;
    }
    if (doomed.length > 0 && context.interactive && !options.yes) {
      output.warn(pruning.pruneText(place.location, decided, output.paint));
      if (!(await context.confirm(`Delete ${doomed.length} of ${counted(decided.length, 'backup')}?`))) {
        throw new RefusedError('Nothing was deleted', { why: 'the deletion was not confirmed' });
      }
    }
    // The oldest first: what is ended in the middle has deleted what was needed least.
    const done = new Map<Description, readonly string[]>();
    for (const { description } of [...doomed].reverse()) {
      signal.throwIfAborted();
      const { backup } = description;
      output.detail(`deleting ${backup.location}`);
      done.set(description, await backup.remove(signal));
    }
    const document = { dry_run: false, location: place.location, ...pruning.pruneDocument(decided, done) };
    output.result(document, (paint) => pruning.pruneText(place.location, decided, paint, done));
    return 0;
  },
});
