import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { Kind, Reference } from '../kind.ts';
import { registrationActions, triggerActions } from './actions.ts';
import { hostGroups } from './hostgroups.ts';
import { hosts } from './hosts.ts';
import { mediaTypes } from './mediatypes.ts';
import { actions, scripts, triggers, userGroups, users } from './names-only.ts';
import { proxies } from './proxies.ts';
import { proxyGroups } from './proxygroups.ts';
import { services } from './services.ts';
import { templateGroups } from './templategroups.ts';
import { templates } from './templates.ts';
import { valueMaps } from './valuemaps.ts';

/** Every kind there is. A new one is a file beside this and a line here; its place in the order follows by itself. */
const ALL: readonly Kind[] = [
  hostGroups,
  templateGroups,
  valueMaps,
  mediaTypes,
  templates,
  proxyGroups,
  proxies,
  hosts,
  services,
  triggerActions,
  registrationActions,
  actions,
  users,
  userGroups,
  scripts,
  triggers,
];

const BY_NAME = new Map(ALL.map((kind) => [kind.name, kind]));

/** @throws Error where no such kind exists: a defect, since names of kinds are checked where they come in. */
export function kindNamed(name: string): Kind {
  const kind = BY_NAME.get(name);
  if (!kind) throw new Error(`There is no kind "${name}"`);
  return kind;
}

export function existsIn(what: { since?: string; before?: string }, version: ZabbixVersion): boolean {
  return (
    (what.since === undefined || atLeast(version, what.since)) &&
    (what.before === undefined || !atLeast(version, what.before))
  );
}

/** The kinds that are backed up, of all versions. */
export const BACKED_UP: readonly Kind[] = ALL.filter((kind) => kind.travel.by !== 'name');

export function referencesOf(kind: Kind, version: ZabbixVersion): readonly Reference[] {
  return kind.references.filter((reference) => existsIn(reference, version));
}

/**
 * The kinds of a version in the order in which they are written: what is pointed to comes first. The order among
 * kinds that do not depend on each other is that of the list above.
 */
export function kindsInOrder(version: ZabbixVersion): Kind[] {
  const ordered: Kind[] = [];
  const seen = new Set<string>();
  function visit(kind: Kind): void {
    if (seen.has(kind.name)) return;
    seen.add(kind.name);
    for (const reference of referencesOf(kind, version)) {
      const targets = typeof reference.to === 'string' ? [reference.to] : Object.values(reference.to.kinds);
      for (const target of targets) visit(kindNamed(target));
    }
    if (kind.travel.by !== 'name' && existsIn(kind, version)) ordered.push(kind);
  }
  for (const kind of ALL) visit(kind);
  return ordered;
}
