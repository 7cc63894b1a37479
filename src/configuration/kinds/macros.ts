import type { ZabbixVersion } from '../../zabbix/version.ts';
import { type JsonObject, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { isSecretMacro } from '../mask.ts';
import { without } from './without.ts';

/** Types of user macros, in the words that export documents use for those of hosts and templates. */
const TYPES: Readonly<Record<string, string>> = { '0': 'TEXT', '1': 'SECRET_TEXT', '2': 'VAULT' };

/** Global user macros. Those of hosts and templates travel inside them. */
export const globalMacros: Kind = {
  name: 'macros',
  singular: 'global macro',
  audited: ['29'],
  lookup: {
    api: 'usermacro',
    idField: 'globalmacroid',
    idsParameter: 'globalmacroids',
    output: () => ['macro'],
    parameters: () => ({ globalmacro: true }),
    filter: (macros) => ({ macro: [...macros] }),
    key: (row) => text(row.macro),
  },
  travel: {
    by: 'object',
    methods: { create: 'createglobal', update: 'updateglobal', delete: 'deleteglobal' },
    parameters: () => ({ output: 'extend', globalmacro: true }),
    fromApi: (row) => ({ ...without(row, 'globalmacroid'), type: TYPES[text(row.type)] ?? row.type ?? '0' }),
    toApi,
    update: 'changed',
    // A text that becomes secret keeps its value unless one is given, and one of a vault is checked with its type.
    together: [['type', 'value']],
    closed: (content) =>
      isSecretMacro(content) && content.value === undefined
        ? { fields: { value: '' }, needs: 'its value (it was left empty)' }
        : undefined,
  },
  references: [],
  secrets: [
    {
      fields: ['value'],
      has: isSecretMacro,
      mayBeEmpty: true,
      stored: () => 'select macro as key, value from globalmacro where type = 1',
    },
  ],
  key: (content) => text(content.macro),
};

function toApi(macro: JsonObject, _version: ZabbixVersion): JsonObject {
  if (macro.type === undefined) return macro;
  const [type] = Object.entries(TYPES).find(([, word]) => word === macro.type) ?? [text(macro.type)];
  return { ...macro, type };
}
