import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { InputError } from '../../errors.ts';
import type { ContainerRow } from '../engine/objects.ts';
import { LABEL } from './containers.ts';

/** Which compose files, and what else Compose was told when it made the project. */
export interface ComposeFiles {
  readonly files: readonly string[];
  /** `--project-directory`: relative paths in the files begin there. */
  readonly projectDirectory?: string;
  /** `--env-file`. */
  readonly envFiles?: readonly string[];
}

/** Where the Python tool had the compose file of a project. */
export function usualFile(project: string): string {
  return `/etc/docker/${project}/compose.yml`;
}

/** The files that somebody named, else the one at the usual place of the project. */
export function filesOnDisk(
  given: readonly string[] | undefined,
  project: string | undefined,
): ComposeFiles | undefined {
  if (given !== undefined && given.length > 0) return { files: given.map((file) => resolve(file)) };
  if (project === undefined || !existsSync(usualFile(project))) return undefined;
  return { files: [usualFile(project)] };
}

/**
 * The files as Compose wrote them on a container: separated by commas, v1 with paths as they were given, relative to
 * the working directory that it wrote too.
 */
export function filesOfLabels(labels: ContainerRow['Labels']): ComposeFiles | undefined {
  const text = labels[LABEL.files];
  const directory = labels[LABEL.workingDir];
  if (text === undefined || text === '') return undefined;
  const whole = (path: string): string =>
    directory === undefined || isAbsolute(path) ? path : resolve(directory, path);
  const envFiles = (labels[LABEL.envFile] ?? '').split(',').filter((path) => path !== '');
  return {
    files: text.split(',').map(whole),
    ...(directory === undefined ? {} : { projectDirectory: directory }),
    ...(envFiles.length === 0 ? {} : { envFiles: envFiles.map(whole) }),
  };
}

/** @throws InputError where a file is not on this machine: the project may have been made from another one */
export function requireFiles({ files }: ComposeFiles, project: string): void {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length === 0) return;
  throw new InputError(`The compose file of ${project} is not on this machine`, {
    why: `there is no ${missing.join(', ')}`,
    remedy: `Name it with --file or COMPOSE_FILE, or put it to ${usualFile(project)}.`,
  });
}
