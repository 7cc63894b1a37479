import { counted } from '../../../terminal/counted.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { objectsIn, text } from '../../json.ts';
import { type ConversionStep, draftsOf } from '../draft.ts';
import { integerField, ofTag, textField } from './dashboards.ts';
import { becomesWidget, widgetPlaces } from './screen-layout.ts';

/** Types of fields that name something (CDashboardGeneral). */
const GROUP = '2';
const HOST = '3';
const ITEM = '4';
const ITEM_PROTOTYPE = '5';
const GRAPH = '6';
const GRAPH_PROTOTYPE = '7';
const MAP = '8';

const LINES_BY_DEFAULT = '25';
const BY_TIME = '4';
const LONGEST_NAME = 255;
/** Elements that show what comes of a prototype. */
const BY_DISCOVERY = new Set(['19', '20']);
/** Each dashboard that comes of a screen has references of its own: the upgrade draws them by lot. */
const FIRST_REFERENCE = 'AAAAA';

/**
 * 5.4: screens are dashboards of one page. Elements become widgets that show the same, as far as there are such; slide
 * shows would too, but no API reaches them.
 */
export const screens: ConversionStep = {
  name: 'screens become dashboards',
  kinds: ['screens', 'dashboards'],
  convert(draft) {
    const all = draft.objects.get('screens');
    if (!all) return;
    const dashboards = draft.objects.get('dashboards') ?? new Map();
    for (const [key, { content }] of draftsOf(draft, 'screens')) {
      const name = freeName(key, dashboards);
      const widgets = widgetsOf(objectsIn(content.screenitems), (what) =>
        draft.losses.push({ kind: 'dashboards', key: name, what }),
      );
      dashboards.set(name, { content: dashboardOf(content, name, widgets) });
    }
    draft.objects.set('dashboards', dashboards);
    draft.objects.delete('screens');
  },
};

function dashboardOf(screen: JsonObject, name: string, widgets: JsonObject[]): JsonObject {
  const { userid = null, private: isPrivate = '1', users = [], userGroups = [] } = screen;
  const page = { name: '', display_period: '0', widgets };
  return {
    name,
    userid,
    private: isPrivate,
    users,
    userGroups,
    display_period: '30',
    auto_start: '1',
    pages: [page],
  };
}

/** Dashboards are told apart by name: where one has it already a number follows. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  for (let count = 0; ; count += 1) {
    const suffix = count === 0 ? '' : ` (${count})`;
    const candidate = `${name.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/**
 * The widgets of a screen or of a template's screen.
 * @param elements in the fields of screen.get, row by row
 * @param lose is told what has no place on a dashboard
 */
function widgetsOf(elements: readonly JsonObject[], lose: (what: string) => void): JsonObject[] {
  const known = elements.filter(({ resourcetype }) => becomesWidget(text(resourcetype))).toSorted(inOrder);
  const places = widgetPlaces(known.map(shape));
  const maps = { count: 0 };
  const widgets = known.flatMap((element, index) => {
    const place = places[index];
    if (!place) return [];
    const [type, fields] = widgetOf(element, maps);
    return [
      {
        type,
        name: '',
        view_mode: '0',
        x: String(place.x),
        y: String(place.y),
        width: String(place.width),
        height: String(place.height),
        fields,
      },
    ];
  });
  const lost = elements.length - widgets.length;
  if (lost > 0)
    lose(
      `${lost} of the ${counted(elements.length, 'element')} of its screen: a dashboard has no room for them`,
    );
  if (elements.some(({ halign, valign }) => isSet(halign) || isSet(valign))) {
    lose('how the elements of its screen are aligned in their cells: widgets fill theirs');
  }
  if (
    known.some(
      ({ resourcetype, max_columns }) => BY_DISCOVERY.has(text(resourcetype)) && text(max_columns) !== '1',
    )
  ) {
    lose('in how many columns its screen shows graphs that discovery made: an upgrade has one');
  }
  return widgets;
}

function isSet(value: JsonValue | undefined): boolean {
  return !['', '0'].includes(text(value));
}

function inOrder(a: JsonObject, b: JsonObject): number {
  return Number(text(a.y)) - Number(text(b.y)) || Number(text(a.x)) - Number(text(b.x));
}

function shape(element: JsonObject) {
  const number = (field: string): number => Number(text(element[field]));
  return {
    resourcetype: text(element.resourcetype),
    x: number('x'),
    y: number('y'),
    colspan: number('colspan'),
    rowspan: number('rowspan'),
    width: number('width'),
    height: number('height'),
    elements: number('elements'),
  };
}

/** What an element holds, by its resource type (SCREEN_RESOURCE_*), as a widget. Fields with their default are left out. */
function widgetOf(element: JsonObject, maps: { count: number }): [type: string, fields: JsonObject[]] {
  const { resourceid = null } = element;
  const value = (name: string): string => text(element[name]);
  const style = value('style');
  const named = (type: string, name: string): JsonObject[] =>
    resourceid === null || ['', '0'].includes(text(resourceid) || String(resourceid))
      ? []
      : [{ type, name, value: resourceid }];
  const differing = (name: string, given: string, standard: string): JsonObject[] =>
    given === standard ? [] : [integerField(name, given)];
  const lines = differing('show_lines', value('elements'), LINES_BY_DEFAULT);
  const dynamic = value('dynamic') === '1' ? [integerField('dynamic', '1')] : [];
  const whenStyled = (name: string): JsonObject[] => (style === '1' ? [integerField(name, '1')] : []);
  const sorted = differing('sort_triggers', value('sort_triggers'), '0');
  const problems = [integerField('show', '3'), integerField('show_timeline', '0')];
  const tags = value('application') === '' ? [] : ofTag(value('application'));
  const oneColumn = integerField('columns', '1');
  switch (value('resourcetype')) {
    case '0':
      return ['graph', [...named(GRAPH, 'graphid'), ...dynamic]];
    case '1':
      return ['graph', [integerField('source_type', '1'), ...named(ITEM, 'itemid'), ...dynamic]];
    case '2':
      return ['map', [...named(MAP, 'sysmapid'), textField('reference', nextReference(maps))]];
    case '3':
      return [
        'plaintext',
        [...named(ITEM, 'itemids'), ...differing('show_as_html', style, '0'), ...lines, ...dynamic],
      ];
    case '4':
      return ['hostavail', [...whenStyled('layout'), ...named(GROUP, 'groupids')]];
    case '5':
      return [
        'problemsbysv',
        [...named(GROUP, 'groupids'), ...whenStyled('layout'), integerField('show_type', '1')],
      ];
    case '6':
      return ['systeminfo', []];
    case '7':
      return [
        'clock',
        [...differing('time_type', style, '0'), ...(style === '2' ? named(ITEM, 'itemid') : [])],
      ];
    case '9':
      return [
        'trigover',
        [...named(GROUP, 'groupids'), ...tags, ...whenStyled('style'), integerField('show', '2')],
      ];
    case '10':
      return ['dataover', [...whenStyled('style'), ...named(GROUP, 'groupids'), ...tags]];
    case '11':
      return ['url', [textField('url', value('url')), ...dynamic]];
    case '12':
      return ['actionlog', [...differing('sort_triggers', value('sort_triggers'), BY_TIME), ...lines]];
    case '13':
      return ['problems', [...lines, integerField('show', '2')]];
    case '14':
      return ['problems', [...sorted, ...lines, ...named(GROUP, 'groupids'), ...problems]];
    case '15':
      return ['problemsbysv', []];
    case '16':
      return ['problems', [...sorted, ...lines, ...named(HOST, 'hostids'), ...problems]];
    case '19':
      return [
        'graphprototype',
        [integerField('source_type', '3'), ...named(ITEM_PROTOTYPE, 'itemid'), oneColumn, ...dynamic],
      ];
    default:
      return ['graphprototype', [...named(GRAPH_PROTOTYPE, 'graphid'), oneColumn, ...dynamic]];
  }
}

/** AAAAA, AAAAB … for the maps of one dashboard. */
function nextReference(maps: { count: number }): string {
  let letters = '';
  for (let rest = maps.count; letters.length < FIRST_REFERENCE.length; rest = Math.floor(rest / 26)) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  maps.count += 1;
  return letters;
}
