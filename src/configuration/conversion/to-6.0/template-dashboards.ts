import { type JsonObject, objectsIn, text } from '../../json.ts';
import { eachOf } from '../draft.ts';
import { widgetPlaces } from './screen-layout.ts';

const LINES_BY_DEFAULT = '25';
const TIME_OF_HOST = '2';

/** What a screen of a template may show (SCREEN_RESOURCE_*), as a widget and the fields that are not as by default. */
const WIDGETS: Readonly<Record<string, (element: JsonObject) => { type: string; fields: JsonObject[] }>> = {
  '0': (element) => ({ type: 'GRAPH_CLASSIC', fields: [named(element, 'GRAPH', 'graphid')] }),
  '1': (element) => ({
    type: 'GRAPH_CLASSIC',
    fields: [number('source_type', '1'), named(element, 'ITEM', 'itemid')],
  }),
  '3': (element) => ({
    type: 'PLAIN_TEXT',
    fields: [
      named(element, 'ITEM', 'itemids'),
      ...unless('0', 'show_as_html', element.style),
      ...unless(LINES_BY_DEFAULT, 'show_lines', element.elements),
    ],
  }),
  '7': (element) => ({
    type: 'CLOCK',
    fields: [
      ...unless('0', 'time_type', element.style),
      ...(element.style === TIME_OF_HOST ? [named(element, 'ITEM', 'itemid')] : []),
    ],
  }),
  '11': (element) => ({ type: 'URL', fields: [{ type: 'STRING', name: 'url', value: element.url ?? '' }] }),
  '19': (element) => ({
    type: 'GRAPH_PROTOTYPE',
    fields: [number('source_type', '3'), named(element, 'ITEM_PROTOTYPE', 'itemid'), number('columns', '1')],
  }),
  '20': (element) => ({
    type: 'GRAPH_PROTOTYPE',
    fields: [named(element, 'GRAPH_PROTOTYPE', 'graphid'), number('columns', '1')],
  }),
};

/** 5.2: screens of templates are dashboards, of one page since 5.4. */
export const templateDashboards = eachOf(
  'screens of templates become dashboards',
  ['templates'],
  (content, key, draft) => {
    const screens = objectsIn(content.screens);
    delete content.screens;
    if (screens.length === 0) return;
    content.dashboards = screens.map((screen) => {
      const elements = objectsIn(screen.screen_items);
      const widgets = widgetsOf(elements);
      const lost = elements.length - widgets.length;
      if (lost > 0) {
        const what = `${lost} of the elements of its screen "${text(screen.name)}": a dashboard of a template has no widget or no room for them`;
        draft.losses.push({ kind: 'templates', key, what });
      }
      return { name: screen.name ?? '', pages: [widgets.length > 0 ? { widgets } : {}] };
    });
  },
);

function widgetsOf(elements: readonly JsonObject[]): JsonObject[] {
  const known = elements.filter(({ resourcetype }) => WIDGETS[text(resourcetype)] !== undefined);
  const places = widgetPlaces(known.map(shapeOf));
  return known.flatMap((element, index) => {
    const place = places[index];
    const widget = WIDGETS[text(element.resourcetype)]?.(element);
    if (!place || !widget) return [];
    // An export leaves out what is as by default.
    const { x, y, width, height } = place;
    return [
      {
        type: widget.type,
        ...(x !== 0 && { x: String(x) }),
        ...(y !== 0 && { y: String(y) }),
        ...(width !== 1 && { width: String(width) }),
        ...(height !== 2 && { height: String(height) }),
        ...(widget.fields.length > 0 && { fields: widget.fields }),
      },
    ];
  });
}

function shapeOf(element: JsonObject) {
  const value = (field: string): number => Number(text(element[field]));
  return {
    resourcetype: text(element.resourcetype),
    x: value('x'),
    y: value('y'),
    colspan: value('colspan'),
    rowspan: value('rowspan'),
    width: value('width'),
    height: value('height'),
    elements: value('elements'),
  };
}

function named({ resource = '' }: JsonObject, type: string, name: string): JsonObject {
  return { type, name, value: resource };
}

function number(name: string, value: string): JsonObject {
  return { type: 'INTEGER', name, value };
}

function unless(standard: string, name: string, given: JsonObject[string] | undefined): JsonObject[] {
  return text(given) === standard ? [] : [number(name, text(given))];
}
