import { atLeast } from '../../zabbix/version.ts';
import { isObject, type JsonObject, objectsIn, text } from '../json.ts';
import { type ExactClass, lineEnds, type Texts, textsToWrite } from './exact-class.ts';
import { hasLines, LINE_ENDS_SINCE, textsOf, withLines } from './items.ts';

const INVENTORY = 'inventory.';

/** The description of a template itself. */
export const templateTexts = ownTexts('template', 'templateid', withLines(['description']));

/** The description of a host itself, and its inventory. */
export const hostTexts = ownTexts('host', 'hostid', { selectInventory: 'extend' });

function ownTexts(api: string, idField: string, parameters: JsonObject): ExactClass {
  return {
    list: 'own',
    singular: 'text',
    since: LINE_ENDS_SINCE,
    updatedIn: ({ description, inventory }) => hasLines(description) || hasLines(inventory),
    async read(reader) {
      const rows = await reader.within(api, { output: [idField, 'description'], ...parameters });
      return rows.map((row) => {
        const texts: Texts = { description: text(row.description), ...inventoryTexts(row.inventory) };
        return {
          id: text(row[idField]),
          holder: text(row[idField]),
          identity: {},
          now: lineEnds(texts),
          write: (wanted) => ({
            method: `${api}.update`,
            parameters: { [idField]: text(row[idField]), ...inventoryNested(textsToWrite(texts, wanted)) },
          }),
        };
      });
    },
  };
}

function inventoryTexts(inventory: JsonObject[string] | undefined): Texts {
  if (!isObject(inventory)) return {};
  return Object.fromEntries(
    Object.entries(inventory).flatMap(([field, value]) =>
      text(value).includes('\n') ? [[`${INVENTORY}${field}`, text(value)]] : [],
    ),
  );
}

/** host.update merges inventory: fields that are not named stay. */
function inventoryNested(texts: Record<string, string>): JsonObject {
  const fields = Object.entries(texts);
  const inventory = fields.filter(([field]) => field.startsWith(INVENTORY));
  return {
    ...Object.fromEntries(fields.filter(([field]) => !field.startsWith(INVENTORY))),
    ...(inventory.length > 0 && {
      inventory: Object.fromEntries(
        inventory.map(([field, value]) => [field.slice(INVENTORY.length), value]),
      ),
    }),
  };
}

const MACRO_TEXTS = ['description', 'value'];

/** Macros of templates and hosts. The value of a secret one is not given, and so is left alone. */
export const exactMacros: ExactClass = {
  list: 'macros',
  singular: 'macro',
  since: LINE_ENDS_SINCE,
  updatedIn: (element) => hasLines(element.macros),
  async read(reader) {
    const rows = await reader.within('usermacro', {
      output: ['hostmacroid', 'hostid', 'macro', ...MACRO_TEXTS],
      ...withLines(MACRO_TEXTS),
    });
    return rows.map((row) => {
      const texts = textsOf(row, MACRO_TEXTS);
      return {
        id: text(row.hostmacroid),
        holder: text(row.hostid),
        identity: { macro: text(row.macro) },
        now: lineEnds(texts),
        write: (wanted) => ({
          method: 'usermacro.update',
          parameters: { hostmacroid: text(row.hostmacroid), ...textsToWrite(texts, wanted) },
        }),
      };
    });
  },
};

const SCRIPT = '1';
const NO_PARAMETERS = 'none';

/** Media types, with their messages by event source and operation. */
export const mediaTypeTexts: ExactClass = {
  list: 'own',
  singular: 'media type',
  since: LINE_ENDS_SINCE,
  async read(reader) {
    // An export of 6.0 shows a script without parameters as one with an empty parameter.
    const saysNone = !atLeast(reader.version, '6.4');
    const rows = await reader.within('mediatype', {
      output: ['mediatypeid', 'type', 'description', 'script', ...(saysNone ? ['exec_params'] : [])],
      selectMessageTemplates: ['eventsource', 'recovery', 'subject', 'message'],
    });
    return rows.map((row) => {
      const messages = objectsIn(row.message_templates);
      const texts: Texts = {
        ...textsOf(row, ['description', 'script']),
        ...Object.fromEntries(messages.map((message) => [nameOf(message), text(message.message)])),
      };
      const isScript = saysNone && text(row.type) === SCRIPT;
      return {
        id: text(row.mediatypeid),
        holder: text(row.mediatypeid),
        identity: {},
        now: {
          ...lineEnds(texts),
          ...(isScript && text(row.exec_params) === '' && { parameters: NO_PARAMETERS }),
        },
        write: (wanted) => {
          const changed = textsToWrite(texts, wanted);
          const { description, script, ...others } = changed;
          return {
            method: 'mediatype.update',
            parameters: {
              mediatypeid: text(row.mediatypeid),
              ...(description !== undefined && { description }),
              ...(script !== undefined && { script }),
              ...(Object.keys(others).length > 0 && {
                message_templates: messages.map((message) => ({
                  ...message,
                  message: others[nameOf(message)] ?? text(message.message),
                })),
              }),
              ...(isScript && wanted.parameters === NO_PARAMETERS && { exec_params: '' }),
            },
          };
        },
      };
    });
  },
};

function nameOf({ eventsource, recovery }: JsonObject): string {
  return `message ${text(eventsource)}/${text(recovery)}`;
}
