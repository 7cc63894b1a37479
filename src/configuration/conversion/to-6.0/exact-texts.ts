import { lineEnds, type Texts } from '../../exact/exact-class.ts';
import { lineEndsOf, withLineEnds } from '../../exact/line-ends.ts';
import { renameHostsInExpression } from '../../expression.ts';
import { isObject, type JsonObject, objectsIn, text } from '../../json.ts';
import { EXPRESSIONS } from './triggers.ts';

/*
 * What `configuration/exact/` reads from a server of 6.0, found in a document instead: the same lists, identities and names of
 * texts.
 */

/** The elements of a section, by list. */
export type ExactElements = ReadonlyMap<string, readonly JsonObject[]>;

/** The line ends that an import would not leave, in a converted element of a template or host that still has its own. */
export function textsOfTemplateOrHost(content: JsonObject): ExactElements {
  const rules = objectsIn(content.discovery_rules);
  const items = objectsIn(content.items);
  const prototypes = rules.flatMap((rule) => objectsIn(rule.item_prototypes));
  const self = text(content.template ?? content.host);
  const triggersOf = (list: string, holders: readonly JsonObject[]): JsonObject[] =>
    holders.flatMap((holder) => objectsIn(holder[list])).map((trigger) => ofTrigger(trigger, self));
  return saying({
    own: [lineEnds({ ...textsIn(content, ['description']), ...inventoryTexts(content) })],
    macros: objectsIn(content.macros).map((macro) => ({
      macro: macro.macro ?? '',
      ...lineEnds(textsIn(macro, ['description', 'value'])),
    })),
    items: items.map(ofItem),
    item_prototypes: prototypes.map(ofItem),
    discovery_rules: rules.map(ofItem),
    rule_preprocessing: rules.map(ofPreprocessing),
    triggers: triggersOf('triggers', [content, ...items]),
    trigger_prototypes: triggersOf('trigger_prototypes', [...rules, ...prototypes]),
  });
}

/** As `textsOfTemplateOrHost`, of a media type. */
export function textsOfMediaType(content: JsonObject): ExactElements {
  const messages = Object.fromEntries(
    objectsIn(content.message_templates).map((template) => [nameOfMessage(template), text(template.message)]),
  );
  return saying({ own: [lineEnds({ ...textsIn(content, ['description', 'script']), ...messages })] });
}

const EVENT_SOURCES = ['TRIGGERS', 'DISCOVERY', 'AUTOREGISTRATION', 'INTERNAL'];
const OPERATION_MODES = ['PROBLEM', 'RECOVERY', 'UPDATE'];

/** Source and operation as the API numbers them (CXmlConstantName); what is by default is left out. */
function nameOfMessage({ event_source, operation_mode }: JsonObject): string {
  const source = EVENT_SOURCES.indexOf(text(event_source ?? 'TRIGGERS'));
  return `message ${source}/${OPERATION_MODES.indexOf(text(operation_mode ?? 'PROBLEM'))}`;
}

/** Only what says something, in lists that are not empty. */
function saying(lists: Readonly<Record<string, readonly JsonObject[]>>): ExactElements {
  return new Map(
    Object.entries(lists)
      .map(([list, elements]) => [list, elements.filter(({ line_ends }) => line_ends !== undefined)] as const)
      .filter(([, elements]) => elements.length > 0),
  );
}

function textsIn(holder: JsonObject, fields: readonly string[]): Texts {
  return Object.fromEntries(fields.map((field) => [field, text(holder[field])]));
}

function inventoryTexts({ inventory }: JsonObject): Texts {
  if (!isObject(inventory)) return {};
  return Object.fromEntries(
    Object.entries(inventory).map(([field, value]) => [`inventory.${field}`, text(value)]),
  );
}

function ofItem(item: JsonObject): JsonObject {
  return { key: item.key ?? '', ...lineEnds(textsIn(item, ['description', 'params', 'posts'])) };
}

/** 6.0 keeps line ends of Windows in parameters of discovery rules only, by the numbers of the steps. */
function ofPreprocessing(rule: JsonObject): JsonObject {
  const ends = Object.fromEntries(
    objectsIn(rule.preprocessing).flatMap(({ parameters }, index) => {
      const own = Array.isArray(parameters) ? lineEndsOf(parameters.map(text).join('\n'), 'LF') : undefined;
      return own === undefined ? [] : [[String(index + 1), own] as const];
    }),
  );
  return { key: rule.key ?? '', ...(Object.keys(ends).length > 0 && { line_ends: ends }) };
}

/** A trigger goes by its expressions, in which the template or host goes by a macro: it may be renamed. */
function ofTrigger(trigger: JsonObject, self: string): JsonObject {
  const named = (field: string): string =>
    renameHostsInExpression(withLineEnds(text(trigger[field]), 'LF'), new Map([[self, '{HOST.HOST}']]));
  const recovery = named('recovery_expression');
  const { description, ...texts } = textsIn(trigger, ['description', 'event_name', ...EXPRESSIONS]);
  return {
    name: trigger.name ?? '',
    expression: named('expression'),
    ...(recovery !== '' && { recovery_expression: recovery }),
    ...lineEnds({ comments: description ?? '', ...texts }),
  };
}
