import { labApi } from './api.ts';
import { makeAccess } from './populate/access.ts';
import { makeAutoregistrationActions } from './populate/autoregistration-actions.ts';
import { makeTemplateDashboards } from './populate/dashboards.ts';
import { makeDirectories } from './populate/directories.ts';
import { makeDiscovery } from './populate/discovery.ts';
import {
  changeModules,
  makeConnectors,
  makeCorrelations,
  makeMaintenances,
} from './populate/event-handling.ts';
import { type Filling, fillingOf, idOf, remember, rememberItems } from './populate/filling.ts';
import { makeGlobalSettings } from './populate/global-settings.ts';
import { makeHostGraphs, makeInheritingGraphs, makeTemplateGraphs } from './populate/graphs.ts';
import { makeGlobalValueMaps, makeGroups } from './populate/groups.ts';
import { makeHosts } from './populate/hosts.ts';
import { changeInherited } from './populate/inherited.ts';
import { makeApplications, makeEveryItem, makeHostItems, makeNestedItems } from './populate/items.ts';
import { makeMaps } from './populate/maps.ts';
import { makeMediaTypes, makeUserMedias } from './populate/media-types.ts';
import { GROUPS, HOSTS, TEMPLATES } from './populate/names.ts';
import { makeNeeds } from './populate/needs.ts';
import { makeNetworkDiscovery } from './populate/network-discovery.ts';
import { makeOtherActions } from './populate/other-actions.ts';
import { makePictures } from './populate/pictures.ts';
import { makePlainHosts } from './populate/plain-hosts.ts';
import { makeProxies } from './populate/proxies.ts';
import { type PopulateResult, resultOf } from './populate/result.ts';
import { makeScreensOfUsers } from './populate/screens.ts';
import { makeMenuScripts } from './populate/scripts.ts';
import { makeServices } from './populate/services.ts';
import { makeSlas } from './populate/slas.ts';
import { stockTemplate } from './populate/stock.ts';
import { linkTemplates, makeTemplates } from './populate/templates.ts';
import { makeTriggerActions } from './populate/trigger-actions.ts';
import { makeHostTriggers, makeInheritingTriggers, makeTemplateTriggers } from './populate/triggers.ts';
import { makeReports, makeUserDashboards } from './populate/user-dashboards.ts';
import { makeShownHost } from './populate/visual-host.ts';
import { makeWebScenarios } from './populate/web-scenarios.ts';
import type { LabServer } from './zabbix.ts';

export { fillWithOthers } from './populate/others.ts';
export type { PopulateResult } from './populate/result.ts';

export interface PopulateOptions {
  /** How many plain hosts besides the sample's own. Default 20. */
  readonly hosts?: number;
  /** Stands before the name of every plain host. */
  readonly prefix?: string;
}

/** What each step makes. A step may use what those before it made. */
const STEPS: readonly [area: string, make: (filling: Filling) => Promise<void>][] = [
  ['groups', makeGroups],
  ['value maps', makeGlobalValueMaps],
  ['users, groups and scripts', makeNeeds],
  ['scripts for menus', makeMenuScripts],
  ['media types', makeMediaTypes],
  ['user medias', makeUserMedias],
  ['proxies', makeProxies],
  ['network discovery', makeNetworkDiscovery],
  ['templates', makeTemplates],
  ['template items', fillTemplates],
  ['template links', linkFilledTemplates],
  ['hosts', makeHosts],
  ['what hosts hold', fillHosts],
  ['discovery', makeDiscovery],
  ['template dashboards', makeTemplateDashboards],
  ['what hosts change', changeInherited],
  ['services', makeServices],
  ['SLAs', makeSlas],
  ['access', makeAccess],
  ['user directories', makeDirectories],
  ['trigger actions', makeTriggerActions],
  ['auto-registration actions', makeAutoregistrationActions],
  ['other actions', makeOtherActions],
  ['maintenances', makeMaintenances],
  ['event correlations', makeCorrelations],
  ['connectors', makeConnectors],
  ['modules', changeModules],
  ['a host to show', makeShownHost],
  ['images and icon maps', makePictures],
  ['maps', makeMaps],
  ['dashboards of users', makeUserDashboards],
  ['screens', makeScreensOfUsers],
  ['reports', makeReports],
  ['global settings', makeGlobalSettings],
];

/**
 * Fills a fresh server, over its API, with at least one of everything that a backup has to keep, in its hard forms:
 * see the files in `populate/`. Every address that could be polled is on 127.0.0.1; all secrets are made up.
 *
 * @throws LabApiError where the server refuses something
 */
export async function populate(server: LabServer, options: PopulateOptions = {}): Promise<PopulateResult> {
  const { hosts = 20, prefix = '' } = options;
  const filling = fillingOf(await labApi(server));
  const seconds: Record<string, number> = {};
  const timed = async (area: string, work: () => Promise<void>): Promise<void> => {
    const start = performance.now();
    await work();
    seconds[area] = Math.round(performance.now() - start) / 1000;
  };
  await remember(filling, 'usergroup', 'usrgrpid', 'name');
  for (const [area, make] of STEPS) {
    await timed(area, () => make(filling));
  }
  await timed('plain hosts', () =>
    makePlainHosts(filling.api, {
      count: hosts,
      prefix,
      template: stockTemplate(server.version),
      groupid: idOf(filling, 'hostgroup', GROUPS.root),
    }),
  );
  return resultOf(filling, { hosts, prefix, seconds });
}

/**
 * Creates only what the sample's actions name and a restore does not bring: users, user groups, roles (from 5.2),
 * global scripts. A fresh server with these takes all of the sample's actions.
 */
export async function populateActionNeeds(server: LabServer): Promise<void> {
  await makeNeeds(fillingOf(await labApi(server)));
}

async function fillTemplates(filling: Filling): Promise<void> {
  const labelled = [TEMPLATES.everyItem, TEMPLATES.discovery].map((name) => idOf(filling, 'template', name));
  await makeApplications(filling, labelled);
  await makeNestedItems(filling);
  await makeEveryItem(filling);
  await makeTemplateTriggers(filling);
  await makeTemplateGraphs(filling);
}

async function linkFilledTemplates(filling: Filling): Promise<void> {
  await linkTemplates(filling);
  await rememberItems(filling, [
    idOf(filling, 'template', TEMPLATES.top),
    idOf(filling, 'template', TEMPLATES.left),
  ]);
  await makeInheritingTriggers(filling);
  await makeInheritingGraphs(filling);
}

async function fillHosts(filling: Filling): Promise<void> {
  await makeApplications(filling, [idOf(filling, 'host', HOSTS.discovering)]);
  await makeHostItems(filling);
  await makeHostTriggers(filling);
  await makeHostGraphs(filling);
  await makeWebScenarios(filling);
}
