import { type JsonObject, objectsIn, text } from '../json.ts';
import {
  type ExactClass,
  type ExactObject,
  type ExactReader,
  hasOtherLineEnds,
  lineEnds,
  type Texts,
  textsToWrite,
} from './exact-class.ts';
import { lineEndsOf, withLineEnds } from './line-ends.ts';

/** Exports and imports change line ends from this version on. */
export const LINE_ENDS_SINCE = '5.4';

const TEXTS = ['description', 'params', 'posts'];

/** Parameters of X.get that find what has a line end in one of these fields. */
export function withLines(fields: readonly string[]): JsonObject {
  return { search: Object.fromEntries(fields.map((field) => [field, '\n'])), searchByAny: true };
}

/** These fields of a row of X.get; '' stands for what is absent. */
export function textsOf(row: JsonObject, fields: readonly string[]): Texts {
  return Object.fromEntries(fields.map((field) => [field, text(row[field])]));
}

function classOf(list: string, singular: string, api: string): ExactClass {
  return {
    list,
    singular,
    since: LINE_ENDS_SINCE,
    read: async (reader) =>
      (await rowsWithLines(reader, api)).map((row) => objectOf(row, api, lineEnds(textsOf(row, TEXTS)))),
  };
}

async function rowsWithLines(reader: ExactReader, api: string): Promise<JsonObject[]> {
  return await reader.within(
    api,
    { output: ['itemid', 'hostid', 'key_', ...TEXTS], ...withLines(TEXTS), inherited: false },
    (row) => reader.all || hasOtherLineEnds(textsOf(row, TEXTS)),
  );
}

function objectOf(row: JsonObject, api: string, now: JsonObject): ExactObject {
  return {
    id: text(row.itemid),
    holder: text(row.hostid),
    identity: { key: text(row.key_) },
    now,
    write: (wanted) => ({
      method: `${api}.update`,
      parameters: { itemid: text(row.itemid), ...textsToWrite(textsOf(row, TEXTS), wanted) },
    }),
  };
}

const items = classOf('items', 'item', 'item');
const itemPrototypes = classOf('item_prototypes', 'item prototype', 'itemprototype');
const discoveryRules = classOf('discovery_rules', 'discovery rule', 'discoveryrule');

const OUTPUT_AS_JSON = '1';

/**
 * The output format of a discovery rule that is an HTTP agent is in no export, and discoveryrule.get does not give it either,
 * but finds by it (CDiscoveryRule::get). 6.0 does not take it.
 */
const outputFormats: ExactClass = {
  list: 'output_formats',
  singular: 'discovery rule',
  since: '7.0',
  async read(reader) {
    const asJson = await reader.within('discoveryrule', {
      output: ['itemid', 'hostid', 'key_'],
      filter: { output_format: OUTPUT_AS_JSON },
      inherited: false,
    });
    const found = new Set(asJson.map(({ itemid }) => itemid));
    const others = reader.all ? await httpAgents(reader) : [];
    return [...asJson, ...others.filter(({ itemid }) => !found.has(itemid ?? null))].map((row) => ({
      id: text(row.itemid),
      holder: text(row.hostid),
      identity: { key: text(row.key_) },
      now: found.has(row.itemid ?? null) ? { output_format: OUTPUT_AS_JSON } : {},
      write: ({ output_format = '0' }) => ({
        method: 'discoveryrule.update',
        parameters: { itemid: text(row.itemid), output_format },
      }),
    }));
  },
};

const HTTP_AGENT = '19';

function httpAgents(reader: ExactReader): Promise<JsonObject[]> {
  return reader.within('discoveryrule', {
    output: ['itemid', 'hostid', 'key_'],
    filter: { type: HTTP_AGENT },
    inherited: false,
  });
}

/**
 * 6.0 keeps CRLF in parameters of preprocessing of a discovery rule (CItemGeneral::normalizeItemPreprocessingSteps is for
 * items and prototypes), and an import leaves LF. By the numbers of the steps.
 */
const rulePreprocessing: ExactClass = {
  list: 'rule_preprocessing',
  singular: 'discovery rule',
  since: LINE_ENDS_SINCE,
  before: '7.0',
  mayBeIn: ({ discovery_rules }) =>
    objectsIn(discovery_rules).some(({ preprocessing }) =>
      objectsIn(preprocessing).some(({ parameters }) => hasLines(parameters)),
    ),
  async read(reader) {
    const rows = await reader.within('discoveryrule', {
      output: ['itemid', 'hostid', 'key_'],
      selectPreprocessing: 'extend',
      inherited: false,
    });
    return rows.map((row) => {
      const steps = objectsIn(row.preprocessing);
      const ends = Object.fromEntries(
        steps.flatMap(({ params }, index) => {
          const own = lineEndsOf(text(params), 'LF');
          return own === undefined ? [] : [[String(index + 1), own]];
        }),
      );
      return {
        id: text(row.itemid),
        holder: text(row.hostid),
        identity: { key: text(row.key_) },
        now: Object.keys(ends).length === 0 ? {} : { line_ends: ends },
        write: ({ line_ends }) => {
          const wanted = (line_ends ?? {}) as Record<string, string>;
          const preprocessing = steps.map((step, index) => ({
            ...step,
            params: withLineEnds(text(step.params), wanted[String(index + 1)], 'LF'),
          }));
          return { method: 'discoveryrule.update', parameters: { itemid: text(row.itemid), preprocessing } };
        },
      };
    });
  },
};

/** Whether a value of a document holds a line end anywhere. */
export function hasLines(value: JsonObject[string] | undefined): boolean {
  return value !== undefined && JSON.stringify(value).includes('\\n');
}

/** Items, prototypes and discovery rules of templates and hosts. */
export const EXACT_ITEMS: readonly ExactClass[] = [
  discoveryRules,
  outputFormats,
  rulePreprocessing,
  items,
  itemPrototypes,
];
