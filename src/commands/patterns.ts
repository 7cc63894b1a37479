import type { Configuration } from '../configuration/configuration.ts';
import { InputError } from '../errors.ts';
import type { Output } from '../terminal/output.ts';
import { listOption, type OptionDefinition, switchOption } from './options.ts';

/** What `--only` and `--skip` name: a kind, and within it the objects whose name fits (`*` any run, `?` one character). */
export interface Pattern {
  readonly kind: string;
  /** Undefined: every object of the kind. */
  readonly name: string | undefined;
}

/**
 * Reads `hosts`, `hosts:web-*` or several of them separated by commas. A comma or backslash that belongs to a name is
 * written with a backslash before it; a colon in a name needs nothing, the first one ends the kind.
 * @throws InputError for an empty kind or an empty name pattern
 */
export function parsePatterns(text: string): Pattern[] {
  return splitAtCommas(text).map((part) => {
    const colon = part.indexOf(':');
    const kind = (colon < 0 ? part : part.slice(0, colon)).trim();
    const name = colon < 0 ? undefined : unescaped(part.slice(colon + 1).trim());
    if (kind === '' || name === '') {
      throw new InputError(`"${text}" is not a pattern`, {
        why: kind === '' ? 'it names no kind' : 'nothing stands after the colon',
        remedy: 'Write a kind, or kind:name with * and ? in the name: hosts, templates:Linux*',
      });
    }
    return { kind, name };
  });
}

/** A comma with a backslash before it does not separate. The backslashes stay for `unescaped`. */
function splitAtCommas(text: string): string[] {
  return text.match(/(?:\\.|[^\\,]|\\$)+|(?<=^|,)(?=,|$)/gsu) ?? [''];
}

function unescaped(text: string): string {
  return text.replace(/\\([\\,])/gu, '$1');
}

/** `--only` and `--skip`, the same for every command that works on a configuration. */
export const selectionOptions: {
  only: OptionDefinition<readonly Pattern[]>;
  skip: OptionDefinition<readonly Pattern[]>;
} = {
  only: listOption('--only <pattern>', 'only these: kind or kind:name (* and ?); repeatable', parsePatterns, {
    group: 'Selection',
    completes: 'kind',
  }),
  skip: listOption(
    '--skip <pattern>',
    'all but these: kind or kind:name (* and ?); repeatable',
    parsePatterns,
    {
      group: 'Selection',
      completes: 'kind',
    },
  ),
};

/**
 * Warns of names that nothing fits, in any of these configurations: a mistyped --skip leaves nothing out, a mistyped --only
 * brings nothing.
 */
export async function warnOfUnfitting(
  { only, skip }: { readonly only: readonly Pattern[]; readonly skip: readonly Pattern[] },
  configurations: readonly Pick<Configuration, 'objects'>[],
  output: Pick<Output, 'warn'>,
): Promise<void> {
  const { recordedPattern, unfitting } = await import('../configuration/selection.ts');
  for (const pattern of unfitting(only, configurations)) {
    output.warn(`--only ${recordedPattern(pattern)} fits nothing.`);
  }
  for (const pattern of unfitting(skip, configurations)) {
    output.warn(`--skip ${recordedPattern(pattern)} fits nothing, and leaves nothing out.`);
  }
}

/** For commands that bring objects of a backup to a server. */
export const dependenciesOption: OptionDefinition<boolean> = switchOption(
  '--with-dependencies',
  'with --only: also what these need and the server lacks; what is there stays as it is',
  { group: 'Selection' },
);

/**
 * @throws InputError where nothing is chosen that could need anything
 */
export function refuseNeedless(withDependencies: boolean, only: readonly Pattern[]): void {
  if (!withDependencies || only.length > 0) return;
  throw new InputError('--with-dependencies needs --only', {
    why: 'without it everything is restored, and with it all that anything needs',
    remedy: "Name what is meant: --only 'dashboards:NOC*' --with-dependencies",
  });
}
