import type { JsonObject, JsonValue } from '../../json.ts';
import { isObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, type Draft, draftsOf } from '../draft.ts';

/** How fields of widgets are written: by number in an object, by word in an export. */
interface Words {
  readonly integer: string;
  readonly string: string;
  readonly item: string;
}

const NUMBERS: Words = { integer: '0', string: '1', item: '4' };
const EXPORTED: Words = { integer: 'INTEGER', string: 'STRING', item: 'ITEM' };

const EXPORTED_TYPES: Readonly<Record<string, string>> = {
  CLOCK: 'clock',
  GRAPH_CLASSIC: 'graph',
  GRAPH_PROTOTYPE: 'graphprototype',
  ITEM: 'item',
  PLAIN_TEXT: 'plaintext',
  URL: 'url',
};

/** Widgets that tell others what is chosen in them: they have a name of their own on their dashboard. */
const TELLING = new Set([
  ...['geomap', 'graph', 'graphprototype', 'itemhistory', 'map', 'problemhosts', 'problems', 'problemsbysv'],
  ...['svggraph', 'tophosts', 'web'],
]);
const TELLING_IN_TEMPLATES = new Set(['graph', 'graphprototype', 'itemhistory']);

const OTHER_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plaintext: { style: 'layout' },
  problems: { unacknowledged: 'acknowledgement_status' },
  slareport: { date_from: 'date_period.from', date_to: 'date_period.to' },
  svggraph: { time_from: 'time_period.from', time_to: 'time_period.to' },
  tophosts: { count: 'show_lines' },
};

const NO_LONGER: Readonly<Record<string, readonly string[]>> = {
  clock: ['adv_conf', 'time_size', 'date_size', 'tzone_size'],
  item: ['adv_conf'],
  map: ['source_type', 'reference'],
  plaintext: ['show_as_html'],
  svggraph: ['graph_time'],
};

const TEXTUAL = new Set(['CHAR', 'LOG', 'TEXT']);

interface Shown {
  readonly name: string;
  readonly textual: boolean;
}

/** 7.0: dashboards are 72 columns wide, widgets find each other by name, plain text became the history of items. */
export const dashboards: ConversionStep = {
  name: 'dashboards',
  kinds: ['dashboards', 'templates'],
  convert(draft) {
    for (const [, { content }] of draftsOf(draft, 'dashboards')) {
      convertPages(content, NUMBERS, (value) => itemOf(draft, text(value)));
    }
    for (const [, { content }] of draftsOf(draft, 'templates')) {
      const items = new Map(objectsIn(content.items).map((item) => [text(item.key), item]));
      for (const dashboard of objectsIn(content.dashboards)) {
        convertPages(dashboard, EXPORTED, (value) => {
          const key = isObject(value) ? text(value.key) : '';
          return shown(items.get(key), key);
        });
      }
    }
  },
};

function convertPages(dashboard: JsonObject, words: Words, itemShown: (value: JsonValue) => Shown): void {
  const widgets = objectsIn(dashboard.pages).flatMap((page) => objectsIn(page.widgets));
  for (const widget of widgets) convertWidget(widget, words, itemShown);
  const taken = new Set(widgets.flatMap(referencesOf));
  const telling = words === NUMBERS ? TELLING : TELLING_IN_TEMPLATES;
  let count = 0;
  for (const widget of widgets) {
    if (!telling.has(text(widget.type)) || referencesOf(widget).length > 0) continue;
    while (taken.has(referenceOf(count))) count += 1;
    const reference = referenceOf(count);
    taken.add(reference);
    const fields = objectsIn(widget.fields);
    widget.fields = [...fields, { type: words.string, name: 'reference', value: reference }];
  }
}

function referencesOf(widget: JsonObject): string[] {
  return objectsIn(widget.fields).flatMap(({ name, value }) => (name === 'reference' ? [text(value)] : []));
}

/** AAAAA, AAAAB … */
function referenceOf(count: number): string {
  let letters = '';
  for (let rest = count; letters.length < 5; rest = Math.floor(rest / 26)) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return letters;
}

function convertWidget(widget: JsonObject, words: Words, itemShown: (value: JsonValue) => Shown): void {
  if (words === EXPORTED) widget.type = EXPORTED_TYPES[text(widget.type)] ?? widget.type ?? '';
  const type = text(widget.type);
  if (widget.x !== undefined) widget.x = String(Number(widget.x) * 3);
  widget.width = String(Number(widget.width ?? '1') * 3);
  const former = objectsIn(widget.fields);
  const fields = former
    .filter(({ name }) => !NO_LONGER[type]?.includes(text(name)))
    .filter(({ name }) => type !== 'plaintext' || name !== 'itemids')
    .map((field) => convertField(field, type, words));
  if (type === 'hostavail' && former.filter(({ name }) => name === 'interface_type').length === 1) {
    fields.push({ type: words.integer, name: 'only_totals', value: '1' });
  }
  if (type === 'plaintext') {
    widget.type = 'itemhistory';
    fields.push(...historyFields(former, words, itemShown));
  }
  if (widget.fields !== undefined || fields.length > 0) widget.fields = fields;
}

function convertField(field: JsonObject, type: string, words: Words): JsonObject {
  const name = text(field.name);
  if (name === 'dynamic' && field.type === words.integer && text(field.value) === '1') {
    return { type: words.string, name: 'override_hostid._reference', value: 'DASHBOARD._hostid' };
  }
  if (type === 'map' && name === 'filter_widget_reference') {
    return { ...field, name: 'sysmapid._reference', value: `${text(field.value)}._mapid` };
  }
  if (type === 'tophosts' && /^columns\.name\.\d+$/.test(name) && field.value === '') {
    return { ...field, name: withPlaceFirst(name), value: ' ' };
  }
  return { ...field, name: withPlaceFirst(OTHER_NAMES[type]?.[name] ?? name) };
}

/** `ds.color.0` is now `ds.0.color`. */
function withPlaceFirst(name: string): string {
  return name.replace(/^([a-z]+)\.([a-z_]+)\.(\d+)((?:\.\d+)?)$/, '$1.$3.$2$4');
}

/** A column for each item that plain text showed. */
function historyFields(
  former: readonly JsonObject[],
  words: Words,
  itemShown: (value: JsonValue) => Shown,
): JsonObject[] {
  const asHtml = former.some(({ name, value }) => name === 'show_as_html' && text(value) === '1');
  const columns = former
    .filter(({ name }) => name === 'itemids')
    .flatMap(({ value = null }, index) => {
      const { name, textual } = itemShown(value);
      const column = `columns.${index}`;
      return [
        { type: words.string, name: `${column}.name`, value: name },
        { type: words.item, name: `${column}.itemid`, value },
        ...(textual ? [{ type: words.integer, name: `${column}.monospace_font`, value: '1' }] : []),
        ...(textual && asHtml ? [{ type: words.integer, name: `${column}.display`, value: '4' }] : []),
      ];
    });
  const period = [
    { type: words.string, name: 'time_period.from', value: 'now-1y' },
    { type: words.string, name: 'time_period.to', value: 'now' },
  ];
  return [{ type: words.integer, name: 'show_timestamp', value: '1' }, ...columns, ...period];
}

/** The item of a host, by `host/key`: its own, one of its templates, or one that its web scenarios make. */
function itemOf(draft: Draft, reference: string): Shown {
  const slash = reference.indexOf('/');
  const [host, key] = [reference.slice(0, slash), reference.slice(slash + 1)];
  const seen = new Set<string>();
  const find = (name: string): JsonObject | undefined => {
    if (seen.has(name)) return undefined;
    seen.add(name);
    const element = (draft.objects.get('hosts')?.get(name) ?? draft.objects.get('templates')?.get(name))
      ?.content;
    const own = objectsIn(element?.items).find((item) => item.key === key);
    return (
      own ??
      objectsIn(element?.templates)
        .map((link) => find(text(link.name)))
        .find((item) => item)
    );
  };
  return shown(find(host), key);
}

function shown(item: JsonObject | undefined, key: string): Shown {
  return { name: text(item?.name ?? nameOfWebItem(key)), textual: TEXTUAL.has(text(item?.value_type)) };
}

const WEB_ITEMS: readonly (readonly [RegExp, string])[] = [
  [/^web\.test\.fail\[(.*)\]$/s, 'Failed step of scenario "$1".'],
  [/^web\.test\.error\[(.*)\]$/s, 'Last error message of scenario "$1".'],
  [/^web\.test\.in\[([^,]*),,bps\]$/s, 'Download speed for scenario "$1".'],
  [/^web\.test\.in\[([^,]*),([^,]*),bps\]$/s, 'Download speed for step "$2" of scenario "$1".'],
  [/^web\.test\.time\[([^,]*),([^,]*),resp\]$/s, 'Response time for step "$2" of scenario "$1".'],
  [/^web\.test\.rspcode\[([^,]*),([^,]*)\]$/s, 'Response code for step "$2" of scenario "$1".'],
];

function nameOfWebItem(key: string): string {
  const known = WEB_ITEMS.find(([pattern]) => pattern.test(key));
  return known ? key.replace(...known) : key;
}
