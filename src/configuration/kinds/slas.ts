import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** Service level agreements. They find their services by tags: none is named. */
export const slas: Kind = {
  name: 'slas',
  singular: 'SLA',
  audited: ['48'],
  since: '6.0',
  lookup: lookupBy('name', 'sla', 'slaid'),
  travel: {
    by: 'object',
    parameters: () => ({
      output: 'extend',
      selectServiceTags: 'extend',
      selectSchedule: 'extend',
      selectExcludedDowntimes: 'extend',
    }),
    fromApi: (row) => without(row, 'slaid'),
    update: 'changed',
  },
  references: [],
  key: (content) => text(content.name),
};
