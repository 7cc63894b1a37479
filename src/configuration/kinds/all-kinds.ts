import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import type { Kind, Reference } from '../kind.ts';
import {
  discoveryActions,
  internalActions,
  registrationActions,
  serviceActions,
  triggerActions,
} from './actions.ts';
import { authentication } from './authentication.ts';
import { connectors } from './connectors.ts';
import { correlations } from './correlations.ts';
import { dashboards } from './dashboards.ts';
import { discoveredItems, discoveredTriggers } from './discovered-items-and-triggers.ts';
import { discoveredHosts } from './discoveredhosts.ts';
import { discoveryChecks } from './discovery-checks.ts';
import { discoveryRules } from './drules.ts';
import { autoregistration, housekeeping, settings } from './global-settings.ts';
import { hostGroups } from './hostgroups.ts';
import { hosts } from './hosts.ts';
import { iconMaps } from './iconmaps.ts';
import { images } from './images.ts';
import { globalMacros } from './macros.ts';
import { maintenances } from './maintenances.ts';
import { maps } from './maps.ts';
import { mediaTypes } from './mediatypes.ts';
import { mfas } from './mfas.ts';
import { modules } from './modules.ts';
import { graphPrototypes, graphs, itemPrototypes, items } from './names-inside-hosts.ts';
import { actions, serviceNames, triggers } from './names-only.ts';
import { proxies } from './proxies.ts';
import { proxyGroups } from './proxygroups.ts';
import { regularExpressions } from './regexps.ts';
import { reports } from './reports.ts';
import { roles } from './roles.ts';
import { screens } from './screens.ts';
import { scripts } from './scripts.ts';
import { services } from './services.ts';
import { slas } from './slas.ts';
import { templateGroups } from './templategroups.ts';
import { templates } from './templates.ts';
import { tokens } from './tokens.ts';
import { userDirectories } from './userdirectories.ts';
import { userGroups } from './usergroups.ts';
import { users } from './users.ts';
import { valueMaps } from './valuemaps.ts';

/** Every kind there is. A new one is a file beside this and a line here; its place in the order follows by itself. */
const ALL: readonly Kind[] = [
  hostGroups,
  // What URLs and vaults are accepted elsewhere is said there.
  settings,
  templateGroups,
  valueMaps,
  regularExpressions,
  globalMacros,
  mediaTypes,
  templates,
  proxyGroups,
  proxies,
  hosts,
  discoveredHosts,
  discoveredItems,
  discoveredTriggers,
  services,
  maintenances,
  correlations,
  connectors,
  modules,
  housekeeping,
  autoregistration,
  roles,
  mfas,
  userGroups,
  userDirectories,
  users,
  tokens,
  images,
  iconMaps,
  maps,
  screens,
  slas,
  scripts,
  discoveryRules,
  triggerActions,
  registrationActions,
  discoveryActions,
  internalActions,
  serviceActions,
  dashboards,
  reports,
  // After everything else: it decides whether whoever restores may still log in.
  authentication,
  actions,
  serviceNames,
  triggers,
  items,
  itemPrototypes,
  graphs,
  graphPrototypes,
  discoveryChecks,
];

const BY_NAME = new Map(ALL.map((kind) => [kind.name, kind]));

/** @throws Error where no such kind exists: a defect, since names of kinds are checked where they come in. */
export function kindNamed(name: string): Kind {
  const kind = BY_NAME.get(name);
  if (!kind) throw new Error(`There is no kind "${name}"`);
  return kind;
}

/** Whether this version lies between `since` (inclusive) and `before` (exclusive). */
export function existsIn(what: { since?: string; before?: string }, version: ZabbixVersion): boolean {
  return (
    (what.since === undefined || atLeast(version, what.since)) &&
    (what.before === undefined || !atLeast(version, what.before))
  );
}

/** The classes whose objects are parts of objects of this kind. */
export function partsOf(kind: Kind): { readonly name: string; keysIn(content: JsonObject): string[] }[] {
  return ALL.flatMap(({ name, travel }) =>
    travel.by === 'name' && travel.partsOf?.kind === kind.name
      ? [{ name, keysIn: travel.partsOf.keysIn }]
      : [],
  );
}

/** The kinds that are backed up, of all versions. */
export const BACKED_UP: readonly Kind[] = ALL.filter((kind) => kind.travel.by !== 'name');

/** Names of the kinds that Zabbix of this version has and its API does not reach: no backup holds them. */
export function notReached(version: ZabbixVersion): string[] {
  return BACKED_UP.filter((kind) => kind.existedBefore && !existsIn(kind, version)).map(({ name }) => name);
}

/** Those references of a kind that its objects can hold in this version. */
export function referencesOf(kind: Kind, version: ZabbixVersion): readonly Reference[] {
  return kind.references.filter((reference) => existsIn(reference, version));
}

/**
 * The kinds of a version in the order in which they are written: what is pointed to comes first. The order among
 * kinds that do not depend on each other is that of the list above.
 */
export function kindsInOrder(version: ZabbixVersion): Kind[] {
  return inOrderOfReferences(ALL, version).filter(
    (kind) => kind.travel.by !== 'name' && existsIn(kind, version),
  );
}

/**
 * Orders kinds so that each comes after all that it points to, save where a reference may be put in place later.
 * @throws Error where kinds point to each other in a circle: a defect of a descriptor, which a unit test finds
 */
export function inOrderOfReferences(kinds: readonly Kind[], version: ZabbixVersion): Kind[] {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const ordered = new Set<Kind>();
  function visit(kind: Kind, above: readonly Kind[]): void {
    if (ordered.has(kind)) return;
    const way = [...above, kind];
    if (above.includes(kind)) {
      const circle = way.slice(way.indexOf(kind)).map(({ name }) => name);
      throw new Error(
        `Kinds need each other in a circle: ${circle.join(' → ')}. One reference must be deferred.`,
      );
    }
    for (const name of neededFirst(kind, version)) {
      const target = byName.get(name);
      if (!target) throw new Error(`There is no kind "${name}"`);
      // Elements of documents that name each other are ordered by whoever imports them.
      if (target !== kind || kind.travel.by !== 'document') visit(target, way);
    }
    ordered.add(kind);
  }
  for (const kind of kinds) visit(kind, []);
  return [...ordered];
}

function neededFirst(kind: Kind, version: ZabbixVersion): string[] {
  const references = referencesOf(kind, version).filter(({ unordered, deferred }) => !unordered && !deferred);
  return [
    ...references.flatMap(({ to }) => (typeof to === 'string' ? [to] : Object.values(to.kinds))),
    ...((kind.travel.by === 'name' && kind.travel.among) || []),
  ];
}
