import { hostsInExpression, renameHostsInExpression } from '../../expression.ts';

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

/** An expression of 6.0 with its templates named as in the seeds of uuids. */
export function seedExpression(expression: string): string {
  const names = new Map(hostsInExpression(expression).map((host) => [host, seedName(host)]));
  return renameHostsInExpression(expression, names);
}
