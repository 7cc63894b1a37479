import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../errors.ts';
import type { ExportDocument } from '../../document.ts';
import { isObject, type JsonObject, type JsonValue, objectsIn, text } from '../../json.ts';
import { kindNamed } from '../../kinds/all-kinds.ts';
import { readFailure } from '../file-failure.ts';
import { ACTIONS_DATA_FILE, ID_MAP_FILE, kindFile } from '../format.ts';
import { parseJson } from '../parse-json.ts';
import { PYTHON_DOCUMENTS, PYTHON_ROWS } from './python-kinds.ts';

/** The files of a backup by the Python tool, as far as they are there. */
export interface PythonFiles {
  /** Bodies of export documents, by kind. */
  readonly documents: ReadonlyMap<string, ExportDocument>;
  /** Rows of X.get with their ids, by kind. */
  readonly rows: ReadonlyMap<string, readonly JsonObject[]>;
  /** Names and ids by kind; of several files the one that counts most stands last. */
  readonly idMaps: readonly JsonObject[];
  readonly warnings: readonly string[];
}

/** @throws InputError where a file cannot be read, is not JSON, or holds something else than the tool writes. */
export function readPythonFiles(folder: string): PythonFiles {
  const warnings: string[] = [];
  const documents = new Map<string, ExportDocument>();
  for (const { name: kind } of PYTHON_DOCUMENTS) {
    const value = read(kind);
    if (value === undefined) continue;
    if (isObject(value) && isObject(value.zabbix_export)) documents.set(kind, value.zabbix_export);
    else if (Array.isArray(value)) {
      warnings.push(
        `${pathOf(kind)} holds rows of the API instead of an export document, as the first versions of the Python tool wrote them: ${kind} are left out.`,
      );
    } else throw notOfTheTool(pathOf(kind), 'it must be an export document');
  }
  const rows = new Map<string, readonly JsonObject[]>();
  for (const { name: kind } of PYTHON_ROWS) {
    const value = read(kind);
    if (value === undefined) continue;
    // The tool writes null where there was nothing.
    if (value !== null && !(Array.isArray(value) && value.every(isObject))) {
      throw notOfTheTool(pathOf(kind), 'it must be a list of objects, or null');
    }
    rows.set(kind, objectsIn(value));
  }
  const idMaps = [ACTIONS_DATA_FILE, ID_MAP_FILE].flatMap((name) => {
    const value = readJson(join(folder, name));
    if (value === undefined) return [];
    if (!isObject(value)) throw notOfTheTool(join(folder, name), 'it must be an object of lists');
    return [value];
  });
  return { documents, rows, idMaps, warnings };

  function pathOf(kind: string): string {
    return join(folder, kindFile(kind));
  }

  function read(kind: string): JsonValue | undefined {
    const value = readJson(pathOf(kind));
    if (value === undefined) {
      warnings.push(`${pathOf(kind)} is missing or empty: this backup says nothing of ${kind}.`);
    }
    return value;
  }
}

/** Whether the files came from the Python tool: it leaves ids in rows and the date in documents, as Zabbix gave them. */
export function areOfPythonTool({ documents, rows }: PythonFiles): boolean {
  const withId = [...rows].some(([kind, list]) =>
    list.some((row) => text(row[kindNamed(kind).lookup.idField]) !== ''),
  );
  return withId || [...documents.values()].some((document) => document.date !== undefined);
}

function readJson(path: string): JsonValue | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const bytes = readFileSync(path);
    return bytes.length === 0 ? undefined : parseJson(bytes, path);
  } catch (error) {
    throw readFailure(path, error);
  }
}

function notOfTheTool(path: string, why: string): InputError {
  return new InputError(`${path} is not a file of a backup`, {
    why,
    remedy: 'Restore the file from where the backup is kept, or use another backup.',
  });
}
