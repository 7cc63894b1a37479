import { text } from '../json.ts';
import type { Kind } from '../kind.ts';

/** Global value maps. From 5.4 on value maps belong to templates and hosts and travel inside them. */
export const valueMaps: Kind = {
  name: 'valuemaps',
  singular: 'value map',
  before: '5.4',
  lookup: {
    api: 'valuemap',
    idField: 'valuemapid',
    idsParameter: 'valuemapids',
    output: () => ['name'],
    filter: (names) => ({ name: [...names] }),
    key: (row) => text(row.name),
  },
  travel: {
    by: 'document',
    element: () => 'value_maps',
    exportOption: () => 'valueMaps',
    partSize: 500,
    rules: () => ({ valueMaps: { createMissing: true, updateExisting: true } }),
  },
  references: [],
  key: (content) => text(content.name),
};
