import { sourceOptions } from '../backups/source.ts';
import type { CommandContext } from '../command.ts';
import { switchOption } from '../options.ts';
import { dependenciesOption, selectionOptions } from '../patterns.ts';
import { pruneOption } from '../prune-option.ts';
import { rehearsalOption } from '../rehearsal-option.ts';
import { secretsOption } from '../secrets/options.ts';

/** The options of restore_config. */
export const restoreOptions = {
  ...sourceOptions,
  forceTemplates: switchOption(
    '--force-templates',
    'delete all templates of the target first, with their items and history',
    {
      variable: 'ZBX_FORCE_TEMPLATES',
    },
  ),
  prune: pruneOption,
  rehearsal: rehearsalOption,
  undo: switchOption(
    '--undo',
    'take the server back to the copy that the last restore made of it, and delete what that restore created',
  ),
  dryRun: switchOption('--dry-run', 'print what would be done, write nothing'),
  yes: switchOption('--yes', 'answer yes to the question before deletions'),
  allowMany: switchOption(
    '--allow-many',
    'go on although a large part of a kind would be changed or deleted',
  ),
  keepItems: switchOption(
    '--keep-items',
    'leave items that the backup does not know on its templates and hosts',
  ),
  setSecrets: switchOption(
    '--set-secrets',
    'set the values of secret macros that the backup holds, though nobody can read what they are now',
  ),
  secrets: secretsOption,
  partial: switchOption('--partial', 'restore a backup by a user who did not see everything'),
  ...selectionOptions,
  withDependencies: dependenciesOption,
} as const;

/** What restore_config is given to work with. */
export type RestoreContext = CommandContext<typeof restoreOptions>;
