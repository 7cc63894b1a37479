import { mediaTypeTexts } from '../exact/own.ts';
import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';

export const mediaTypes: Kind = {
  name: 'mediatypes',
  singular: 'media type',
  audited: ['3'],
  lookup: lookupBy('name', 'mediatype', 'mediatypeid'),
  travel: {
    by: 'document',
    element: () => 'media_types',
    exportOption: () => 'mediaTypes',
    partSize: 100,
    look: () => ({ output: 'extend', selectMessageTemplates: 'extend' }),
    credentials: { passwd: 'password' },
    exact: [mediaTypeTexts],
    rules: () => ({ mediaTypes: { createMissing: true, updateExisting: true } }),
  },
  references: [],
  key: (content) => text(content.name),
};
