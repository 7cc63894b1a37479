import { type JsonObject, objectsIn, text } from '../../json.ts';
import { eachOf } from '../draft.ts';
import { convertTexts } from './texts.ts';

const HOST = '0';
const HOST_GROUP = '3';

const LABELS = ['host', 'hostgroup', 'trigger', 'map', 'image'];
const LONGEST_OF_MAP = Object.fromEntries(LABELS.map((label) => [`label_string_${label}`, 255]));
const LONGEST_LABEL = { label: 2048 };
const LONGEST_TEXT = { text: 65_535 };

/** 5.4 and 6.0: an element shows what has a tag where it showed an application, and functions in labels are macros. */
export const maps = eachOf('elements and labels of maps', ['maps'], (map, key, draft) => {
  const [elements, links, shapes] = [map.selements, map.links, map.shapes].map(objectsIn);
  for (const element of elements ?? []) convertElement(element);
  const kept = [
    ...convertTexts(map, LONGEST_OF_MAP),
    ...[...(elements ?? []), ...(links ?? [])].flatMap((each) => convertTexts(each, LONGEST_LABEL)),
    ...(shapes ?? []).flatMap((each) => convertTexts(each, LONGEST_TEXT)),
  ];
  if (kept.length === 0) return;
  const what = `functions in ${kept.join(', ')}, which in the syntax of 6.0 would be too long`;
  draft.losses.push({ kind: 'maps', key, what });
});

function convertElement(element: JsonObject): void {
  const application = text(element.application);
  delete element.application;
  const shown = application !== '' && [HOST, HOST_GROUP].includes(text(element.elementtype));
  element.evaltype = '0';
  element.tags = shown ? [{ tag: 'Application', operator: '0', value: application }] : [];
}
