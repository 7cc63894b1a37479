import type { JsonObject, JsonValue } from '../../json.ts';
import { eachOf } from '../draft.ts';

/** From 5.4 on an export holds line ends of Unix only, and an import makes them of those of Windows. */
export const lineEnds = eachOf('line ends', ['templates', 'hosts', 'mediatypes'], (content) => {
  inUnixLines(content);
});

function inUnixLines(holder: JsonObject | JsonValue[]): void {
  for (const [field, value] of Object.entries(holder)) {
    if (typeof value === 'string') {
      if (value.includes('\r\n')) (holder as JsonObject)[field] = value.replaceAll('\r\n', '\n');
    } else if (typeof value === 'object' && value !== null) inUnixLines(value);
  }
}
