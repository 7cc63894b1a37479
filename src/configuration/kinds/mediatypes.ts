import { text } from '../json.ts';
import type { Kind } from '../kind.ts';

export const mediaTypes: Kind = {
  name: 'mediatypes',
  singular: 'media type',
  lookup: {
    api: 'mediatype',
    idField: 'mediatypeid',
    idsParameter: 'mediatypeids',
    output: () => ['name'],
    filter: (names) => ({ name: [...names] }),
    key: (row) => text(row.name),
  },
  travel: {
    by: 'document',
    element: () => 'media_types',
    exportOption: () => 'mediaTypes',
    partSize: 100,
    credentials: { passwd: 'password' },
    rules: () => ({ mediaTypes: { createMissing: true, updateExisting: true } }),
  },
  references: [],
  key: (content) => text(content.name),
};
