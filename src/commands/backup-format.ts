import { isBackupFile, MANIFEST_FILE } from '../configuration/backup/format.ts';
import { parseManifest } from '../configuration/backup/manifest.ts';
import type { BackupFormat } from '../storage/backup-format.ts';

/** What storage has to know of backups. */
export const backupFormat: BackupFormat = {
  manifestName: MANIFEST_FILE,
  parse: (manifest, where) => new Map(Object.entries(parseManifest(manifest, where).files)),
  isBackupFile,
};
