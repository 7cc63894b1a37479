/*
 * As much of XML as the answers of stores need: elements without attributes that count, and text in them. What such an
 * answer holds of an object's name was written by anybody, and stands in it with its signs replaced.
 */

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What stands in each element of this name, in order; an element must not hold another of its name. */
export function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}>`, 'gu'))].map(
    ([, inner = '']) => inner,
  );
}

/** The text of the first element of this name; undefined where there is none. */
export function textIn(xml: string, name: string): string | undefined {
  const start = new RegExp(`<${name}(?:\\s[^>]*)?>`, 'u').exec(xml);
  if (start === null) return undefined;
  const from = start.index + start[0].length;
  const end = xml.indexOf(`</${name}>`, from);
  return end === -1 ? undefined : decoded(xml.slice(from, end));
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/giu, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
}
