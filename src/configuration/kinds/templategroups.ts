import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';

/** Template groups are a class of their own from 6.2 on. */
export const templateGroups: Kind = {
  name: 'templategroups',
  singular: 'template group',
  audited: ['50'],
  since: '6.2',
  lookup: lookupBy('name', 'templategroup', 'groupid'),
  travel: {
    by: 'document',
    element: () => 'template_groups',
    exportOption: () => 'template_groups',
    partSize: 500,
    rules: () => ({ template_groups: { createMissing: true, updateExisting: true } }),
  },
  references: [],
  key: (content) => text(content.name),
  alias: [(content) => text(content.uuid)],
};
