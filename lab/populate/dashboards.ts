import { create, createOne, type Fields, type Filling, idOf, itemOf, since } from './filling.ts';
import { GRAPHS } from './graphs.ts';
import { TEMPLATES } from './names.ts';

/** Dashboards of templates from 5.2 on, screens of templates in 5.0. */
export async function makeTemplateDashboards(filling: Filling): Promise<void> {
  if (since(filling, '6.0')) {
    await makeDashboards(filling);
  } else {
    await makeScreens(filling);
  }
}

/** Widget fields as the API counts them: 0 integer, 1 text, 4 item, 5 item prototype, 6 graph, 7 graph prototype. */
function field(type: number, name: string, value: string | number): Fields {
  return { type, name, value };
}

async function makeDashboards(filling: Filling): Promise<void> {
  const templateid = idOf(filling, 'template', TEMPLATES.base);
  const graph = idOf(filling, 'graph', GRAPHS.template);
  const load = itemOf(filling, templateid, 'base.load');
  // 7.0 numbers the fields that may hold several ids.
  const many = (name: string): string => (since(filling, '7.0') ? `${name}.0` : name);
  const place = (index: number): Fields =>
    since(filling, '7.0')
      ? { x: (index % 3) * 24, y: 0, width: 24, height: 5 }
      : { x: (index % 3) * 8, y: 0, width: 8, height: 5 };
  const widgets: Fields[] = [
    {
      type: 'graph',
      name: 'Graph <&> "ü"',
      ...place(0),
      fields: [field(0, 'source_type', 0), field(6, many('graphid'), graph)],
    },
    {
      type: 'graph',
      view_mode: 1,
      ...place(1),
      fields: [field(0, 'source_type', 1), field(4, many('itemid'), load)],
    },
    { type: 'clock', ...place(2), fields: [field(0, 'time_type', 1)] },
  ];
  const more: Fields[] = [
    {
      type: 'item',
      ...place(0),
      fields: [field(4, many('itemid'), load), field(1, 'description', 'ü {ITEM.NAME}\n<&>')],
    },
    { type: 'url', ...place(1), fields: [field(1, 'url', 'http://127.0.0.1/?a=1&b=2')] },
  ];
  await create(filling, 'templatedashboard', [
    {
      templateid,
      name: 'Lab dashboard "ü" <&>',
      display_period: 60,
      auto_start: 0,
      pages: [
        { widgets },
        { name: 'Second page', display_period: 1800, widgets: more },
        { name: 'Empty page' },
      ],
    },
    { templateid, name: 'Lab dashboard, plain', pages: [{ widgets: [widgets[2]] }] },
  ]);
  await makePrototypeDashboard(filling, place);
}

/** A dashboard whose widget shows a graph prototype. */
async function makePrototypeDashboard(filling: Filling, place: (index: number) => Fields): Promise<void> {
  const many = since(filling, '7.0') ? 'graphid.0' : 'graphid';
  const graph = idOf(filling, 'graphprototype', `${TEMPLATES.discovery}/Graph of {#NAME}`);
  await createOne(filling, 'templatedashboard', {
    templateid: idOf(filling, 'template', TEMPLATES.discovery),
    name: 'Lab discovered graphs',
    pages: [
      {
        widgets: [
          {
            type: 'graphprototype',
            ...place(0),
            fields: [
              field(0, 'source_type', 2),
              field(7, many, graph),
              field(0, 'columns', 2),
              field(0, 'rows', 1),
            ],
          },
        ],
      },
    ],
  });
}

async function makeScreens(filling: Filling): Promise<void> {
  const templateid = idOf(filling, 'template', TEMPLATES.base);
  const load = itemOf(filling, templateid, 'base.load');
  const place = (x: number, y: number): Fields => ({ x, y, width: 500, height: 100, colspan: 1, rowspan: 1 });
  await createOne(filling, 'templatescreen', {
    templateid,
    name: 'Lab screen "ü" <&>',
    hsize: 2,
    vsize: 2,
    screenitems: [
      { resourcetype: 0, resourceid: idOf(filling, 'graph', GRAPHS.template), ...place(0, 0) },
      { resourcetype: 1, resourceid: load, ...place(1, 0) },
      { resourcetype: 3, resourceid: load, elements: 25, style: 0, ...place(0, 1) },
      { resourcetype: 7, ...place(1, 1) },
    ],
  });
}
