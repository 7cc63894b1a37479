import { EXACT, exactElements, exactIdentity, exactIn, exactSection } from '../../exact/section.ts';
import { type JsonObject, type JsonValue, objectsIn } from '../../json.ts';
import { type ConversionStep, type DraftObject, draftsOf } from '../draft.ts';
import { type ExactElements, textsOfMediaType, textsOfTemplateOrHost } from './exact-texts.ts';

/** What is found in an element of each kind. */
const TEXTS: Readonly<Record<string, (content: JsonObject) => ExactElements>> = {
  templates: textsOfTemplateOrHost,
  hosts: textsOfTemplateOrHost,
  mediatypes: textsOfMediaType,
};

/**
 * From 5.4 on an export holds line ends of Unix only, and an import makes them of those of Windows. A document of 5.0 holds
 * what there is: that is kept beside the document, as a backup of 6.0 keeps it.
 */
export const lineEnds: ConversionStep = {
  name: 'line ends',
  kinds: Object.keys(TEXTS),
  convert(draft) {
    for (const [kind, textsOf] of Object.entries(TEXTS)) {
      for (const [, object] of draftsOf(draft, kind)) {
        keep(object, textsOf(object.content));
        inUnixLines(object.content);
      }
    }
  },
};

/** Adds what was found to what the backup says of the same things. */
function keep(object: DraftObject, found: ExactElements): void {
  const before = exactIn(object.supplement);
  const lists = new Set([...Object.keys(before ?? {}), ...found.keys()]);
  const section = exactSection(
    new Map(
      [...lists].map((list) => {
        const elements = exactElements(before, list);
        for (const element of found.get(list) ?? []) {
          const identity = exactIdentity(element);
          elements.set(identity, { ...elements.get(identity), ...element });
        }
        return [list, [...elements.values()]];
      }),
    ),
  );
  if (section) object.supplement = { ...object.supplement, [EXACT]: section };
}

function inUnixLines(holder: JsonObject | JsonValue[]): void {
  for (const [field, value] of Object.entries(holder)) {
    if (typeof value === 'string') {
      if (value.includes('\r\n')) (holder as JsonObject)[field] = value.replaceAll('\r\n', '\n');
    } else if (typeof value === 'object' && value !== null) {
      if (field === 'steps') inUnixLinesButPosts(objectsIn(value));
      else inUnixLines(value);
      if (field === 'preprocessing') for (const step of objectsIn(value)) withoutReturns(step);
    }
  }
}

/** What a step of a web scenario posts is the one text that neither an export nor an import changes (C60XmlValidator). */
function inUnixLinesButPosts(steps: readonly JsonObject[]): void {
  for (const step of steps) {
    const { posts } = step;
    inUnixLines(step);
    if (posts !== undefined) step.posts = posts;
  }
}

/** Parameters of a step of preprocessing were lines of one text. */
function withoutReturns(step: JsonObject): void {
  if (!Array.isArray(step.parameters)) return;
  const last = step.parameters.length - 1;
  step.parameters = step.parameters.map((value, index) =>
    typeof value === 'string' && index < last && value.endsWith('\r') ? value.slice(0, -1) : value,
  );
}
