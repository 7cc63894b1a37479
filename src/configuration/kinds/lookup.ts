import { text } from '../json.ts';
import type { Lookup } from '../kind.ts';

/**
 * The lookup of a class whose key is one field, the same in all versions.
 * @param field the field that holds the name: `name`, or the technical name `host`
 */
export function lookupBy(field: 'name' | 'host', api: string, idField: string): Lookup {
  return {
    api,
    idField,
    idsParameter: `${idField}s`,
    nameField: field,
    output: () => [field],
    filter: (names) => ({ [field]: [...names] }),
    key: (row) => text(row[field]),
  };
}
