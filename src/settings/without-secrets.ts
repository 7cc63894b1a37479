import { VARIABLE_NAMES, variableDefinition } from './variables.ts';

/** Every name of a variable that holds a secret of this program. */
const SECRET: ReadonlySet<string> = new Set(
  VARIABLE_NAMES.flatMap((name) => {
    const { secret, otherNames = [] } = variableDefinition(name);
    return secret === true ? [name, ...otherNames] : [];
  }),
);

/**
 * The environment for another program: what is set of the person's own, without the secrets of this program.
 * @param mayTake whether that program is to have such a variable all the same, by its name
 */
export function withoutSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  mayTake: (name: string) => boolean = () => false,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (!SECRET.has(entry[0]) || mayTake(entry[0])),
    ),
  );
}
