import { readDuration } from '../containers/duration.ts';
import { requireWhole } from '../containers/whole-number.ts';
import { InputError } from '../errors.ts';
import { type ArgumentDefinition, type OptionDefinition, switchOption, textOption } from './options.ts';

const BOUNDS = { group: 'Bounds, besides those of the labels; the stricter counts' };
const HOW = { group: 'How it is scaled' };

/** How long to wait for another process that scales the same component, where nobody says otherwise. */
const DEFAULT_WAIT_SECONDS = 300;
const DEFAULT_WAIT = '5m';

/** What every form of scaling takes. */
export const scaleOptions = {
  exact: switchOption('--exact', 'refuse where the actual number is not <current_scale>', HOW),
  allowZero: switchOption('--allow-zero', 'allow to take the last one away', HOW),
  noRollback: switchOption(
    '--no-rollback',
    'leave what does not come up; default: the former number again',
    HOW,
  ),
  wait: durationOption(
    '--wait <time>',
    `how long to wait while another process scales the component: 90, 90s, 5m, 1h; default ${DEFAULT_WAIT}`,
    (seconds) => seconds ?? DEFAULT_WAIT_SECONDS,
  ),
  timeout: durationOption(
    '--timeout <time>',
    'how long the containers may take to run and be healthy before the former number is ordered again; default DOCKER_CLIENT_TIMEOUT, else 2m',
    (seconds) => seconds,
  ),
  reason: textOption('--reason <text>', 'why, for the history; default: the command line', HOW),
  min: textOption('--min <number>', 'scale_down goes no lower', BOUNDS),
  max: textOption('--max <number>', 'scale_up goes no higher', BOUNDS),
  step: textOption('--step <number>', 'the most that one request adds or removes', BOUNDS),
  cooldown: textOption('--cooldown <time>', 'refuse so long after the last scaling: 90, 90s, 5m, 1h', BOUNDS),
  pause: textOption('--pause <direction>', 'refuse up, down or both', {
    choices: ['up', 'down', 'both'],
    ...BOUNDS,
  }),
};

/** A time, in seconds; `complete` says what stands for one that is not given. */
function durationOption<Value>(
  flags: string,
  description: string,
  complete: (seconds: number | undefined) => Value,
): OptionDefinition<Value> {
  const [name = flags] = flags.split(' ');
  return {
    ...textOption(flags, description, HOW),
    read(given) {
      const last = given.at(-1);
      const seconds = last === undefined ? undefined : readDuration(last);
      if (last === undefined || seconds !== undefined) return complete(seconds);
      throw new InputError(`${name} cannot be used`, {
        why: `it is ${JSON.stringify(given.at(-1)?.slice(0, 40))}`,
        remedy: 'Give a time: 90, 90s, 5m or 1h.',
      });
    },
  };
}

/** A number of containers, or `auto` for as many as there are. @throws InputError */
export function readCurrentScale(text: string, what: string): number | 'auto' {
  return text === 'auto' ? 'auto' : requireWhole(text, what, ', or auto for as many as there are');
}

/** `<current_scale>`. */
export const currentScaleArgument: ArgumentDefinition<number | 'auto'> = {
  description: 'how many there are as far as the caller knows, or auto',
  required: true,
  read: (given) => readCurrentScale(given ?? '', '<current_scale>'),
};

/** `<increment>` and `<decrement>`. */
export function deltaArgument(name: string, description: string): ArgumentDefinition<number> {
  return { description, required: true, read: (given) => requireWhole(given ?? '', `<${name}>`) };
}
