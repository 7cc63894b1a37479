import type { Measurement } from './measurement.ts';
import { stockBackup } from './measurements/backup.ts';
import { containers } from './measurements/containers.ts';
import { manyHosts } from './measurements/hosts.ts';
import { everyKind } from './measurements/kinds.ts';
import { restoreOfLittle } from './measurements/restore.ts';
import { startup } from './measurements/startup.ts';
import { storageAzure, storageFolder, storageS3 } from './measurements/storage.ts';

/** Everything that is measured, in the order in which it is. */
export const MEASUREMENTS: readonly Measurement[] = [
  startup,
  stockBackup('7.0'),
  stockBackup('6.0'),
  stockBackup('5.0'),
  everyKind,
  restoreOfLittle,
  manyHosts,
  storageFolder,
  storageS3,
  storageAzure,
  containers,
];
