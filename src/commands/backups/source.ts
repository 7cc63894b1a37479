import type { Backup } from '../../configuration/backup/backup.ts';
import { requiredConfigDir } from '../../settings/required.ts';
import { STORAGE_VARIABLES, type VariableName } from '../../settings/variables.ts';
import type { CommandContext } from '../command.ts';
import { switchOption, textOption } from '../options.ts';
import { BROUGHT_BACKUPS, removeLeftBehind } from '../private-folders.ts';
import { storageOptions } from '../storage-options.ts';
import { identityOption } from './options.ts';

/** For commands that work on the content of a backup: where it is taken from, and how strictly it is read. */
export const sourceOptions = {
  from: textOption(
    '--from <address>',
    'take the backup from a store: its address (gs://bucket/folder/name), or its name at STORAGE_LOCATION',
    { names: 'backup' },
  ),
  acceptEdited: switchOption('--accept-edited', 'read files that were changed since the backup was made'),
  ...identityOption,
  ...storageOptions,
};

export const SOURCE_VARIABLES = [...STORAGE_VARIABLES, 'STORAGE_IDENTITY'] as const;

/** Without those of the store, or without the folder where the backup comes from a store. */
export function variablesFrom(variables: readonly VariableName[], from: string | undefined): VariableName[] {
  const ofStore: readonly VariableName[] = SOURCE_VARIABLES;
  return variables.filter((name) =>
    from === undefined ? !ofStore.includes(name) : name !== 'ZBX_CONFIG_DIR',
  );
}

type SourceContext = Pick<CommandContext, 'settings' | 'output' | 'progress' | 'onExit' | 'signal'>;

export interface SourceBackup {
  readonly backup: Backup;
  /** The folder beside which records and the copy of the target are kept. */
  readonly keepBeside: string;
}

/**
 * Reads the backup that a command works on, and says its warnings: that of ZBX_CONFIG_DIR, or with --from one of a store,
 * brought into a private folder that goes when the command ends.
 * @throws InputError where there is none or several, RefusedError where the one of a store is incomplete; as `readBackup`.
 */
export async function readSource(
  { from, acceptEdited }: { readonly from: string | undefined; readonly acceptEdited: boolean },
  context: SourceContext,
): Promise<SourceBackup> {
  const { readBackup } = await import('../../configuration/backup/read-backup.ts');
  const { dir, keepBeside } = await locate(from, context);
  const backup = readBackup(dir, { acceptEdited });
  for (const warning of backup.warnings) context.output.warn(warning);
  return { backup, keepBeside };
}

async function locate(
  from: string | undefined,
  context: SourceContext,
): Promise<{ readonly dir: string; readonly keepBeside: string }> {
  const { settings } = context;
  await removeLeftBehind(BROUGHT_BACKUPS, context);
  if (from === undefined) {
    const { backupFolder } = await import('../../configuration/backup/timestamped.ts');
    const dir = backupFolder(requiredConfigDir(settings));
    return { dir, keepBeside: dir };
  }
  const [{ fetchBackup }, { keptBeside }] = await Promise.all([
    import('./fetch-backup.ts'),
    import('./kept-beside.ts'),
  ]);
  return { dir: await fetchBackup(from, context), keepBeside: keptBeside(settings) };
}
