import { dirname, join } from 'node:path';
import { ConciergeError, InputError } from '../../errors.ts';

const TOO_LONG = 'its path, or a name in it, is longer than the file system takes';

/** The operating system's code of a failed file operation: 'ENOSPC'. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/**
 * Words a failed write to a folder. What is not a failure of the file system comes back as it is.
 * @param what the sentence's subject: 'The backup'.
 * @param needed the folder that must be writable: the one in which `folder` is made before it takes its place.
 * @param setting what names another folder.
 */
export function writeFailure(
  what: string,
  folder: string,
  error: unknown,
  needed: string = dirname(folder),
  setting = '--config-dir or ZBX_CONFIG_DIR',
): unknown {
  const code = codeOf(error);
  if (error instanceof ConciergeError || code === undefined) return error;
  const message = `${what} could not be written to ${folder}`;
  const elsewhere = `or name another folder with ${setting}`;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new ConciergeError(message, {
        why: code === 'ENOSPC' ? 'no room is left on the disk' : 'the quota of this user is used up',
        remedy: `Make room, ${elsewhere}. What was there before is untouched.`,
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new InputError(message, {
        why: `this user may not write to ${needed}, and a backup is made beside its place before it takes it`,
        remedy: `Give this user the right to write to ${needed}, ${elsewhere}.`,
        cause: error,
      });
    case 'EROFS':
      return new InputError(message, {
        why: 'the file system is read-only',
        remedy: `Mount it for writing, ${elsewhere}.`,
        cause: error,
      });
    case 'EBUSY':
    case 'EXDEV':
      return mountPoint(message, folder, error);
    case 'ENOTDIR':
    case 'EEXIST':
      return new InputError(message, {
        why: 'it, or a part of its path, is a file',
        remedy: `Move the file, ${elsewhere}.`,
        cause: error,
      });
    case 'ENAMETOOLONG':
      return new InputError(message, {
        why: TOO_LONG,
        remedy: `Name a folder with a shorter path with ${setting}.`,
        cause: error,
      });
    default:
      return new ConciergeError(message, {
        why: (error as Error).message,
        remedy: `Look into that, ${elsewhere}. What was there before is untouched.`,
        cause: error,
      });
  }
}

/** A mount point cannot be renamed, and so not be replaced as a whole. */
export function mountPoint(message: string, folder: string, cause?: unknown): InputError {
  return new InputError(message, {
    why: 'it is a mount point (a volume), and a backup takes the place of its folder as a whole',
    remedy: `Name a folder inside it with --config-dir or ZBX_CONFIG_DIR: ${join(folder, 'zabbix')}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Words a failed read. What is not a failure of the file system comes back as it is. */
export function readFailure(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof ConciergeError || code === undefined) return error;
  const why =
    code === 'EACCES' || code === 'EPERM'
      ? 'this user may not read it'
      : code === 'ENOENT'
        ? 'it is missing'
        : code === 'EISDIR'
          ? 'it is a folder'
          : code === 'ENOTDIR'
            ? 'it, or a part of its path, is a file'
            : code === 'ENAMETOOLONG'
              ? TOO_LONG
              : (error as Error).message;
  return new InputError(`${path} cannot be read`, {
    why,
    remedy: 'Put that right, or name another backup with --config-dir or ZBX_CONFIG_DIR.',
    cause: error,
  });
}
