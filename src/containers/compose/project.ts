import { basename, dirname } from 'node:path';
import { InputError } from '../../errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { ContainerRow } from '../engine/objects.ts';
import type { ComposeCli } from './cli.ts';
import { containerRows, LABEL } from './containers.ts';
import { type ComposeFiles, filesOnDisk } from './files.ts';

/** A project of Compose: its name, and its files where something but its containers names them. */
export interface ComposeProject {
  readonly name: string;
  readonly files?: ComposeFiles;
}

export interface ProjectQuestion {
  readonly project: string | undefined;
  readonly files: readonly string[] | undefined;
  readonly component: string | undefined;
}

/**
 * Finds the project that is meant: by its name, by its files, else by the labels that Compose has written on the
 * containers of the component (those that run before those that do not).
 * @throws InputError where none or several are found; it lists them
 */
export async function findProject(
  question: ProjectQuestion,
  engine: Engine,
  cli: ComposeCli,
): Promise<ComposeProject> {
  const { project, component } = question;
  const files = filesOnDisk(question.files, project);
  if (project !== undefined) return files === undefined ? { name: project } : { name: project, files };
  if (files !== undefined) return { name: await nameByFiles(cli, files), files };
  const rows = await containerRows(engine, { service: component, all: true });
  const running = rows.filter(({ State }) => State === 'running');
  const names = projectsOf(running.length > 0 ? running : rows);
  const [name] = names;
  if (name !== undefined && names.length === 1) return { name };
  if (names.length > 1) throw several(names, component);
  throw await none(engine, component);
}

/** As Compose names it: `name` in the file (v2), else the folder of the first file. */
async function nameByFiles(cli: ComposeCli, files: ComposeFiles): Promise<string> {
  const { readConfig } = await import('./config.ts');
  const { name } = await readConfig(cli, files, undefined);
  return name ?? projectNameOf(files.files[0] ?? '');
}

/** Compose v1 takes the folder's name in lower case, without what is no letter, digit, `_` or `-` (compose/cli/command.py). */
export function projectNameOf(file: string): string {
  const name = basename(dirname(file))
    .toLowerCase()
    .replaceAll(/[^-_a-z0-9]/gu, '');
  return name === '' ? 'default' : name;
}

function projectsOf(rows: readonly ContainerRow[]): string[] {
  return [...new Set(rows.map(({ Labels }) => Labels[LABEL.project] ?? ''))].sort();
}

function several(names: readonly string[], component: string | undefined): InputError {
  const what =
    component === undefined ? 'There are several projects' : `Several projects have a component ${component}`;
  return new InputError(what, {
    why: names.join(', '),
    remedy: 'Say which is meant: -p, or COMPOSE_PROJECT_NAME.',
  });
}

async function none(engine: Engine, component: string | undefined): Promise<InputError> {
  const names = projectsOf(await containerRows(engine, { all: true }));
  const there =
    names.length === 0 ? 'there are no containers of Compose' : `there are the projects ${names.join(', ')}`;
  const message =
    component === undefined ? 'No project is found' : `No project with a component ${component} is found`;
  return new InputError(`${message} at ${engine.endpoint.host}`, {
    why: `no container belongs to it; ${there}`,
    remedy: 'Say which project is meant: -p and --file, or COMPOSE_PROJECT_NAME and COMPOSE_FILE.',
  });
}
