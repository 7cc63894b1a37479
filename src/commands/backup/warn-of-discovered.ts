import { discoveredHostsWithMore } from '../../configuration/server/discovered-hosts.ts';
import { counted } from '../../terminal/counted.ts';
import type { Output } from '../../terminal/output.ts';
import type { Zabbix } from '../../zabbix/connection.ts';

const MOST_NAMES = 5;

/** Says which hosts made by discovery a person has put something into that is in no backup. */
export async function warnOfDiscovered(
  zabbix: Zabbix,
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<void> {
  const found = await discoveredHostsWithMore(zabbix, signal);
  if (found.length === 0) return;
  const count = counted(found.length, 'host');
  const names = found.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const more = found.length > MOST_NAMES ? ` and ${found.length - MOST_NAMES} more` : '';
  output.warn(
    `Not in the backup: items, triggers and the like that were put by hand into ${count} that discovery has made: ${names.join(', ')}${more}.`,
  );
}
