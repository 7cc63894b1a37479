import { idOf, since } from '../populate/filling.ts';
import {
  GROUPS,
  HOSTS,
  MEDIA_TYPES,
  PROXIES,
  SERVICES,
  TEMPLATE_GROUPS,
  TEMPLATES,
  TRIGGER_ACTIONS,
} from '../populate/names.ts';
import { type Change, type Drifting, servicesNamed } from './drifting.ts';

/** What a renamed object is called. */
export function renamed(name: string): string {
  return `${name} renamed`;
}

async function rename(
  drifting: Drifting,
  kind: string,
  idField: string,
  nameField: string,
  name: string,
): Promise<string> {
  await drifting.api.call(`${kind}.update`, {
    [idField]: idOf(drifting, kind, name),
    [nameField]: renamed(name),
  });
  return `${kind} "${name}" is now "${renamed(name)}"`;
}

/** As in the front end, where the visible name stays. X.update without it makes it follow the technical one. */
async function renameTechnically(
  drifting: Drifting,
  kind: 'host' | 'template',
  host: string,
): Promise<string> {
  const idField = `${kind}id`;
  const id = idOf(drifting, kind, host);
  const [found] = await drifting.api.call<{ name: string }[]>(`${kind}.get`, {
    output: ['name'],
    [`${kind}ids`]: [id],
  });
  await drifting.api.call(`${kind}.update`, { [idField]: id, host: renamed(host), name: found?.name });
  return `${kind} "${host}" is now "${renamed(host)}"`;
}

export const renameHost: Change = (drifting) => renameTechnically(drifting, 'host', HOSTS.second);

export const renameVisibleHost: Change = async ({ api, ids }) => {
  await api.call('host.update', { hostid: ids.get(`host:${HOSTS.main}`), name: 'Somebody else’s host' });
  return `visible name of "${HOSTS.main}" changed`;
};

export const renameTemplate: Change = (drifting) => renameTechnically(drifting, 'template', TEMPLATES.right);

export const renameVisibleTemplate: Change = async ({ api, ids }) => {
  await api.call('template.update', {
    templateid: ids.get(`template:${TEMPLATES.base}`),
    name: 'A base by another name',
  });
  return `visible name of "${TEMPLATES.base}" changed`;
};

export const renameHostGroup: Change = (drifting) =>
  rename(drifting, 'hostgroup', 'groupid', 'name', GROUPS.zurich);

/** 5.0 and 6.0 have no template groups: there it is a host group of templates. */
export const renameTemplateGroup: Change = (drifting) =>
  rename(
    drifting,
    since(drifting, '7.0') ? 'templategroup' : 'hostgroup',
    'groupid',
    'name',
    TEMPLATE_GROUPS.base,
  );

export const renameMediaType: Change = (drifting) =>
  rename(drifting, 'mediatype', 'mediatypeid', 'name', MEDIA_TYPES.webhook);

export const renameAction: Change = (drifting) =>
  rename(drifting, 'action', 'actionid', 'name', TRIGGER_ACTIONS.plain);

export const renameProxy: Change = (drifting) => {
  // A proxy's name takes no blanks at its ends but does in between, in all three versions.
  return rename(drifting, 'proxy', 'proxyid', since(drifting, '7.0') ? 'name' : 'host', PROXIES.active);
};

export const renameService: Change = async (drifting) => {
  const [serviceid] = await servicesNamed(drifting, SERVICES.backend);
  await drifting.api.call('service.update', { serviceid, name: renamed(SERVICES.backend) });
  return `service "${SERVICES.backend}" renamed`;
};

/** A template's item under another key: from 6.0 on its uuid tells that it is the same. */
export const renameItemKey: Change = async ({ api, ids }) => {
  const templateid = ids.get(`template:${TEMPLATES.everyItem}`);
  await api.call('item.update', {
    itemid: ids.get(`item:${templateid}/lab.kept.never`),
    key_: 'lab.kept.never.renamed',
  });
  return `item lab.kept.never of "${TEMPLATES.everyItem}" has another key`;
};
