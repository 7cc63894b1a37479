import { text } from '../../json.ts';
import { type ConversionStep, draftsOf, renameKeys } from '../draft.ts';
import { withBackslashes } from './backslashes.ts';

const KIND = 'discoveredtriggers';

/** 7.0: triggers made by discovery go by expressions, in which backslashes are written otherwise. */
export const discoveredTriggers: ConversionStep = {
  name: 'triggers made by discovery',
  kinds: [KIND],
  convert(draft) {
    const keys = new Map<string, string>();
    for (const [key, { content }] of draftsOf(draft, KIND)) {
      const [name = '', ...expressions] = text(content.triggerid).split('\n');
      content.triggerid = [name, ...expressions.map(withBackslashes)].join('\n');
      keys.set(key, content.triggerid);
    }
    renameKeys(draft, KIND, keys, '7.0');
  },
};
