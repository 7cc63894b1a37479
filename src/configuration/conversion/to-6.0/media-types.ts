import { EXACT, exactIn } from '../../exact/section.ts';
import { byText, isObject, type JsonObject, objectsIn, text } from '../../json.ts';
import { type ConversionStep, type DraftObject, draftsOf } from '../draft.ts';
import { convertTexts } from './texts.ts';

const LONGEST = { subject: 255, message: 65_535 };

/** 5.4 and 6.0: macros in messages. */
export const mediaTypes: ConversionStep = {
  name: 'messages of media types',
  kinds: ['mediatypes'],
  convert(draft) {
    for (const [key, object] of draftsOf(draft, 'mediatypes')) {
      convertParameters(object);
      for (const template of objectsIn(object.content.message_templates)) {
        if (template.operation_mode === 'RECOVERY') nameRecovery(template);
        const kept = convertTexts(template, LONGEST);
        if (kept.length === 0) continue;
        const source = [template.event_source, template.operation_mode].map(text).join(': ');
        const what = `the functions in its message (${source}), whose ${kept.join(' and ')} would become too long`;
        draft.losses.push({ kind: 'mediatypes', key, what });
      }
    }
  },
};

/** As 6.0 exports them: those of a webhook are a set, by name; of a script there is always one, also where it has none. */
function convertParameters(object: DraftObject): void {
  const { content } = object;
  if (content.type === 'SCRIPT' && content.parameters === undefined) {
    content.parameters = [''];
    const section = { ...exactIn(object.supplement), own: [{ parameters: 'none' }] };
    object.supplement = { ...object.supplement, [EXACT]: section };
  }
  if (content.type !== 'WEBHOOK' || content.parameters === undefined) return;
  // PHP writes a list with gaps in its numbers as an object.
  const parameters = Object.values(content.parameters as JsonObject).filter(isObject);
  for (const parameter of parameters) if (parameter.value === '') delete parameter.value;
  content.parameters = parameters.sort((a, b) => byNaturalText(text(a.name), text(b.name)));
}

/** PHP's strnatcasecmp: numbers by value, all else in capital letters. */
function byNaturalText(a: string, b: string): number {
  const parts = (value: string): string[] => value.toUpperCase().match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (const [index, part] of left.entries()) {
    const other = right[index] ?? '';
    const numbers = /^\d/.test(part) && /^\d/.test(other);
    const order = numbers ? Number(part) - Number(other) : byText(part, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** The name of the problem is that of its recovery there. */
function nameRecovery(template: JsonObject): void {
  for (const field of Object.keys(LONGEST)) {
    const before = template[field];
    if (typeof before === 'string') {
      template[field] = before.replaceAll('{EVENT.NAME}', '{EVENT.RECOVERY.NAME}');
    }
  }
}
