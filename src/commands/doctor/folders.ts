import { constants } from 'node:fs';
import { access, mkdtemp, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeFileError } from '../../settings/env-file.ts';
import type { Check, Finding } from './check.ts';

/** A backup of a stock server is some 25 MB, it is written beside the earlier one, and hosts add to it. */
const ROOM_NEEDED_MB = 100;
const ROOM_WANTED_MB = 500;

/** The folder of the backup: there or makeable, writable, and with room on its disk. */
export const configDirCheck: Check = {
  name: 'backup folder',
  async run({ settings }) {
    const { value } = settings.configDir;
    return value === undefined ? [] : await lookAt('backup folder', value, 'problem');
  },
};

/** The folder of what is remembered between runs. */
export const stateDirCheck: Check = {
  name: 'state folder',
  async run({ settings }) {
    return await lookAt('state folder', settings.stateDir.value, 'warning');
  },
};

/** `severity` is that of a folder that cannot be used. */
async function lookAt(subject: string, folder: string, severity: 'warning' | 'problem'): Promise<Finding[]> {
  let existing = folder;
  try {
    while (!(await exists(existing)) && dirname(existing) !== existing) existing = dirname(existing);
    if (!(await stat(existing)).isDirectory()) {
      return [
        {
          status: severity,
          subject,
          detail: `${existing} is not a folder`,
          remedy: 'Name another folder, or move the file.',
        },
      ];
    }
    await access(existing, constants.W_OK | constants.X_OK);
    // A backup is written beside its folder and renamed.
    if (existing === folder) await access(dirname(folder), constants.W_OK | constants.X_OK);
    else await makeFolderIn(existing);
    const found = existing === folder ? folder : `${folder} (will be made)`;
    return [{ status: 'ok', subject, detail: found }, await room(subject, existing, severity)];
  } catch (error) {
    return [
      {
        status: severity,
        subject,
        detail: `${folder} cannot be written: ${describeFileError(error)}`,
        remedy:
          codeOf(error) === 'ENAMETOOLONG'
            ? 'Name a folder with a shorter path.'
            : `Give this user the right to write to ${existing} and ${dirname(existing)}, or name another folder.`,
      },
    ];
  }
}

/**
 * Makes a folder and takes it away: root may write anywhere by the rights, and /proc takes no folders all the same.
 * @throws the file system's error where none can be made
 */
async function makeFolderIn(folder: string): Promise<void> {
  await rmdir(await mkdtemp(join(folder, '.concierge-')));
}

/** @throws the file system's error where that cannot be told: no right to look, a name that is too long */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

async function room(subject: string, folder: string, severity: 'warning' | 'problem'): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const megabytes = Math.floor((bavail * bsize) / 1_000_000);
  const disk = { subject: `${subject}: disk`, detail: `${megabytes.toLocaleString('en')} MB free` };
  if (megabytes >= ROOM_WANTED_MB) return { status: 'ok', ...disk };
  return {
    status: megabytes < ROOM_NEEDED_MB ? severity : 'warning',
    ...disk,
    remedy: 'Make room on the disk, or name a folder on another one.',
  };
}
