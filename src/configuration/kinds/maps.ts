import type { JsonObject } from '../json.ts';
import { byText, objectsIn, text } from '../json.ts';
import type { Kind, Reference } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { OWNER_AND_SHARING } from './sharing.ts';
import { without } from './without.ts';

const ICONS = ['iconid_off', 'iconid_on', 'iconid_disabled', 'iconid_maintenance'];

/** Maps, which show hosts, host groups, triggers, images and other maps, and links between these. */
export const maps: Kind = {
  name: 'maps',
  singular: 'map',
  audited: ['19'],
  lookup: lookupBy('name', 'map', 'sysmapid'),
  travel: {
    by: 'object',
    parameters: () => ({
      output: 'extend',
      selectSelements: 'extend',
      selectLinks: 'extend',
      selectShapes: 'extend',
      selectLines: 'extend',
      selectUrls: 'extend',
      selectUsers: 'extend',
      selectUserGroups: 'extend',
    }),
    fromApi,
    toApi,
    // What is drawn later lies above, where two have the same zindex.
    ordered: ['shapes', 'lines'],
    update: 'changed',
    // Links of one map would lead to elements of another one (CMap::create, $map_virt_selements).
    createdAlone: true,
    together: [
      ['selements', 'links'],
      ['width', 'height', 'shapes', 'lines'],
      ['private', 'users', 'userGroups'],
    ],
  },
  references: [
    ...OWNER_AND_SHARING,
    { path: 'backgroundid', to: 'images', none: '0' },
    { path: 'iconmapid', to: 'iconmaps', none: '0' },
    ...ICONS.map((icon): Reference => ({ path: `selements[].${icon}`, to: 'images', none: '0' })),
    { path: 'selements[].elements[].hostid', to: 'hosts' },
    { path: 'selements[].elements[].groupid', to: 'hostgroups' },
    { path: 'selements[].elements[].triggerid', to: 'triggers', deferred: 'selements[]' },
    { path: 'selements[].elements[].sysmapid', to: 'maps', deferred: 'selements[]' },
    { path: 'links[].linktriggers[].triggerid', to: 'triggers', deferred: true },
  ],
  key: (content) => text(content.name),
};

function fromApi(row: JsonObject): JsonObject {
  const elements = objectsIn(row.selements).sort(byId('selementid'));
  const places = placesOf(elements);
  const placeOf = (id: unknown): string => places.get(String(id)) ?? '';
  return {
    ...without(row, 'sysmapid'),
    selements: elements.map((element) => ({
      ...without(element, 'selementid', 'sysmapid', 'permission'),
      place: placeOf(element.selementid),
      urls: objectsIn(element.urls).map((url) => without(url, 'sysmapelementurlid', 'selementid')),
      ...(element.tags !== undefined && {
        tags: objectsIn(element.tags).map((tag) => without(tag, 'selementtagid', 'selementid')),
      }),
    })),
    links: objectsIn(row.links).map((link) => ({
      ...without(link, 'linkid', 'sysmapid', 'permission', 'selementid1', 'selementid2'),
      from: placeOf(link.selementid1),
      to: placeOf(link.selementid2),
      linktriggers: objectsIn(link.linktriggers).map((trigger) =>
        without(trigger, 'linktriggerid', 'linkid'),
      ),
    })),
    shapes: objectsIn(row.shapes).sort(byId('sysmap_shapeid')).map(withoutShapeId),
    lines: objectsIn(row.lines).sort(byId('sysmap_shapeid')).map(withoutShapeId),
    urls: objectsIn(row.urls).map((url) => without(url, 'sysmapurlid', 'sysmapid')),
    users: objectsIn(row.users).map((share) => without(share, 'sysmapuserid', 'sysmapid')),
    userGroups: objectsIn(row.userGroups).map((share) => without(share, 'sysmapusrgrpid', 'sysmapid')),
  };
}

function byId(field: string): (a: JsonObject, b: JsonObject) => number {
  return (a, b) => Number(a[field]) - Number(b[field]);
}

function withoutShapeId(shape: JsonObject): JsonObject {
  return without(shape, 'sysmap_shapeid', 'sysmapid');
}

/** Elements of a map have no names: links name them by where they stand, with a number where several stand there. */
function placesOf(elements: readonly JsonObject[]): Map<string, string> {
  const counts = new Map<string, number>();
  const looks = ({ elementtype, label }: JsonObject): string => `${text(elementtype)}\n${text(label)}`;
  return new Map(
    elements
      .toSorted((a, b) => byText(looks(a), looks(b)) || byId('selementid')(a, b))
      .map((element) => {
        const place = `${text(element.x)},${text(element.y)}`;
        const count = (counts.get(place) ?? 0) + 1;
        counts.set(place, count);
        return [text(element.selementid), count === 1 ? place : `${place} [${count}]`];
      }),
  );
}

/** Above every id of an element that is there: by such an id an update would change that one. */
const FIRST_NEW_ID = 9_000_000_000_000_000_000n;

/**
 * Elements get ids that only their links go by. In the order of their places, so that those which look alike get the
 * same numbers when they are read. A link to what is not there yet stays out with it.
 */
function toApi(content: JsonObject): JsonObject {
  if (content.selements === undefined) return content;
  const elements = objectsIn(content.selements).toSorted((a, b) => byText(text(a.place), text(b.place)));
  const ids = new Map(
    elements.map(({ place }, index) => [text(place), String(FIRST_NEW_ID + BigInt(index))]),
  );
  const links = objectsIn(content.links).filter((link) => ids.has(text(link.from)) && ids.has(text(link.to)));
  return {
    ...content,
    selements: elements.map((element) => ({
      ...without(element, 'place'),
      selementid: ids.get(text(element.place)) ?? '',
    })),
    links: links.map((link) => ({
      ...without(link, 'from', 'to'),
      selementid1: ids.get(text(link.from)) ?? '',
      selementid2: ids.get(text(link.to)) ?? '',
    })),
  };
}
