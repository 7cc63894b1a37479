import { eachOf } from '../draft.ts';

/** 7.0: a person may link templates to hosts made by discovery, and give them tags and macros. Before, nobody could. */
export const discoveredHosts = eachOf('hosts made by discovery', ['discoveredhosts'], (host) => {
  Object.assign(host, { templates: [], tags: [], macros: [] });
});
