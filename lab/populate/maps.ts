import { createOne, type Fields, type Filling, from, idOf, since } from './filling.ts';
import { GROUPS, HOSTS, ICON_MAPS, IMAGES, MAPS, SHOWN, USER_GROUPS, USERS } from './names.ts';

const ELEMENT = { host: 0, map: 1, trigger: 2, group: 3, image: 4 } as const;

/** Maps with every kind of element, links, shapes, lines, sharing; three of them show each other. */
export async function makeMaps(filling: Filling): Promise<void> {
  const image = (name: string): string => idOf(filling, 'image', name);
  await createOne(filling, 'map', {
    name: MAPS.below,
    width: 600,
    height: 400,
    urls: [],
    selements: [element('1', ELEMENT.image, 10, 10, { elements: [], iconid_off: image(IMAGES.icon) })],
    links: [],
  });
  await createOne(filling, 'map', everything(filling));
  await createOne(filling, 'map', {
    name: MAPS.above,
    width: 800,
    height: 600,
    urls: [],
    selements: [MAPS.below, MAPS.middle].map((name, index) =>
      element(String(index + 1), ELEMENT.map, 50, 50 * index, {
        elements: [{ sysmapid: idOf(filling, 'map', name) }],
        iconid_off: image(IMAGES.other),
        label: name,
      }),
    ),
    links: [{ selementid1: '2', selementid2: '1', color: '00AA00' }],
    userid: idOf(filling, 'user', USERS.operator),
    private: 1,
    users: [
      { userid: idOf(filling, 'user', USERS.unicode), permission: 2 },
      { userid: idOf(filling, 'user', USERS.nobody), permission: 3 },
    ],
    userGroups: [
      { usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.night), permission: 2 },
      { usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.operators), permission: 3 },
    ],
  });
  await createOne(filling, 'map', {
    name: MAPS.plain,
    width: 100,
    height: 100,
    urls: [],
    selements: [],
    links: [],
    private: 0,
  });
}

function element(selementid: string, elementtype: number, x: number, y: number, more: Fields): Fields {
  return { selementid, elementtype, x, y, ...more };
}

/** Every field, every kind of element; two elements stand in the same place and look alike. */
function everything(filling: Filling): Fields {
  const image = (name: string): string => idOf(filling, 'image', name);
  const trigger = (description: string): Fields => ({ triggerid: idOf(filling, 'trigger', description) });
  const icons = {
    iconid_off: image(IMAGES.icon),
    iconid_on: image(IMAGES.other),
    iconid_disabled: image(IMAGES.icon),
    iconid_maintenance: image(IMAGES.other),
  };
  const host = { elements: [{ hostid: idOf(filling, 'host', HOSTS.shown) }] };
  const group = { elements: [{ groupid: idOf(filling, 'hostgroup', GROUPS.servers) }] };
  const triggers = { elements: [trigger(SHOWN.trigger), trigger(SHOWN.otherTrigger)] };
  return {
    name: MAPS.middle,
    width: 1000,
    height: 700,
    backgroundid: image(IMAGES.background),
    iconmapid: idOf(filling, 'iconmap', ICON_MAPS.main),
    label_format: 1,
    label_type: 2,
    label_location: 3,
    label_type_host: 5,
    label_string_host: '{HOST.NAME}\n<&> "ü"',
    label_type_hostgroup: 5,
    label_string_hostgroup: 'group',
    label_type_trigger: 2,
    label_type_map: 5,
    label_string_map: 'map\r\nof two lines',
    label_type_image: 4,
    highlight: 0,
    expandproblem: 2,
    markelements: 1,
    show_unack: 2,
    show_suppressed: 1,
    severity_min: 3,
    grid_size: 75,
    grid_show: 0,
    grid_align: 0,
    expand_macros: 1,
    urls: [
      { name: 'Lab <&> "ü"', url: 'http://127.0.0.1/{HOST.ID}?a=1&b=2', elementtype: ELEMENT.host },
      { name: 'Second', url: 'http://127.0.0.1/', elementtype: ELEMENT.map },
    ],
    selements: [
      element('1', ELEMENT.host, 100, 100, {
        ...icons,
        ...host,
        label: '{HOST.NAME}\r\n<&> "ü"',
        label_location: 2,
        urls: [
          { name: 'b', url: 'http://127.0.0.1/b' },
          { name: 'a', url: 'http://127.0.0.1/a' },
        ],
        ...tags(filling),
      }),
      element('2', ELEMENT.group, 200, 100, {
        ...icons,
        ...group,
        elementsubtype: 1,
        areatype: 1,
        width: 300,
        height: 150,
        viewtype: 1,
        use_iconmap: 0,
        ...tags(filling),
      }),
      element('3', ELEMENT.trigger, 300, 100, { ...icons, ...triggers, label: 'triggers' }),
      element('4', ELEMENT.map, 400, 100, {
        ...icons,
        elements: [{ sysmapid: idOf(filling, 'map', MAPS.below) }],
        label: 'below',
      }),
      element('5', ELEMENT.image, 500, 100, {
        elements: [],
        iconid_off: image(IMAGES.other),
        label: 'image',
      }),
      element('6', ELEMENT.host, 500, 300, { ...host, iconid_off: image(IMAGES.icon), label: 'twin' }),
      element('7', ELEMENT.host, 500, 300, { ...host, iconid_off: image(IMAGES.other), label: 'twin' }),
    ],
    links: [
      {
        selementid1: '1',
        selementid2: '3',
        color: 'CC0000',
        drawtype: 2,
        label: 'link <&> "ü"',
        linktriggers: [
          { ...trigger(SHOWN.trigger), color: 'FF0000', drawtype: 4 },
          { ...trigger(SHOWN.otherTrigger), color: '00FF00', drawtype: 0 },
        ],
      },
      { selementid1: '7', selementid2: '6', color: '0000CC' },
      { selementid1: '5', selementid2: '7', color: '00CC00', label: 'to the second twin' },
    ],
    shapes: [
      shape({ text: 'under <&> "ü"', zindex: 1 }),
      shape({ text: 'over', zindex: 1, type: 1, border_type: 2, border_width: 3 }),
      shape({ text: '{MAP.NAME}', zindex: 0, font: 9, font_size: 20, text_halign: 1, text_valign: 2 }),
    ],
    lines: [
      { x1: 1, y1: 2, x2: 300, y2: 400, line_type: 2, line_width: 4, line_color: '112233', zindex: 2 },
      { x1: 5, y1: 6, x2: 70, y2: 80, line_type: 1, line_width: 1, line_color: '445566', zindex: 2 },
    ],
    userid: idOf(filling, 'user', USERS.unicode),
    private: 0,
    users: [{ userid: idOf(filling, 'user', USERS.operator), permission: 3 }],
    userGroups: [{ usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.night), permission: 3 }],
  };
}

/** Elements pick problems by tags from 5.4 on, by an application before. */
function tags(filling: Filling): Fields {
  return since(filling, '6.0')
    ? {
        evaltype: 2,
        tags: [
          { tag: 'scope', value: 'b <&>', operator: '1' },
          { tag: 'scope', value: 'a', operator: '0' },
        ],
      }
    : { ...from(filling, '5.0', { application: 'Lab application' }) };
}

function shape(more: Fields): Fields {
  return {
    type: 0,
    x: 10,
    y: 20,
    width: 200,
    height: 100,
    font_color: '000000',
    border_color: '111111',
    background_color: 'EEEEEE',
    ...more,
  };
}
