import { resolve } from 'node:path';
import { placeOf } from '../../configuration/backup/place.ts';
import type { WrittenBackup } from '../../configuration/backup/write-backup.ts';
import { type ExitCode, InputError } from '../../errors.ts';
import type { BackupContext } from './options.ts';

/** What came of bringing a backup to where it is kept besides its folder. */
export interface Elsewhere {
  /** For `--json`. */
  readonly document: object;
  /** For people. */
  readonly lines: readonly string[];
  /** Whether what is in the folder was told already, since the rest takes long. */
  readonly replacesText: boolean;
  readonly exitCode: ExitCode;
}

/**
 * Who asks for encryption and gets none would believe the folder to be safe.
 * @throws InputError where a backup is to be encrypted that goes to no store
 */
export function refuseUnencrypted({ encryptTo, upload }: BackupContext['options']): void {
  if (encryptTo.length === 0 || upload) return;
  throw new InputError('--encrypt-to needs --upload', {
    why: 'only what goes to a store is encrypted, the backup in the folder never is',
    remedy: 'Add --upload, or leave --encrypt-to away.',
  });
}

/**
 * Opens the places that a backup is to be kept in besides its folder: a commit of git (--commit) and a store (--upload).
 * Whatever could be wrong with them is known before the server is asked for anything.
 * @param dir the folder of the backup
 * @returns brings the backup there; `before` is called where that takes long
 * @throws InputError where the settings cannot be used, or no commit can be made
 */
export async function openElsewhere(
  dir: string,
  context: BackupContext,
): Promise<(written: WrittenBackup, before: () => void) => Promise<Elsewhere>> {
  const commit = await openCommit(dir, context);
  const upload = context.options.upload ? await openUpload(dir, context) : undefined;
  return async (written, before) => {
    if (upload !== undefined) before();
    const uploaded = await upload?.(written);
    const committed = await commit?.(written);
    return {
      document: { ...committed?.document, ...uploaded?.document },
      lines: [...(committed?.lines ?? []), ...(uploaded?.lines ?? [])],
      replacesText: upload !== undefined,
      exitCode: uploaded?.exitCode ?? 0,
    };
  };
}

type Part = Pick<Elsewhere, 'document' | 'lines' | 'exitCode'>;
type Bring = (written: WrittenBackup) => Promise<Part>;

async function openCommit(
  dir: string,
  { options: { commit: message }, environment, signal }: BackupContext,
): Promise<Bring | undefined> {
  if (message === undefined) return undefined;
  const { commitBackup, commitText, openWorkTree } = await import('../git/commit-backup.ts');
  const git = { environment, signal };
  const workTree = await openWorkTree(placeOf(dir).folder, message, git);
  return async (written) => {
    const made = await commitBackup(written, message, workTree, git);
    return { document: { commit: made }, lines: [commitText(made)], exitCode: 0 };
  };
}

async function openUpload(dir: string, context: BackupContext): Promise<Bring> {
  const { options, output } = context;
  const [{ openForUpload, uploadBackup }, { uploadText, warnOfUpload }] = await Promise.all([
    import('../upload-backup.ts'),
    import('../upload-report.ts'),
  ]);
  // The folder is replaced as a whole: what was the current folder is then another one.
  const absolute = resolve(dir);
  const to = await openForUpload(options.encryptTo, context);
  return async ({ folder }) => {
    // A folder of a series may have got the next number.
    const from = options.timestamped ? folder : absolute;
    const report = await uploadBackup({ dir: from, force: false, to }, context);
    warnOfUpload(report, output);
    return {
      document: { upload: report },
      lines: [uploadText(report)],
      exitCode: report.failed.length > 0 ? 1 : 0,
    };
  };
}
