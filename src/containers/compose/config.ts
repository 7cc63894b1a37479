import { parse } from 'yaml';
import { InputError } from '../../errors.ts';
import { ProgramError } from '../process.ts';
import type { ComposeCli } from './cli.ts';
import type { ComposeFiles } from './files.ts';

/** What is used of a compose file, as Compose itself reads it. */
export interface ComposeConfig {
  /** v2 only. */
  readonly name?: string;
  /** The labels of each service, by its name. */
  readonly services: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/**
 * Has Compose read the files: with its variables, `extends`, several files, all of it.
 * @throws InputError where it cannot
 */
export async function readConfig(
  cli: ComposeCli,
  files: ComposeFiles,
  project: string | undefined,
): Promise<ComposeConfig> {
  try {
    const { stdout } = await cli.run(files, project, ['config'], { everyProfile: true });
    return configOf(parse(stdout));
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw new InputError(`Compose cannot read ${files.files.join(', ')}`, {
      ...(error.why === undefined ? {} : { why: error.why }),
      remedy: `See what "${error.command.join(' ')}" says.`,
      cause: error,
    });
  }
}

/** Labels come as a table or as a list of `NAME=value`. */
export function configOf(document: unknown): ComposeConfig {
  const { name, services } = asTable(document);
  return {
    ...(typeof name === 'string' ? { name } : {}),
    services: new Map(
      Object.entries(asTable(services)).map(([service, value]) => [service, labelsOf(asTable(value).labels)]),
    ),
  };
}

function labelsOf(labels: unknown): Record<string, string> {
  if (Array.isArray(labels)) {
    return Object.fromEntries(
      labels.map(String).map((text) => {
        const [name = '', ...value] = text.split('=');
        return [name, value.join('=')];
      }),
    );
  }
  return Object.fromEntries(
    Object.entries(asTable(labels)).map(([name, value]) => [name, String(value ?? '')]),
  );
}

function asTable(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
