import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';

/** Global value maps. From 5.4 on value maps belong to templates and hosts and travel inside them. */
export const valueMaps: Kind = {
  name: 'valuemaps',
  singular: 'value map',
  before: '5.4',
  lookup: lookupBy('name', 'valuemap', 'valuemapid'),
  travel: {
    by: 'document',
    element: () => 'value_maps',
    exportOption: () => 'valueMaps',
    partSize: 500,
    look: () => ({ output: 'extend', selectMappings: 'extend' }),
    rules: () => ({ valueMaps: { createMissing: true, updateExisting: true } }),
  },
  references: [],
  key: (content) => text(content.name),
};
