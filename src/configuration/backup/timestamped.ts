import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../errors.ts';
import { counted } from '../../terminal/counted.ts';
import { readFailure } from './file-failure.ts';
import { contentOf, manifestIn } from './recognise.ts';
import { firstFree, timeInName } from './time-names.ts';
import { faultsOf, lessThanEverything } from './wholeness.ts';

/** Names that sort by time and hold only what every file system takes: `20261122T171530Z`. The image uses days too. */
const NAME_OF_TIME = /^(?:\d{8}T\d{6}Z|\d{4}-\d{2}-\d{2})(?:-\d+)?$/u;

/** In the place of such a name: the newest whole one that is neither partial nor of a selection. */
export const LATEST = 'latest';

/** Whether a backup is one of a series, made beside others and never over one. */
export function isTimestamped(name: string): boolean {
  return NAME_OF_TIME.test(name);
}

/**
 * The path for a new backup in a folder of such, named for the time in UTC. A number follows where that is taken.
 * @throws InputError where the folder is a backup itself.
 */
export function timestampedFolder(dir: string, now: Date): string {
  if (attempt(() => contentOf(dir)) === 'backup') {
    throw new InputError(`${dir} is a backup itself`, {
      why: 'with --timestamped each backup is a folder of its own in ZBX_CONFIG_DIR',
      remedy: 'Name another folder with --config-dir or ZBX_CONFIG_DIR, or leave --timestamped away.',
    });
  }
  return firstFree(join(dir, timeInName(now)));
}

/**
 * The folder of one backup that a path stands for: itself, or with `latest` as its last part the newest whole one beside,
 * neither partial nor of a selection.
 * @throws InputError where it is a folder of timestamped backups: it says which there are; with `latest`, where none is
 * whole and holds everything.
 */
export function backupFolder(dir: string): string {
  const content = attempt(() => contentOf(dir));
  if (content === 'missing' && basename(dir) === LATEST) return latestIn(dirname(dir)) ?? dir;
  const names = seriesIn(dir);
  if (names.length === 0) return dir;
  throw new InputError(`${dir} holds ${counted(names.length, 'backup')}, and one is needed`, {
    why: `they were made with --timestamped: ${shortList(names)}`,
    remedy: `Name one of them: ${join(dir, names[0] ?? '')}, or ${join(dir, LATEST)} for the newest whole one.`,
  });
}

/** Names of the timestamped backups in a folder that is there for such, the newest first; none where it is another. */
export function seriesIn(dir: string): string[] {
  return attempt(() => contentOf(dir)) === 'something else' ? timestampedIn(dir) : [];
}

/** Names of the timestamped backups in a folder, the newest first. */
export function timestampedIn(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isTimestamped(entry.name))
      .map(({ name }) => name)
      .sort(byTimeInName)
      .reverse();
  } catch (error) {
    throw readFailure(dir, error);
  }
}

function latestIn(dir: string): string | undefined {
  const names = attempt(() => timestampedIn(dir)) ?? [];
  if (names.length === 0) return undefined;
  const whole = names.filter((name) => faultsOf(join(dir, name)).length === 0);
  const lesser = (name: string): string | undefined => {
    const manifest = manifestIn(join(dir, name));
    return manifest && lessThanEverything(manifest);
  };
  const newest = whole.find((name) => lesser(name) === undefined);
  if (newest !== undefined) return join(dir, newest);
  const [first] = whole;
  if (first !== undefined) throw onlyLesser(dir, join(dir, first), lesser(first));
  throw new InputError(`There is no whole backup in ${dir}`, {
    why: `each of ${names.length} is incomplete: ${shortList(names)}`,
    remedy: `See concierge-scheduler backups ${dir}.`,
  });
}

/**
 * There are whole backups, and each holds less than everything: which of them is meant is for a person to say.
 * @param newest the path or address of the newest of them; why what `lessThanEverything` says of it.
 */
export function onlyLesser(place: string, newest: string, why: string | undefined): InputError {
  return new InputError(`There is no backup of everything in ${place}`, {
    why: `the newest whole one, ${newest}, is ${why}; ${LATEST} never stands for a partial backup or one of a selection`,
    remedy: `Name it where it is what you want: ${newest}. Or make one as a super admin without --only and --skip.`,
  });
}

/** `…Z-10` comes after `…Z-2`; a day comes before the times of that day. */
function byTimeInName(a: string, b: string): number {
  return keyOf(a).localeCompare(keyOf(b), 'en', { numeric: true });
}

function keyOf(name: string): string {
  return name.replace(/^(\d{4})-(\d{2})-(\d{2})/u, '$1$2$3');
}

/** The first ten names, and how many more there are. */
export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

function attempt<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
