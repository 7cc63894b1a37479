import type { JsonObject } from '../json.ts';

/** Objects written in one call; Zabbix carries a call out whole or not at all. */
const PART = 50;

/** About how much text goes into one call: half of the smallest `post_max_size` of PHP, with room to spare. */
export const PART_CHARACTERS = 3_000_000;

/**
 * Puts what is created into parts of a call each, in its order: so many objects at most, and so much text.
 * @param alone each object is a call of its own
 */
export function createParts<Item extends { readonly desired: { readonly content: JsonObject } }>(
  items: readonly Item[],
  alone = false,
): Item[][] {
  const most = alone ? 1 : PART;
  const parts: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item.desired.content);
    const part = parts.at(-1);
    if (part === undefined || part.length === most || size > room) {
      parts.push([item]);
      room = PART_CHARACTERS - size;
    } else {
      part.push(item);
      room -= size;
    }
  }
  return parts;
}

function sizeOf(content: JsonObject): number {
  return JSON.stringify(content).length;
}
