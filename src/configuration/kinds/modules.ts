import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { without } from './without.ts';

/**
 * Modules of the front end: whether they are enabled, and their configuration. A module is a folder beside the front end
 * and is registered there ("Scan directory"); over the API one could be registered whose folder is missing.
 */
export const modules: Kind = {
  name: 'modules',
  singular: 'module',
  audited: ['39'],
  lookup: {
    api: 'module',
    idField: 'moduleid',
    idsParameter: 'moduleids',
    output: () => ['relative_path'],
    filter: (paths) => ({ relative_path: [...paths] }),
    key: (row) => text(row.relative_path),
  },
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend' }),
    // The configuration is the module's own business: text, in which nothing is sorted.
    fromApi: (row) => ({ ...without(row, 'moduleid'), config: JSON.stringify(row.config ?? []) }),
    toApi: ({ config, ...rest }) =>
      config === undefined ? rest : { ...rest, config: JSON.parse(text(config)) },
    update: 'changed',
    notCompared: () => ['id'],
    updateOnly:
      'the front end of the target has not registered this module: install its folder and scan the directory',
  },
  references: [],
  key: (content) => text(content.relative_path),
};
