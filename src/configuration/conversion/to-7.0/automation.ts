import { objectsIn, text } from '../../json.ts';
import { scripts as scriptKind } from '../../kinds/scripts.ts';
import { type ConversionStep, draftsOf, eachOf, renameKeys } from '../draft.ts';
import { withBackslashesInMacros } from './backslashes.ts';

/** 7.0: scripts may ask for a value, and are told apart by their place in the menu too. */
export const scripts: ConversionStep = {
  name: 'scripts',
  kinds: ['scripts'],
  convert(draft) {
    const keys = new Map<string, string>();
    for (const [key, { content }] of draftsOf(draft, 'scripts')) {
      content.manualinput = '0';
      const key7 = scriptKind.key?.(content) ?? key;
      if (key7 !== key) keys.set(key, key7);
    }
    renameKeys(draft, 'scripts', keys, '7.0');
  },
};

/** 6.4: operations of trigger actions pause for symptoms. */
export const triggerActions = eachOf('trigger actions', ['trigger_actions'], (action) => {
  action.pause_symptoms = '1';
});

/** 6.4 and 7.0: parameters of scripts are numbered, the form of a message has another name. */
export const mediaTypes = eachOf('media types', ['mediatypes'], (mediaType) => {
  if (mediaType.type === 'SCRIPT' && Array.isArray(mediaType.parameters)) {
    const values = mediaType.parameters.map(text);
    if (values.length === 1 && values[0] === '') delete mediaType.parameters;
    else mediaType.parameters = values.map((value, index) => ({ sortorder: String(index), value }));
  }
  for (const list of ['parameters', 'message_templates']) {
    for (const element of objectsIn(mediaType[list])) {
      for (const field of ['name', 'value', 'subject', 'message']) {
        if (typeof element[field] === 'string') element[field] = withBackslashesInMacros(element[field]);
      }
    }
  }
  if (mediaType.content_type !== undefined) mediaType.message_format = mediaType.content_type;
  delete mediaType.content_type;
});
