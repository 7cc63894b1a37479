import type { JsonObject } from '../../json.ts';
import { objectsIn, text } from '../../json.ts';
import { type ConversionStep, draftsOf } from '../draft.ts';

const INTEGER = '0';
const TEXT = '1';

/** Widgets whose filter by application is one by tag. */
const BY_APPLICATION = new Set(['dataover', 'trigover']);
/** There are no screens any more. */
const FAVOURITE_SCREENS = 'favscreens';

/** A field of a widget that holds a number or a text. */
export function integerField(name: string, value: string): JsonObject {
  return { type: INTEGER, name, value };
}

export function textField(name: string, value: string): JsonObject {
  return { type: TEXT, name, value };
}

/** 5.4: dashboards have pages, and what was of an application is of a tag of that name. */
export const dashboards: ConversionStep = {
  name: 'pages of dashboards',
  kinds: ['dashboards'],
  convert(draft) {
    for (const [key, { content }] of draftsOf(draft, 'dashboards')) {
      const all = objectsIn(content.widgets);
      const widgets = all.filter(({ type }) => type !== FAVOURITE_SCREENS).map(withTags);
      delete content.widgets;
      Object.assign(content, {
        display_period: '30',
        auto_start: '1',
        pages: [{ name: '', display_period: '0', widgets }],
      });
      if (widgets.length < all.length) {
        const what = 'its widget of favourite screens: there are no screens any more';
        draft.losses.push({ kind: 'dashboards', key, what });
      }
    }
  },
};

function withTags(widget: JsonObject): JsonObject {
  if (!BY_APPLICATION.has(text(widget.type))) return widget;
  return { ...widget, fields: objectsIn(widget.fields).flatMap(tagFields) };
}

/** A field of a widget, those of a tag where it holds an application. */
function tagFields(field: JsonObject): JsonObject[] {
  return field.name === 'application' && text(field.type) === TEXT ? ofTag(text(field.value)) : [field];
}

/** The fields of a widget that shows what has this application: as a tag. */
export function ofTag(application: string): JsonObject[] {
  return [
    integerField('tags.operator.0', '0'),
    textField('tags.tag.0', 'Application'),
    textField('tags.value.0', application),
  ];
}
