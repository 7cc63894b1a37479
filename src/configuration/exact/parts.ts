import { atLeast } from '../../zabbix/version.ts';
import { type JsonObject, objectsIn, text } from '../json.ts';
import { type ExactClass, lineEnds, type Texts, textsToWrite } from './exact-class.ts';
import { hasLines, LINE_ENDS_SINCE } from './items.ts';

/**
 * Steps of web scenarios that post nothing as raw data. An export holds no `posts` of a step that posts nothing, and an
 * import makes form data of that.
 */
const scenarios: ExactClass = {
  list: 'httptests',
  singular: 'web scenario',
  mayBeIn: ({ httptests }) =>
    objectsIn(httptests).some(({ steps }) => objectsIn(steps).some(({ posts }) => posts === undefined)),
  async read(reader) {
    const rows = await reader.within('httptest', {
      output: ['httptestid', 'hostid', 'name'],
      selectSteps: ['httpstepid', 'name', 'posts', 'no'],
      ...(atLeast(reader.version, '5.4') && { selectTags: ['tag', 'value'] }),
      inherited: false,
    });
    return rows.map((row) => {
      const steps = objectsIn(row.steps).toSorted((a, b) => Number(text(a.no)) - Number(text(b.no)));
      const raw = steps.filter(({ posts }) => posts === '').map(({ name }) => text(name));
      return {
        id: text(row.httptestid),
        holder: text(row.hostid),
        identity: { name: text(row.name) },
        now: raw.length === 0 ? {} : { raw_steps: raw },
        write: ({ raw_steps }) => {
          const wanted = new Set(Array.isArray(raw_steps) ? raw_steps.map(text) : []);
          // Steps that are not named are deleted. One that posts something is what the document says.
          const list = steps.map(({ httpstepid, name, posts }) => ({
            httpstepid: text(httpstepid),
            ...(postsNothing(posts) && { posts: wanted.has(text(name)) ? '' : [] }),
          }));
          return {
            method: 'httptest.update',
            // Without its tags an update takes them from its items in 6.0.
            parameters: {
              httptestid: text(row.httptestid),
              steps: list,
              ...(row.tags && { tags: row.tags }),
            },
          };
        },
      };
    });
  },
};

function postsNothing(posts: JsonObject[string] | undefined): boolean {
  return posts === '' || (Array.isArray(posts) && posts.length === 0);
}

const INVENTORY_DISABLED = '-1';

/** Documents of templates in 5.0 have no place for the inventory mode of a host prototype (C50XmlValidator). */
const inventoryModes: ExactClass = {
  list: 'host_prototypes',
  singular: 'host prototype',
  before: '5.4',
  mayBeIn: hasHostPrototypes,
  async read(reader) {
    const rows = await hostPrototypesOf(reader, { output: ['hostid', 'host', 'inventory_mode'] });
    return rows.map(({ holder, identity, row }) => {
      const mode = text(row.inventory_mode);
      return {
        id: text(row.hostid),
        holder,
        identity,
        now: mode === INVENTORY_DISABLED ? {} : { inventory_mode: mode },
        write: ({ inventory_mode = INVENTORY_DISABLED }) => ({
          method: 'hostprototype.update',
          parameters: { hostid: text(row.hostid), inventory_mode },
        }),
      };
    });
  },
};

const MACRO_TEXTS = ['description', 'value'];

/** Macros of host prototypes. */
const prototypeMacros: ExactClass = {
  list: 'host_prototypes',
  singular: 'host prototype',
  since: LINE_ENDS_SINCE,
  mayBeIn: (element) =>
    objectsIn(element.discovery_rules).some((rule) =>
      objectsIn(rule.host_prototypes).some((prototype) => hasLines(prototype.macros)),
    ),
  async read(reader) {
    const rows = await hostPrototypesOf(reader, { output: ['hostid', 'host'], selectMacros: 'extend' });
    return rows.map(({ holder, identity, row }) => {
      const list = objectsIn(row.macros);
      const texts: Texts = Object.fromEntries(
        list.flatMap((macro) =>
          MACRO_TEXTS.flatMap((field) =>
            macro[field] === undefined ? [] : [[`${text(macro.macro)} ${field}`, text(macro[field])]],
          ),
        ),
      );
      return {
        id: text(row.hostid),
        holder,
        identity,
        now: lineEnds(texts),
        write: (wanted) => {
          const changed = textsToWrite(texts, wanted);
          const macros = list.map((macro) => ({
            hostmacroid: text(macro.hostmacroid),
            macro: text(macro.macro),
            ...Object.fromEntries(
              MACRO_TEXTS.flatMap((field) => {
                const value = changed[`${text(macro.macro)} ${field}`];
                return value === undefined ? [] : [[field, value]];
              }),
            ),
          }));
          return { method: 'hostprototype.update', parameters: { hostid: text(row.hostid), macros } };
        },
      };
    });
  },
};

interface FoundPrototype {
  readonly holder: string;
  readonly identity: JsonObject;
  readonly row: JsonObject;
}

async function hostPrototypesOf(
  reader: Parameters<ExactClass['read']>[0],
  parameters: JsonObject,
): Promise<FoundPrototype[]> {
  // hostprototype.get takes no hosts, but rules.
  const rules = await reader.within('discoveryrule', {
    output: ['itemid', 'hostid', 'key_'],
    inherited: false,
  });
  const byId = new Map(rules.map((rule) => [text(rule.itemid), rule]));
  const rows = await reader.byIds('hostprototype', 'discoveryids', [...byId.keys()], {
    ...parameters,
    selectDiscoveryRule: ['itemid'],
  });
  return rows.flatMap((row) => {
    const rule = byId.get(text((row.discoveryRule as JsonObject).itemid));
    if (!rule) return [];
    const identity = { discovery_rule: text(rule.key_), host: text(row.host) };
    return [{ holder: text(rule.hostid), identity, row }];
  });
}

function hasHostPrototypes({ discovery_rules }: JsonObject): boolean {
  return objectsIn(discovery_rules).some(({ host_prototypes }) => objectsIn(host_prototypes).length > 0);
}

const STRING_FIELD = '1';

/** Texts in widgets of a template's dashboards, by page, by the place of the widget among those of the page, by field. */
const dashboards: ExactClass = {
  list: 'dashboards',
  singular: 'dashboard',
  since: LINE_ENDS_SINCE,
  mayBeIn: ({ dashboards: all }) =>
    objectsIn(all).some(({ pages }) =>
      objectsIn(pages).some(({ widgets }) => objectsIn(widgets).some(({ fields }) => hasLines(fields))),
    ),
  async read(reader) {
    const rows = await reader.within('templatedashboard', {
      output: ['dashboardid', 'templateid', 'name'],
      selectPages: 'extend',
    });
    return rows.map((row) => {
      const pages = objectsIn(row.pages);
      const texts: Texts = Object.fromEntries(
        pages.flatMap((page, index) =>
          widgetsOf(page).flatMap((widget, place) =>
            objectsIn(widget.fields)
              .filter(({ type }) => text(type) === STRING_FIELD)
              .map(({ name, value }) => [fieldName(index, place, text(name)), text(value)]),
          ),
        ),
      );
      return {
        id: text(row.dashboardid),
        holder: text(row.templateid),
        identity: { name: text(row.name) },
        now: lineEnds(texts),
        write: (wanted) => {
          const changed = textsToWrite(texts, wanted);
          return {
            method: 'templatedashboard.update',
            parameters: {
              dashboardid: text(row.dashboardid),
              pages: pages.map((page, index) => ({
                dashboard_pageid: text(page.dashboard_pageid),
                widgets: widgetsOf(page).map((widget, place) => ({
                  widgetid: text(widget.widgetid),
                  fields: objectsIn(widget.fields).map((field) => ({
                    ...field,
                    value: changed[fieldName(index, place, text(field.name))] ?? field.value ?? '',
                  })),
                })),
              })),
            },
          };
        },
      };
    });
  },
};

function widgetsOf({ widgets }: JsonObject): JsonObject[] {
  return objectsIn(widgets).toSorted(
    (a, b) => Number(text(a.y)) - Number(text(b.y)) || Number(text(a.x)) - Number(text(b.x)),
  );
}

function fieldName(page: number, widget: number, field: string): string {
  return `${page + 1}/${widget + 1}/${field}`;
}

/** In templates and hosts alike. */
export const EXACT_PARTS: readonly ExactClass[] = [scenarios, prototypeMacros];

/** In templates alone. */
export const EXACT_TEMPLATE_PARTS: readonly ExactClass[] = [inventoryModes, dashboards];
