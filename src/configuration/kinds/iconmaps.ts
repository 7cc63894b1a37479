import { objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** Which icon a host gets on a map by its inventory: the first mapping that fits counts. */
export const iconMaps: Kind = {
  name: 'iconmaps',
  singular: 'icon map',
  audited: ['32'],
  lookup: lookupBy('name', 'iconmap', 'iconmapid'),
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend', selectMappings: 'extend' }),
    fromApi: (row) => ({
      ...without(row, 'iconmapid'),
      mappings: objectsIn(row.mappings)
        .sort((a, b) => Number(a.sortorder) - Number(b.sortorder))
        .map((mapping) => without(mapping, 'iconmappingid', 'iconmapid', 'sortorder')),
    }),
    ordered: ['mappings'],
    update: 'changed',
  },
  references: [
    { path: 'default_iconid', to: 'images' },
    { path: 'mappings[].iconid', to: 'images' },
  ],
  key: (content) => text(content.name),
};
