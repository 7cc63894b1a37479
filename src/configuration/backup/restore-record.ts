import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import { type NamedId, namedIdsText } from './actions-data.ts';
import { besideName } from './beside.ts';
import { placeOf } from './place.ts';
import { addFolder } from './replace-folder.ts';
import { writeNewFile } from './write-file.ts';

/** What a restore found on the target and sent to it. */
export interface RestoreRecord {
  /** Names that actions point to, and what id each has on the target. */
  readonly mapped: readonly NamedId[];
  /** Objects as action.create and action.update got them. */
  readonly registrationActions: readonly JsonObject[];
  readonly triggerActions: readonly JsonObject[];
  /** What was done, what was not, and what a person must set. */
  readonly report: JsonObject;
}

/**
 * Leaves the record of a restore in a folder of its own beside the backup, `restore-<UTC time>`:
 * actions_data_dest.json, reg_actions_import.json, trigger_actions_import.json and report.json.
 * @param dir the folder of the backup.
 * @returns the folder that was made.
 * @throws as replaceFolder.
 */
export async function writeRestoreRecord(dir: string, now: Date, record: RestoreRecord): Promise<string> {
  const place = placeOf(besideName(dir, 'restore', now));
  const { folder } = await addFolder('The record of the restore', place, (staging) => {
    writeNewFile(join(staging, 'actions_data_dest.json'), namedIdsText(record.mapped));
    writeNewFile(join(staging, 'reg_actions_import.json'), [listText(record.registrationActions)]);
    writeNewFile(join(staging, 'trigger_actions_import.json'), [listText(record.triggerActions)]);
    writeNewFile(join(staging, 'report.json'), [`${JSON.stringify(record.report, null, 2)}\n`]);
  });
  return folder;
}

function listText(objects: readonly JsonObject[]): string {
  return `${JSON.stringify(objects, null, 2)}\n`;
}
