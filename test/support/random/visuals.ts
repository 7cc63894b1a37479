import type { JsonObject } from '../../../src/configuration/json.ts';
import type { Estate } from './estate.ts';

/** Icon maps, maps, dashboards, and reports about these. */
export function drawVisuals(estate: Estate): void {
  const { draw } = estate;
  for (let left = draw.int(1, 2); left > 0; left -= 1) drawIconMap(estate);
  for (let left = draw.int(2, 3); left > 0; left -= 1) drawMap(estate);
  for (let left = draw.int(2, 3); left > 0; left -= 1) drawDashboard(estate);
  for (let left = draw.int(1, 2); left > 0; left -= 1) drawReport(estate);
}

function icon({ draw, given }: Estate): string {
  const images = [...(given.objects.get('images')?.values() ?? [])];
  return draw.pick(images.filter(({ content }) => content.imagetype === '1')).key;
}

function drawIconMap(estate: Estate): void {
  const { draw, add } = estate;
  add('iconmaps', {
    name: draw.name(64),
    default_iconid: icon(estate),
    mappings: Array.from({ length: draw.int(1, 4) }, (_, index) => ({
      iconid: icon(estate),
      expression: `^${index} "ü" <&>$`,
      inventory_link: String(draw.int(1, 70)),
    })),
  });
}

/** Who owns it, and who else sees it. */
function drawSharing({ draw, keys }: Estate): JsonObject {
  const users = draw.some(keys('users'), 1, 3);
  const [owner = 'Admin', ...others] = users;
  const isPrivate = draw.once(2);
  // Everybody may read what is public: it is shared for writing only.
  const permission = (): string => (isPrivate ? draw.pick(['2', '3']) : '3');
  return {
    userid: owner,
    private: isPrivate ? '1' : '0',
    users: others.map((userid) => ({ userid, permission: permission() })),
    userGroups: draw
      .some(keys('usergroups'), 0, 2)
      .map((usrgrpid) => ({ usrgrpid, permission: permission() })),
  };
}

function drawElement(estate: Estate, index: number): JsonObject {
  const { draw, keys } = estate;
  const maps = keys('maps');
  const [elementtype, elements] = draw.pick<[string, JsonObject[]]>([
    ['0', [{ hostid: draw.pick(keys('hosts')) }]],
    ['2', draw.some(estate.triggers.ofHosts, 1, 2).map((triggerid) => ({ triggerid }))],
    ['3', [{ groupid: draw.pick(keys('hostgroups')) }]],
    ['4', []],
    maps.length > 0 ? ['1', [{ sysmapid: draw.pick(maps) }]] : ['4', []],
  ]);
  const more = elementtype === '4' ? [null, null, null] : [null, icon(estate), icon(estate)];
  const [x, y] = [String(index * 90), String(draw.int(0, 500))];
  return {
    ...{ elementtype, elements, place: `${x},${y}`, x, y },
    areatype: '0',
    elementsubtype: '0',
    evaltype: draw.pick(['0', '2']),
    height: '200',
    width: '200',
    viewtype: '0',
    iconid_off: icon(estate),
    iconid_on: more[0] ?? null,
    iconid_disabled: more[1] ?? null,
    iconid_maintenance: more[2] ?? null,
    label: draw.text(),
    label_location: draw.pick(['-1', '0', '2']),
    tags: elementtype === '0' && draw.once(2) ? [{ tag: draw.name(60), operator: '0', value: 'ü' }] : [],
    urls: draw.once(2) ? [{ name: draw.name(60), url: 'http://127.0.0.1/?a="ü"' }] : [],
    use_iconmap: '1',
  };
}

function drawMap(estate: Estate): void {
  const { draw, add, keys } = estate;
  const elements = Array.from({ length: draw.int(2, 6) }, (_, index) => drawElement(estate, index));
  const [from, to] = elements.map(({ place }) => place);
  const linked = draw.once(2)
    ? [{ triggerid: draw.pick(estate.triggers.ofHosts), color: 'FF0000', drawtype: '4' }]
    : [];
  const label = draw.name(255);
  add('maps', {
    ...drawSharing(estate),
    name: draw.name(128),
    width: String(draw.int(800, 2000)),
    height: '700',
    backgroundid: null,
    iconmapid: draw.once(2) ? draw.pick(keys('iconmaps')) : null,
    expand_macros: '1',
    expandproblem: String(draw.int(0, 2)),
    grid_align: '1',
    grid_show: '1',
    grid_size: draw.pick(['20', '50']),
    highlight: String(draw.int(0, 1)),
    label_format: '1',
    label_location: '0',
    label_string_host: label,
    label_string_hostgroup: '',
    label_string_image: '',
    label_string_map: '',
    label_string_trigger: '',
    label_type: '2',
    label_type_host: '5',
    label_type_hostgroup: '2',
    label_type_image: '2',
    label_type_map: '2',
    label_type_trigger: '2',
    markelements: '0',
    severity_min: String(draw.int(0, 5)),
    show_suppressed: '0',
    show_unack: String(draw.int(0, 2)),
    selements: elements,
    links: [
      {
        from: from ?? '',
        to: to ?? '',
        color: '00CC00',
        drawtype: '2',
        label: draw.text(),
        linktriggers: linked,
      },
    ],
    shapes: [],
    lines: draw.once(2)
      ? [
          {
            x1: '1',
            y1: '2',
            x2: '300',
            y2: '400',
            line_type: '1',
            line_width: '4',
            line_color: '112233',
            zindex: '0',
          },
        ]
      : [],
    urls: draw.once(2) ? [{ name: draw.name(60), url: 'http://127.0.0.1/{HOST.ID}', elementtype: '0' }] : [],
  });
}

/** The fields of a widget that names several objects, or one, in the words of the version. */
function shown({ draw }: Estate, name: string, type: string, values: readonly string[]): JsonObject[] {
  return values.map((value, index) => ({
    name: draw.version === '7.0' ? `${name}.${index}` : name,
    type,
    value,
  }));
}

function drawWidgets(estate: Estate): JsonObject[] {
  const { draw, keys } = estate;
  const items = draw.some(estate.items.ofHosts, 1, 1).map(({ holder, key }) => `${holder}/${key}`);
  const contents: [string, JsonObject[]][] = [
    [
      'problems',
      [
        ...shown(estate, 'groupids', '2', draw.some(keys('hostgroups'), 1, 3)),
        ...shown(estate, 'hostids', '3', draw.some(keys('hosts'), 1, 2)),
        { name: 'show', type: '0', value: '3' },
      ],
    ],
    ['clock', []],
    ['map', shown(estate, 'sysmapid', '8', draw.some(keys('maps'), 1, 1))],
    ['item', shown(estate, 'itemid', '4', items)],
    ['slareport', shown(estate, 'slaid', '10', draw.some(keys('slas'), 1, 1))],
    ['url', [{ name: 'url', type: '1', value: 'http://127.0.0.1/?a=1&b=<"ü">' }]],
    ...draw
      .some(estate.graphs, 0, 1)
      .map((graph): [string, JsonObject[]] => [
        'graph',
        [{ name: 'source_type', type: '0', value: '0' }, ...shown(estate, 'graphid', '6', [graph])],
      ]),
  ];
  const width = draw.version === '7.0' ? 24 : 8;
  return draw.some(contents, 1, 6).map(([type, fields], index) => ({
    type,
    fields,
    name: draw.once(2) ? draw.name(255) : '',
    view_mode: String(draw.int(0, 1)),
    x: String((index % 3) * width),
    y: String(Math.floor(index / 3) * 5),
    width: String(width),
    height: '5',
  }));
}

function drawDashboard(estate: Estate): void {
  const { draw, add } = estate;
  add('dashboards', {
    ...drawSharing(estate),
    name: draw.name(255),
    auto_start: String(draw.int(0, 1)),
    display_period: draw.pick(['30', '3600']),
    pages: Array.from({ length: draw.int(1, 3) }, () => ({
      name: draw.once(2) ? draw.name(255) : '',
      display_period: draw.pick(['0', '60']),
      widgets: drawWidgets(estate),
    })),
  });
}

function drawReport(estate: Estate): void {
  const { draw, add, keys } = estate;
  const weekly = draw.once(2);
  const ends = draw.once(2);
  add('reports', {
    userid: draw.pick(keys('users')),
    name: draw.name(255),
    dashboardid: draw.pick(keys('dashboards')),
    description: draw.text(),
    subject: draw.name(255),
    message: draw.text(),
    status: '0',
    period: String(draw.int(0, 3)),
    cycle: weekly ? '1' : '0',
    weekdays: weekly ? '37' : '0',
    start_time: '3600',
    active_since: ends ? '2030-01-02' : '',
    active_till: ends ? '2031-02-03' : '',
    users: draw.some(keys('users'), 1, 2).map((userid) => ({ userid, access_userid: null, exclude: '0' })),
    user_groups: draw.some(keys('usergroups'), 0, 1).map((usrgrpid) => ({ usrgrpid, access_userid: null })),
  });
}
