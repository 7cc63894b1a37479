import { backupConfig } from './backup-config.ts';
import { backups } from './backups.ts';
import { certificatesCheck } from './certificates-check.ts';
import { certificatesPut } from './certificates-put.ts';
import { check } from './check.ts';
import type { CommandDefinition } from './command.ts';
import { completion } from './completion.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { download } from './download.ts';
import { getSimpleIdMap } from './get-simple-id-map.ts';
import { history } from './history.ts';
import { list } from './list.ts';
import { prune } from './prune.ts';
import { restoreConfig } from './restore-config.ts';
import { scale } from './scale.ts';
import { scaleDown } from './scale-down.ts';
import { scaleUp } from './scale-up.ts';
import { secretsFromDatabase } from './secrets-from-database.ts';
import { secretsTemplate } from './secrets-template.ts';
import { upload } from './upload.ts';

/** Every command, in the order in which the help lists them. A new command is a file and a line here. */
export const ALL_COMMANDS: readonly CommandDefinition[] = [
  backupConfig,
  diff,
  restoreConfig,
  secretsTemplate,
  secretsFromDatabase,
  upload,
  download,
  backups,
  check,
  prune,
  getSimpleIdMap,
  list,
  scaleUp,
  scaleDown,
  scale,
  history,
  certificatesPut,
  certificatesCheck,
  doctor,
  completion,
];
