import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeFailure } from '../../configuration/backup/file-failure.ts';
import { isBackupPath, MANIFEST_FILE } from '../../configuration/backup/format.ts';
import { InputError, RefusedError } from '../../errors.ts';
import type { CommandContext } from '../command.ts';
import { describeBackup } from './describe.ts';
import { findBackup } from './find.ts';

/** How many files come at once. */
const AT_ONCE = 4;

/**
 * Brings a backup from a store into a private temporary folder (0700), which is removed when the command ends, however
 * it ends. Who reads it compares every file with the manifest.
 * @param from the address of a backup, or its name at STORAGE_LOCATION.
 * @returns the folder.
 * @throws InputError where there is none, RefusedError where it is incomplete.
 */
export async function fetchBackup(
  from: string,
  context: Pick<CommandContext, 'settings' | 'output' | 'progress' | 'onExit' | 'signal'>,
): Promise<string> {
  const { output, progress, signal } = context;
  const backup = await findBackup(from, true, context);
  const { state, problems, manifest, unreadable } = await describeBackup(backup, signal);
  if (unreadable !== undefined) throw unreadable;
  if (backup.sealed?.state === 'unknown') {
    throw new InputError(`${backup.location} cannot be opened`, {
      why: problems.join('; '),
      remedy: 'Give the file of the secret key with --identity or STORAGE_IDENTITY.',
    });
  }
  if (state !== 'whole' || manifest === undefined) {
    throw new RefusedError(`${backup.location} is not a whole backup`, {
      why: problems.slice(0, 5).join('; '),
      remedy: 'Upload it again, or use another one: see the command backups.',
    });
  }
  const parent = privateFolder(context);
  const dir = join(parent, 'backup');
  mkdirSync(dir, { mode: 0o700 });
  // The manifest's own schema lets no other names through; nothing that a store says may lead out of the folder.
  const names = [MANIFEST_FILE, ...Object.keys(manifest.files)].filter(isBackupPath);
  for (const below of new Set(names.map((name) => dirname(name))))
    mkdirSync(join(dir, below), { recursive: true, mode: 0o700 });
  output.info(`Reading the backup from ${backup.location}.`);
  progress.start('files', names.length);
  const queue = [...names];
  const fetchNext = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const target = createWriteStream(join(dir, name), { flags: 'wx', mode: 0o600 });
      const hash = createHash('sha256');
      const measure = new Transform({
        transform(piece: Buffer, _, done) {
          hash.update(piece);
          done(undefined, piece);
        },
      });
      try {
        await pipeline(await backup.open(name, signal), measure, target, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw writeFailure('The backup', dir, error, dir);
      }
      const expected = manifest.files[name]?.sha256;
      if (expected !== undefined && hash.digest('hex') !== expected) throw damaged(backup.location, name);
      progress.advance('files');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
  progress.done('files');
  return dir;
}

function damaged(location: string, name: string): RefusedError {
  return new RefusedError(`${location} is not as it was backed up`, {
    why: `the sha256 of ${name} is not the one that its manifest names`,
    remedy: 'Upload it again with --force, or use another one.',
  });
}

/** Also the second Ctrl-C, which ends the process at once, leaves nothing of it. */
function privateFolder({ onExit }: Pick<CommandContext, 'onExit'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'concierge-backup-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  onExit(() => {
    remove();
    process.off('exit', remove);
  });
  return folder;
}
