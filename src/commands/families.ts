import { containerOptions } from './container-options.ts';
import { type OptionTable, switchOption, textOption } from './options.ts';
import { storageOptions } from './storage-options.ts';

export interface FamilyDefinition {
  readonly summary: string;
  /** What may stand between the family's name and the command, for every command of the family. */
  readonly options: OptionTable;
}

/**
 * The families of the Python tool: `event backup_config` and `backup_config` are one command. Its options stand
 * between the two words and are taken before every command of the family, also where they change nothing.
 */
export const FAMILIES = {
  event: {
    summary: 'the commands about Zabbix, in the form of the Python tool',
    options: {
      configDir: textOption('--config-dir <folder>', 'the folder of the backup', {
        variable: 'ZBX_CONFIG_DIR',
        completes: 'directory',
      }),
      forceTemplates: switchOption(
        '--force-templates',
        'restore_config: delete all templates of the target first',
        {
          variable: 'ZBX_FORCE_TEMPLATES',
        },
      ),
    },
  },
  cloud: {
    summary: 'the commands about stores, in the form of the Python tool',
    options: {
      configDir: textOption('--config-dir <folder>', 'the folder of the backup', {
        variable: 'ZBX_CONFIG_DIR',
        completes: 'directory',
      }),
      ...storageOptions,
    },
  },
  container: {
    summary: 'the commands about containers, in the form of the Python tool',
    options: {
      datacenterUrl: containerOptions.datacenterUrl,
      project: containerOptions.project,
    },
  },
} as const satisfies Record<string, FamilyDefinition>;

export type FamilyName = keyof typeof FAMILIES;

export const FAMILY_NAMES = Object.keys(FAMILIES) as readonly FamilyName[];
