import type { Origin } from './settings.ts';
import { type VariableName, variableDefinition } from './variables.ts';

/** The places where settings are looked for. */
export interface SettingSources {
  /** What was typed, by the variable that the option overrides. */
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly envFile: ReadonlyMap<string, string>;
}

/** A text as it was found. */
export interface Found {
  /** Undefined where nobody gave it, and where it was given as the empty text. */
  readonly text: string | undefined;
  readonly origin: Origin;
  readonly name: string;
}

/**
 * Looks a variable up: flag, environment, file, in this order; within one place the first of its names counts that is
 * not empty. A variable that is given as the empty text means "none" and hides what stands below, so that
 * `ZBX_FORCE_TEMPLATES= restore_config` turns off what the file turns on.
 */
export function find(variable: VariableName, sources: SettingSources): Found {
  const names = [variable, ...(variableDefinition(variable).otherNames ?? [])];
  const flag = sources.flags[variable];
  if (flag !== undefined) return { text: flag === '' ? undefined : flag, origin: 'flag', name: variable };
  return (
    findIn(names, (name) => sources.environment[name], 'environment') ??
    findIn(names, (name) => sources.envFile.get(name), 'env file') ?? {
      text: undefined,
      origin: 'default',
      name: variable,
    }
  );
}

function findIn(
  names: readonly string[],
  look: (name: string) => string | undefined,
  origin: Origin,
): Found | undefined {
  const given = names.filter((name) => look(name) !== undefined);
  const name = given.find((candidate) => look(candidate) !== '') ?? given[0];
  return name === undefined ? undefined : { text: look(name) || undefined, origin, name };
}
