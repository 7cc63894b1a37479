import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandOptions, type CommandResult, run } from './command.ts';
import { type LabPaths, type LabVersion, labPaths } from './versions.ts';

/**
 * A Debian system in a folder. Nothing is mounted into it while servers run: the device nodes that debootstrap makes
 * (null, zero, random, urandom) are all that PostgreSQL and PHP need, so removing the folder can never reach the
 * machine's own /dev or /proc.
 */
export interface Chroot {
  readonly version: LabVersion;
  readonly paths: LabPaths;
  /** Where the PostgreSQL programs lie, as seen from inside. */
  readonly postgresPrograms: string;
  /** The command line that runs a program inside, as a user of that system. */
  command(user: string, program: readonly string[]): string[];
  /** Runs a program inside to its end. @throws CommandError */
  run(user: string, program: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** A path of the inside, as seen from the machine. */
  outside(path: string): string;
}

/** The chroot of a version, which must be installed (`installRoot`). */
export async function openChroot(version: LabVersion): Promise<Chroot> {
  const found = labPaths(version);
  // /proc/PID/root, by which the lab knows its processes, holds the real path.
  const paths = { ...found, root: realpathSync(found.root) };
  await mkdir(paths.run, { recursive: true });
  const command = (user: string, program: readonly string[]): string[] => [
    'chroot',
    `--userspec=${user}:${user}`,
    paths.root,
    ...program,
  ];
  return {
    version,
    paths,
    postgresPrograms: postgresPrograms(paths.root),
    command,
    run: (user, program, options) => run(command(user, program), options),
    outside: (path) => join(paths.root, path),
  };
}

function postgresPrograms(root: string): string {
  const folder = '/usr/lib/postgresql';
  const outside = join(root, folder);
  const [release] = existsSync(outside) ? readdirSync(outside).sort() : [];
  if (release === undefined) throw new Error(`No PostgreSQL in ${root}.`);
  return join(folder, release, 'bin');
}
