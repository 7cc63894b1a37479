import { isObject, type JsonObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, draftsOf } from '../draft.ts';
import { identify } from './identities.ts';
import { convertItem, convertPreprocessing, convertScenario } from './items.ts';
import { seedNames } from './template-names.ts';
import { convertTexts } from './texts.ts';
import { convertTrigger, uniteTriggers } from './triggers.ts';

const LONGEST_GRAPH_NAME = 128;

/**
 * 5.2 to 6.0, what stands inside templates and hosts. What is in templates gets the uuids that the server's upgrade
 * makes of names (dbupgrade_5030.c): the templates that came with 5.0 have those of the same ones in 6.0.
 */
export const templatesAndHosts: ConversionStep = {
  name: 'items, rules and triggers',
  kinds: ['templates', 'hosts'],
  convert(draft) {
    const names = seedNames(draftsOf(draft, 'templates').map(([key]) => key));
    for (const kind of ['templates', 'hosts']) {
      for (const [key, { content }] of draftsOf(draft, kind)) {
        const lose = (what: string): void => {
          draft.losses.push({ kind, key, what });
        };
        loseApplications(content, lose);
        convertElement(content, key, lose);
        for (const name of uniteAll(content)) {
          lose(`one of its two triggers "${name}", whose expressions are the same now`);
        }
        // What is inside hosts has none.
        if (content.template !== undefined) identify(content, names);
        // Behind the uuids, which are made of the former names.
        for (const graph of graphsIn(content)) convertTexts(graph, { name: LONGEST_GRAPH_NAME });
      }
    }
  },
};

/** Applications became tags of what is in them: an empty one has no place any more. */
function loseApplications(content: JsonObject, lose: (what: string) => void): void {
  const prototypes = objectsIn(content.discovery_rules).flatMap((rule) => objectsIn(rule.item_prototypes));
  const items = [...objectsIn(content.items), ...prototypes];
  const used = new Set(
    [
      ...items.flatMap(({ applications }) => objectsIn(applications)),
      ...objectsIn(content.httptests).map(({ application }) => application),
    ].map((application) => (isObject(application) ? text(application.name) : '')),
  );
  const empty = objectsIn(content.applications).filter(({ name }) => !used.has(text(name)));
  delete content.applications;
  if (empty.length > 0)
    lose(`its applications without items: ${empty.map(({ name }) => text(name)).join(', ')}`);
}

function uniteAll(content: JsonObject): string[] {
  const rules = objectsIn(content.discovery_rules);
  const prototypes = rules.flatMap((rule) => objectsIn(rule.item_prototypes));
  return [
    ...[content, ...objectsIn(content.items)].flatMap((holder) => uniteTriggers(holder, 'triggers')),
    ...[...rules, ...prototypes].flatMap((holder) => uniteTriggers(holder, 'trigger_prototypes')),
  ];
}

function convertElement(content: JsonObject, host: string, lose: (what: string) => void): void {
  for (const item of objectsIn(content.items)) {
    convertItem(item, lose);
    for (const trigger of objectsIn(item.triggers)) convertTrigger(trigger, { host, key: text(item.key) });
  }
  for (const rule of objectsIn(content.discovery_rules)) {
    convertPreprocessing(rule);
    for (const item of objectsIn(rule.item_prototypes)) {
      convertItem(item, lose);
      const inside = { host, key: text(item.key) };
      for (const trigger of objectsIn(item.trigger_prototypes)) convertTrigger(trigger, inside);
    }
    for (const trigger of objectsIn(rule.trigger_prototypes)) convertTrigger(trigger);
  }
  for (const trigger of objectsIn(content.triggers)) convertTrigger(trigger);
  for (const test of objectsIn(content.httptests)) convertScenario(test);
  for (const { details } of objectsIn(content.interfaces)) if (isObject(details)) convertDetails(details);
}

/** 5.4: there are several kinds of SHA and AES. */
function convertDetails(details: JsonObject): void {
  if (details.authprotocol === 'SHA') details.authprotocol = 'SHA1';
  if (details.privprotocol === 'AES') details.privprotocol = 'AES128';
}

function graphsIn(content: JsonObject): JsonObject[] {
  const prototypes = objectsIn(content.discovery_rules).flatMap((rule) => objectsIn(rule.graph_prototypes));
  return [...objectsIn(content.graphs), ...prototypes];
}
