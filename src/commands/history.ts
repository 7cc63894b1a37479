import { requireComponentName } from '../containers/names.ts';
import { requireWhole } from '../containers/whole-number.ts';
import { InputError } from '../errors.ts';
import { defineCommand } from './command.ts';
import { type OptionDefinition, textOption } from './options.ts';

const DEFAULT_LIMIT = 50;

export const history = defineCommand({
  name: 'history',
  summary: 'show what was decided about the number of containers, and what came of it',
  description:
    'Shows the requests to scale that were made on this machine, done or refused, oldest first: when, from how many to how many, what came of it, how long it took, who asked and why it was decided so. On a terminal the number over time is drawn as well.',
  examples: [
    { line: 'concierge-scheduler history web', comment: 'of the component web, in all projects' },
    {
      line: 'concierge-scheduler history --limit 500 --json',
      comment: 'of all components, as a JSON document',
    },
  ],
  arguments: {
    component: { description: 'the component; default: all', required: false, read: readComponent },
  },
  options: {
    limit: limitOption(),
  },
  variables: ['CONCIERGE_STATE_DIR'],
  exitCodes: {},
  async run({ settings, options, arguments: { component }, output, onExit }) {
    const stateDir = settings.stateDir.value;
    const [{ isWithoutHistory, openHistory }, { historyDocument, renderHistory }] = await Promise.all([
      import('../containers/history/open-history.ts'),
      import('../containers/history/render-history.ts'),
    ]);
    // To look is no reason to make files.
    if (isWithoutHistory(stateDir)) {
      output.result(historyDocument([]), () => `Nothing was ever scaled as far as ${stateDir} tells.`);
      return 0;
    }
    const kept = await openHistory(stateDir);
    onExit(() => kept.close());
    const entries = kept.entries({ component, limit: options.limit });
    output.result(historyDocument(entries), (paint) =>
      entries.length === 0
        ? `Nothing was decided about ${component ?? 'any component'} yet.`
        : renderHistory(entries, { paint, columns: output.columns }),
    );
    return 0;
  },
});

/** A component by either of its names: `web`, or `shop/web` as messages have it. */
function readComponent(given: string | undefined): string | undefined {
  const [project = '', name, ...others] = given?.split('/') ?? [];
  if (given === undefined || name === undefined || others.length > 0) {
    return given === undefined ? undefined : requireComponentName(given);
  }
  return `${requireComponentName(project)}/${requireComponentName(name)}`;
}

function limitOption(): OptionDefinition<number> {
  return {
    ...textOption('--limit <number>', `how many at most, the latest; default ${DEFAULT_LIMIT}`),
    read(given) {
      const number = requireWhole(given.at(-1) ?? String(DEFAULT_LIMIT), '--limit');
      if (number > 0) return number;
      throw new InputError('--limit cannot be used', { why: 'it is 0', remedy: 'Give a number from 1 on.' });
    },
  };
}
