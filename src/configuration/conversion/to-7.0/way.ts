import type { Way } from '../draft.ts';
import { roles, userGroups } from './access.ts';
import { mediaTypes, scripts, triggerActions } from './automation.ts';
import { dashboards } from './dashboards.ts';
import { directories } from './directories.ts';
import { discoveredHosts } from './discovered-hosts.ts';
import { doubledPrototypes } from './doubled-prototypes.ts';
import { exactTexts } from './exact.ts';
import { settings } from './global-settings.ts';
import { inheritedObjects } from './inherited.ts';
import { namesOfTriggers } from './names-of-triggers.ts';
import { discoveryRules, monitoredBy, proxies } from './proxies.ts';
import { templateGroups } from './template-groups.ts';
import { templatesAndHosts } from './templates-and-hosts.ts';

/** From 6.0 to 7.0, with what 6.2 and 6.4 changed on the way. */
export const TO_7_0: Way = {
  from: '6.0',
  to: '7.0',
  steps: [
    templateGroups,
    proxies,
    discoveryRules,
    monitoredBy,
    discoveredHosts,
    namesOfTriggers,
    // Before the items: it asks them for their names.
    dashboards,
    templatesAndHosts,
    doubledPrototypes,
    inheritedObjects,
    exactTexts,
    mediaTypes,
    scripts,
    triggerActions,
    roles,
    userGroups,
    settings,
    directories,
  ],
};
