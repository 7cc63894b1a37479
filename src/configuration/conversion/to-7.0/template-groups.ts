import { parseVersion } from '../../../zabbix/version.ts';
import type { JsonObject } from '../../json.ts';
import { isObject, objectsIn, text } from '../../json.ts';
import { BACKED_UP, existsIn } from '../../kinds/all-kinds.ts';
import { hostGroups } from '../../kinds/hostgroups.ts';
import { without } from '../../kinds/without.ts';
import { referencePlaces } from '../../references.ts';
import { type ConversionStep, type Draft, draftsOf } from '../draft.ts';

/**
 * 6.2: groups of templates are a class of their own. A group that holds templates becomes a template group, and stays a host
 * group too where anything else uses it. A group above follows those below it, and an empty one the nearest
 * above that holds something (the server's upgrade of the table hstgrp). Rights go to both.
 */
export const templateGroups: ConversionStep = {
  name: 'groups of templates become template groups',
  kinds: ['hostgroups', 'templategroups', 'usergroups'],
  convert(draft) {
    const groups = draft.objects.get('hostgroups');
    const templates = groupsOfTemplates(draft);
    const hosts = otherwiseUsed(draft);
    if (groups) {
      const sides = sidesOf([...groups.keys()], templates, hosts);
      const isTemplate = (name: string): boolean => sides.get(name)?.template ?? false;
      const isHost = (name: string): boolean => sides.get(name)?.host ?? true;
      draft.objects.set(
        'templategroups',
        new Map(
          [...groups].filter(([key]) => isTemplate(key)).map(([key, one]) => [key, structuredClone(one)]),
        ),
      );
      draft.objects.set('hostgroups', new Map([...groups].filter(([key]) => isHost(key))));
      for (const [, object] of draftsOf(draft, 'usergroups')) {
        object.content = withRights(object.content, isTemplate, isHost);
      }
      return;
    }
    for (const [, object] of draftsOf(draft, 'usergroups')) {
      const isTemplate = (name: string): boolean => templates.has(name);
      object.content = withRights(object.content, isTemplate, (name) => hosts.has(name) || !isTemplate(name));
    }
  },
};

function withRights(
  content: JsonObject,
  isTemplate: (name: string) => boolean,
  isHost: (name: string) => boolean,
): JsonObject {
  const rights = objectsIn(content.rights);
  return {
    ...without(content, 'rights'),
    hostgroup_rights: rights.filter(({ id }) => isHost(text(id))),
    templategroup_rights: rights.filter(({ id }) => isTemplate(text(id))).map((right) => ({ ...right })),
    tag_filters: objectsIn(content.tag_filters).filter(({ groupid }) => isHost(text(groupid))),
  };
}

function groupsOfTemplates(draft: Draft): Set<string> {
  return new Set(
    draftsOf(draft, 'templates').flatMap(([, { content }]) =>
      objectsIn(content.groups).map(({ name }) => text(name)),
    ),
  );
}

/** Rights, tag filters and widgets do not make a group one of hosts: all else that names it does. */
const NO_USE = new Set(['usergroups', 'dashboards', 'templates']);

function otherwiseUsed(draft: Draft): Set<string> {
  const used = new Set<string>();
  const before = parseVersion('6.0');
  for (const { name, references } of BACKED_UP) {
    if (NO_USE.has(name)) continue;
    const pointing = references.filter((reference) => existsIn(reference, before));
    for (const [, { content }] of draftsOf(draft, name)) {
      for (const { parent, field, to } of referencePlaces(content, pointing)) {
        if (to === hostGroups.name) used.add(text(parent[field]));
      }
    }
  }
  for (const kind of ['templates', 'hosts']) {
    for (const [, { content }] of draftsOf(draft, kind)) {
      for (const rule of objectsIn(content.discovery_rules)) {
        for (const prototype of objectsIn(rule.host_prototypes)) {
          for (const { group } of objectsIn(prototype.group_links))
            if (isObject(group)) used.add(text(group.name));
        }
      }
    }
  }
  return used;
}

interface Sides {
  template: boolean;
  host: boolean;
}

/** What each group becomes. Names are paths: `Templates/Databases`. */
function sidesOf(
  names: readonly string[],
  templates: ReadonlySet<string>,
  hosts: ReadonlySet<string>,
): Map<string, Sides> {
  const sides = new Map<string, Sides>();
  const isBelow = (name: string, above: string): boolean => name === above || name.startsWith(`${above}/`);
  for (const name of names.toSorted((a, b) => a.length - b.length)) {
    const template = [...templates].some((used) => isBelow(used, name));
    const host = [...hosts].some((used) => isBelow(used, name));
    if (template || host) {
      sides.set(name, { template, host });
      continue;
    }
    const above = names
      .filter((other) => isBelow(name, other) && (templates.has(other) || hosts.has(other)))
      .reduce((longest, other) => (other.length > longest.length ? other : longest), '');
    const onlyTemplates = templates.has(above) && !hosts.has(above);
    sides.set(name, { template: onlyTemplates, host: !onlyTemplates });
  }
  return sides;
}
