import type { JsonObject } from '../../../json.ts';
import { configurationOf, V50, V60 } from '../../../testing/builders.ts';
import { convertTo } from '../../convert.ts';

/** What a backup of 5.0 becomes: the template `T`, the host `h`, the media type `m`, and what is lost. */
export function converted(contents: Record<string, Record<string, JsonObject>>) {
  const { configuration, losses } = convertTo(configurationOf(contents, V50), V60);
  return {
    losses,
    template: configuration.objects.get('templates')?.get('T')?.content ?? {},
    host: configuration.objects.get('hosts')?.get('h'),
    mediaType: configuration.objects.get('mediatypes')?.get('m')?.content ?? {},
  };
}

/** The template `T`. */
export const template = (content: JsonObject): JsonObject => ({
  template: 'T',
  name: 'T',
  groups: [],
  ...content,
});
/** The host `h`. */
export const host = (content: JsonObject): JsonObject => ({ host: 'h', name: 'h', groups: [], ...content });
