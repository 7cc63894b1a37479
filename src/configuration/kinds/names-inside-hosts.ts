import type { JsonObject } from '../json.ts';
import { byText, objectsIn, text } from '../json.ts';
import type { Kind, Lookup } from '../kind.ts';

/*
 * What dashboards, maps and screens show of hosts: items and graphs, and their prototypes. They travel inside templates
 * and hosts, and are found by the technical names of their hosts and by their own: `web01/system.cpu.load`. Technical
 * names hold neither commas nor slashes (ZBX_PREG_HOST_FORMAT).
 */

/** The hosts in such a key. */
function hostsIn(key: string): string[] {
  return key.slice(0, Math.max(0, key.indexOf('/'))).split(',');
}

function nameIn(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

function keyOf(row: JsonObject, name: string): string {
  const hosts = [...new Set(objectsIn(row.hosts).map(({ host }) => text(host)))].sort(byText);
  return `${hosts.join(',')}/${text(row[name])}`;
}

function insideHosts(
  api: string,
  idField: string,
  name: 'key_' | 'name',
  parameters: JsonObject = {},
): Lookup {
  return {
    api,
    idField,
    idsParameter: `${idField}s`,
    output: () => [name],
    parameters: () => ({ selectHosts: ['host'], ...parameters }),
    filter: (keys) => ({
      host: [...new Set(keys.flatMap(hostsIn))],
      [name]: [...new Set(keys.map(nameIn))],
    }),
    key: (row) => keyOf(row, name),
    renamed: (key, hosts) => {
      const renamed = hostsIn(key).map((host) => hosts.get(host) ?? host);
      return `${renamed.sort(byText).join(',')}/${nameIn(key)}`;
    },
  };
}

/** Items, those of web scenarios included. */
export const items: Kind = {
  name: 'items',
  singular: 'item',
  lookup: insideHosts('item', 'itemid', 'key_', { webitems: true }),
  travel: { by: 'name', within: hostsIn },
  references: [],
};

export const itemPrototypes: Kind = {
  name: 'itemprototypes',
  singular: 'item prototype',
  lookup: insideHosts('itemprototype', 'itemid', 'key_'),
  travel: { by: 'name', within: hostsIn },
  references: [],
};

export const graphs: Kind = {
  name: 'graphs',
  singular: 'graph',
  lookup: insideHosts('graph', 'graphid', 'name'),
  travel: { by: 'name', within: hostsIn },
  references: [],
};

export const graphPrototypes: Kind = {
  name: 'graphprototypes',
  singular: 'graph prototype',
  lookup: insideHosts('graphprototype', 'graphid', 'name'),
  travel: { by: 'name', within: hostsIn },
  references: [],
};
