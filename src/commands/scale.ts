import { requireComponentName } from '../containers/names.ts';
import { requireWhole } from '../containers/whole-number.ts';
import { InputError } from '../errors.ts';
import { defineCommand } from './command.ts';
import { containerOptions } from './container-options.ts';
import { type OptionDefinition, textArgument, textOption } from './options.ts';
import { SCALE_DESCRIPTION, SCALE_EXIT_CODES, SCALE_VARIABLES } from './scale-definition.ts';
import { readCurrentScale, scaleOptions } from './scale-options.ts';

export const scale = defineCommand({
  name: 'scale',
  family: 'container',
  summary: 'scale_up and scale_down, in the form of the Python tool',
  description: `Does what scale_up and scale_down do.\n\n${SCALE_DESCRIPTION}`,
  examples: [
    {
      line: 'concierge-scheduler container -u tcp://10.0.0.5:2376 -p shop scale -n web -c 1 -s 1 up',
      comment: 'two of web in the project shop',
    },
  ],
  arguments: {
    direction: textArgument('up or down', {
      choices: ['up', 'down', 'scale_up', 'scale_down', 'scale-up', 'scale-down'],
    }),
  },
  options: {
    ...containerOptions,
    serviceName: required('-n, --service-name <name>', 'the component', requireComponentName),
    currentScale: required(
      '-c, --current-scale <number>',
      'how many there are as far as the caller knows, or auto; default auto',
      (text) => readCurrentScale(text, '--current-scale'),
      'auto',
    ),
    scaleDelta: required('-s, --scale-delta <number>', 'how many more or fewer', (text) =>
      requireWhole(text, '--scale-delta'),
    ),
    ...scaleOptions,
  },
  variables: SCALE_VARIABLES,
  exitCodes: SCALE_EXIT_CODES,
  async run(context) {
    const { runScale } = await import('./run-scale.ts');
    return await runScale(context, context.options.serviceName, {
      direction: context.arguments.direction.endsWith('up') ? 'up' : 'down',
      current: context.options.currentScale,
      delta: context.options.scaleDelta,
    });
  },
});

/** An option that must be given, or has a default. */
function required<T>(
  flags: string,
  description: string,
  parse: (text: string) => T,
  fallback?: string,
): OptionDefinition<T> {
  return {
    ...textOption(flags, description),
    read(given) {
      const text = given.at(-1) ?? fallback;
      if (text !== undefined) return parse(text);
      throw new InputError(`scale needs ${flags}`, {
        why: 'it is not given',
        remedy: 'See concierge-scheduler scale --help.',
      });
    },
  };
}
