import type { ConversionStep } from '../draft.ts';
import { actions } from './actions.ts';
import { dashboards } from './dashboards.ts';
import { maps } from './maps.ts';
import { namesOfTriggersAndGraphs } from './names-of-triggers.ts';
import { screens } from './screens.ts';
import { scripts } from './scripts.ts';
import { services } from './services.ts';
import { users } from './users.ts';

/**
 * What becomes of all that travels by X.get and X.create. After templates and hosts, of which services need the triggers
 * in the words of 6.0. Of what is not named here nothing changes: user groups, macros, maintenances, proxies, network
 * discovery rules, correlations, icon maps, images, modules, autoregistration.
 */
export const OBJECTS: readonly ConversionStep[] = [
  namesOfTriggersAndGraphs,
  users,
  services,
  maps,
  dashboards,
  // After dashboards, among which they need a name.
  screens,
  scripts,
  actions,
];
