import { byText } from '../../json.ts';

const PREFIX = /Template (?:APP|App|DB|Module|Net|OS|SAN|Server|Tel|VM) /;
const LEAST_BYTES = 3;

/**
 * The name of a template as it stands in the seeds of uuids: `Template OS Linux SNMPv2` as `Linux SNMP`, so that the
 * templates of 5.0 get the uuids that the same ones have in later versions (update_template_name in the server's source).
 */
export function seedName(template: string): string {
  const bare = PREFIX.test(template) ? /^Template\s*[^ ]+\s*([^\n]+)/.exec(template)?.[1] : undefined;
  const name = bare !== undefined && Buffer.byteLength(bare) >= LEAST_BYTES ? bare : template;
  return name.replaceAll('SNMPv2', 'SNMP');
}

/** What each template is called in the seeds of uuids. */
export type SeedNames = ReadonlyMap<string, string>;

/**
 * The names of all templates in the seeds of uuids. Where two would be one (`Template Net X SNMP` and `Template Net X SNMPv2`,
 * as in servers that were upgraded before) the second keeps its own: an upgrade gives both one uuid, and an import would
 * take them for the same.
 */
export function seedNames(templates: readonly string[]): SeedNames {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const isOwn = (template: string): number => (seedName(template) === template ? 0 : 1);
  for (const template of templates.toSorted((a, b) => isOwn(a) - isOwn(b) || byText(a, b))) {
    const name = taken.has(seedName(template)) ? template : seedName(template);
    taken.add(name);
    names.set(template, name);
  }
  return names;
}
