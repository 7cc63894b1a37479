import { EXACT } from '../../exact/section.ts';
import type { Way } from '../draft.ts';
import { hostGroups } from './groups.ts';
import { hostEncryption } from './host-encryption.ts';
import { inheritedObjects } from './inherited.ts';
import { inventoryModes } from './inventory-modes.ts';
import { lineEnds } from './line-ends.ts';
import { mediaTypes } from './media-types.ts';
import { OBJECTS } from './objects.ts';
import { templateDashboards } from './template-dashboards.ts';
import { templatesAndHosts } from './templates-and-hosts.ts';
import { valueMaps } from './value-maps.ts';

/** From 5.0 to 6.0, with what 5.2 and 5.4 changed on the way. */
export const TO_6_0: Way = {
  from: '5.0',
  to: '6.0',
  records: [EXACT],
  steps: [
    hostGroups,
    // Before what gives them uuids.
    valueMaps,
    templateDashboards,
    inventoryModes,
    templatesAndHosts,
    inheritedObjects,
    hostEncryption,
    mediaTypes,
    ...OBJECTS,
    // Behind what makes uuids of texts.
    lineEnds,
  ],
};
