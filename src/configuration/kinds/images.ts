import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** Icons and backgrounds, with their content in base64: that of a stock server is 1.3 MB and comes in 0.1 s. */
export const images: Kind = {
  name: 'images',
  singular: 'image',
  audited: ['16'],
  lookup: lookupBy('name', 'image', 'imageid'),
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend', select_image: true }),
    fromApi: (row) => without(row, 'imageid'),
    large: true,
    update: 'changed',
    createOnly: ['imagetype'],
    leave: (desired, live) =>
      text(desired.imagetype) === text(live.imagetype)
        ? undefined
        : {
            fields: ['imagetype'],
            why: 'Zabbix lets nobody change whether an image is an icon or a background; rename or delete the one on the target, and restore again',
          },
  },
  references: [],
  key: (content) => text(content.name),
};
