import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import { EXACT_ITEMS } from '../exact/items.ts';
import { exactMacros, templateTexts } from '../exact/own.ts';
import { EXACT_PARTS, EXACT_TEMPLATE_PARTS } from '../exact/parts.ts';
import { EXACT_TRIGGERS } from '../exact/triggers.ts';
import { isObject, text } from '../json.ts';
import type { ImportRules, Kind, Reference, WriteOwn } from '../kind.ts';
import { AUDITED_INSIDE, COUNTS, lookInside } from './look-inside.ts';
import { lookupBy } from './lookup.ts';
import { idsOf, macros, tags } from './own-fields.ts';
import { referencesInside } from './template-and-host-references.ts';

/**
 * What stands inside templates and hosts and is made exactly as the document says. Links are made by import and
 * undone by X.update beforehand: with `templateLinkage.deleteMissing` an import unlinks every template, links those of
 * the document again and writes the host's own fields on the way, secret macros included (CHostImporter::import).
 */
export function insideRules(version: ZabbixVersion): ImportRules {
  const exact = { createMissing: true, updateExisting: true, deleteMissing: true };
  return {
    items: exact,
    triggers: exact,
    graphs: exact,
    discoveryRules: exact,
    httptests: exact,
    templateLinkage: { createMissing: true },
    ...(atLeast(version, '5.4')
      ? { valueMaps: exact }
      : { applications: { createMissing: true, deleteMissing: true } }),
  };
}

/** Links are written by themselves. */
const OWN_FIELDS: Readonly<Record<string, WriteOwn>> = {
  uuid: (element) => ({ uuid: text(element.uuid) }),
  template: (element) => ({ host: text(element.template), name: text(element.name ?? element.template) }),
  name: (element) => ({ name: text(element.name ?? element.template) }),
  description: (element) => ({ description: text(element.description) }),
  vendor: (element) => ({
    vendor_name: text(isObject(element.vendor) ? element.vendor.name : ''),
    vendor_version: text(isObject(element.vendor) ? element.vendor.version : ''),
  }),
  groups: (element, { idOf, version }) => ({
    groups: idsOf(element.groups, 'groupid', (name) =>
      idOf(atLeast(version, '6.2') ? 'templategroups' : 'hostgroups', name),
    ),
  }),
  tags,
  macros,
};

/** What widgets of dashboards name beside hosts, by the type of the field (CTemplateDashboardImporter, 7.0). */
const SHOWN_BY_NAME = {
  ACTION: 'actions',
  MAP: 'maps',
  MEDIA_TYPE: 'mediatypes',
  SERVICE: 'servicenames',
  SLA: 'slas',
};
const SHOWN = 'dashboards[].pages[].widgets[].fields[].value';

/** Maps, actions and users need hosts, and hosts need templates: a dashboard that shows such comes when they are there. */
const SHOWN_LATER: readonly Reference[] = [
  {
    path: `${SHOWN}.name`,
    to: { by: 'type', kinds: SHOWN_BY_NAME },
    deferred: 'dashboards[]',
    since: '7.0',
  },
  { path: `${SHOWN}.username`, to: 'users', deferred: 'dashboards[]', since: '7.0' },
];

export const templates: Kind = {
  name: 'templates',
  singular: 'template',
  audited: ['30', '43'],
  auditedInside: AUDITED_INSIDE,
  lookup: lookupBy('host', 'template', 'templateid'),
  travel: {
    by: 'document',
    element: () => 'templates',
    exportOption: () => 'templates',
    partSize: 20,
    look: (version) => ({
      output: ['host', 'name', 'description'],
      ...(atLeast(version, '6.2') ? { selectTemplateGroups: ['groupid'] } : { selectGroups: ['groupid'] }),
      ...lookInside(version),
      ...COUNTS,
    }),
    exact: [
      templateTexts,
      exactMacros,
      ...EXACT_ITEMS,
      ...EXACT_TRIGGERS,
      ...EXACT_PARTS,
      ...EXACT_TEMPLATE_PARTS,
    ],
    ownFields: OWN_FIELDS,
    templated: true,
    rules: (version) => ({
      templates: { createMissing: true, updateExisting: false },
      ...insideRules(version),
      ...(atLeast(version, '5.4')
        ? { templateDashboards: { createMissing: true, updateExisting: true, deleteMissing: true } }
        : { templateScreens: { createMissing: true, updateExisting: true, deleteMissing: true } }),
    }),
    rulesForLater: { templateDashboards: { createMissing: true, updateExisting: true } },
  },
  references: [
    { path: 'groups[].name', to: 'templategroups', since: '6.2' },
    { path: 'groups[].name', to: 'hostgroups', before: '6.2' },
    ...referencesInside('templates'),
    { path: `${SHOWN}.host`, to: 'templates', unordered: true, since: '5.4' },
    ...SHOWN_LATER,
    { path: 'screens[].screen_items[].resource.host', to: 'templates', unordered: true, before: '5.4' },
  ],
  holdsMacros: true,
  key: (content) => text(content.template),
  alias: [(content) => text(content.uuid), (content) => text(content.name ?? content.template)],
};
