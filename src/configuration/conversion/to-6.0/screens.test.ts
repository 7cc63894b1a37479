import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonObject, objectsIn } from '../../json.ts';
import type { Draft } from '../draft.ts';
import { widgetPlaces } from './screen-layout.ts';
import { screens } from './screens.ts';

/** An element of a screen in the fields of screen.get. */
function element(resourcetype: number, x: number, y: number, more: JsonObject = {}): JsonObject {
  return {
    resourcetype: String(resourcetype),
    resourceid: null,
    x: String(x),
    y: String(y),
    colspan: '1',
    rowspan: '1',
    width: '500',
    height: '100',
    elements: '25',
    style: '0',
    sort_triggers: '0',
    dynamic: '0',
    application: '',
    url: '',
    halign: '0',
    valign: '0',
    ...more,
  };
}

function screen(name: string, screenitems: JsonObject[]): [string, { content: JsonObject }] {
  const sharing = {
    private: '0',
    userid: 'Admin',
    users: [],
    userGroups: [{ usrgrpid: 'g', permission: '2' }],
  };
  return [name, { content: { name, hsize: '2', vsize: '2', ...sharing, screenitems } }];
}

function converted(all: [string, { content: JsonObject }][], dashboards: string[] = []) {
  const draft: Draft = {
    objects: new Map([
      ['screens', new Map(all)],
      ['dashboards', new Map(dashboards.map((name) => [name, { content: { name } }]))],
    ]),
    notRecorded: new Map(),
    losses: [],
  };
  screens.convert(draft);
  const content = (name: string): JsonObject => draft.objects.get('dashboards')?.get(name)?.content ?? {};
  const widgets = (name: string): JsonObject[] => objectsIn(objectsIn(content(name).pages)[0]?.widgets);
  return { draft, content, widgets };
}

describe('screens', () => {
  it('are dashboards of one page, with the same owner and sharing, under a name that is free', () => {
    const { draft, content } = converted([screen('s', []), screen('t', [])], ['s', 's (1)']);
    expect([...(draft.objects.get('dashboards')?.keys() ?? [])]).toEqual(['s', 's (1)', 's (2)', 't']);
    expect(draft.objects.has('screens')).toBe(false);
    expect(content('s (2)')).toEqual({
      name: 's (2)',
      userid: 'Admin',
      private: '0',
      users: [],
      userGroups: [{ usrgrpid: 'g', permission: '2' }],
      display_period: '30',
      auto_start: '1',
      pages: [{ name: '', display_period: '0', widgets: [] }],
    });
  });

  it('show the same in widgets, the fields of which leave out what is as by default', () => {
    const group = { resourceid: 'g' };
    const all = [
      element(0, 0, 0, { resourceid: 'h/graph', dynamic: '1' }),
      element(3, 1, 0, { resourceid: 'h/item', elements: '10', style: '1' }),
      element(4, 2, 0, { ...group, style: '1' }),
      element(5, 3, 0),
      element(7, 0, 1, { style: '2', resourceid: 'h/item' }),
      element(9, 1, 1, { ...group, application: 'CPU' }),
      element(12, 2, 1, { sort_triggers: '3' }),
      element(14, 3, 1, { ...group, sort_triggers: '1' }),
      element(16, 0, 2, { resourceid: 'h' }),
      element(20, 1, 2, { resourceid: 'h/prototype', max_columns: '1' }),
      element(2, 2, 2, { resourceid: 'm' }),
      element(2, 3, 2, { resourceid: 'n' }),
    ];
    const { widgets, draft } = converted([screen('s', all)]);
    const fields = widgets('s').map(({ type = '', fields: list }) => [
      type,
      objectsIn(list)
        .map(({ type: kind, name, value }) => `${kind} ${name}=${value}`)
        .join(', '),
    ]);
    expect(fields).toEqual([
      ['graph', '6 graphid=h/graph, 0 dynamic=1'],
      ['plaintext', '4 itemids=h/item, 0 show_as_html=1, 0 show_lines=10'],
      ['hostavail', '0 layout=1, 2 groupids=g'],
      ['problemsbysv', '0 show_type=1'],
      ['clock', '0 time_type=2, 4 itemid=h/item'],
      [
        'trigover',
        '2 groupids=g, 0 tags.operator.0=0, 1 tags.tag.0=Application, 1 tags.value.0=CPU, 0 show=2',
      ],
      ['actionlog', '0 sort_triggers=3'],
      ['problems', '0 sort_triggers=1, 2 groupids=g, 0 show=3, 0 show_timeline=0'],
      ['problems', '3 hostids=h, 0 show=3, 0 show_timeline=0'],
      ['graphprototype', '7 graphid=h/prototype, 0 columns=1'],
      ['map', '8 sysmapid=m, 1 reference=AAAAA'],
      ['map', '8 sysmapid=n, 1 reference=AAAAB'],
    ]);
    expect(draft.losses).toEqual([]);
  });

  it('name what has no place: elements that are unknown or do not fit, and how they are aligned', () => {
    const tall = Array.from({ length: 40 }, (_, y) => element(9, 0, y, { halign: '1' }));
    const discovered = element(19, 1, 0, { max_columns: '3' });
    const { widgets, draft } = converted([screen('s', [element(8, 0, 99), discovered, ...tall])]);
    expect(widgets('s').length).toBe(10);
    expect(draft.losses).toMatchObject([
      { kind: 'dashboards', key: 's', what: /^32 of the 42 elements/ },
      { kind: 'dashboards', key: 's', what: /aligned/ },
      { kind: 'dashboards', key: 's', what: /columns/ },
    ]);
  });
});

/** Sizes that the server of 6.0 gave to the same screens. */
describe('places of widgets', () => {
  const at = (resourcetype: string, x: number, y: number, more = {}) => ({
    ...{ resourcetype, x, y, colspan: 1, rowspan: 1, width: 500, height: 100, elements: 25 },
    ...more,
  });

  it('fill the width of a dashboard', () => {
    expect(widgetPlaces([at('2', 0, 0, { colspan: 2 })])).toEqual([{ x: 0, y: 0, width: 24, height: 4 }]);
  });

  it('leave out empty rows and columns', () => {
    expect(widgetPlaces([at('0', 3, 7), at('0', 9, 7)])).toEqual([
      { x: 0, y: 0, width: 12, height: 5 },
      { x: 12, y: 0, width: 12, height: 5 },
    ]);
  });

  it('never overlap, and stay on the dashboard', () => {
    const cell = fc.record({
      resourcetype: fc.constantFrom('0', '2', '3', '7', '9', '11'),
      width: fc.integer({ min: 50, max: 2000 }),
      height: fc.integer({ min: 50, max: 2000 }),
      elements: fc.integer({ min: 1, max: 100 }),
      shown: fc.boolean(),
    });
    const grid = fc.array(fc.array(cell, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(grid, (rows) => {
        const elements = rows.flatMap((row, y) =>
          row.map((each, x) => ({ ...each, x, y, colspan: 1, rowspan: 1 })).filter(({ shown }) => shown),
        );
        const places = widgetPlaces(elements).filter((place) => place !== undefined);
        const cells = places.flatMap(({ x, y, width, height }) =>
          Array.from(
            { length: width * height },
            (_, index) => (y + Math.floor(index / width)) * 24 + x + (index % width),
          ),
        );
        expect(places.every(({ x, y, width, height }) => x + width <= 24 && y + height <= 64)).toBe(true);
        expect(new Set(cells).size).toBe(cells.length);
      }),
    );
  });

  it('are no higher than the API takes', () => {
    const rows = [0, 1, 2].map((y) => at('11', 1, y, { height: 1400 }));
    const [high] = widgetPlaces([at('11', 0, 0, { rowspan: 3 }), ...rows]);
    expect(high).toEqual({ x: 0, y: 0, width: 12, height: 32 });
  });

  it('give rows to lists by their lines, and columns to those that ask for more', () => {
    const places = widgetPlaces([
      at('0', 0, 0),
      at('0', 1, 0),
      at('3', 0, 1),
      at('7', 1, 1, { width: 400, height: 200 }),
    ]);
    expect(places).toEqual([
      { x: 0, y: 0, width: 12, height: 5 },
      { x: 12, y: 0, width: 12, height: 5 },
      { x: 0, y: 5, width: 12, height: 12 },
      { x: 12, y: 5, width: 12, height: 12 },
    ]);
  });
});
