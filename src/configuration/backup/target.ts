/**
 * Whether two addresses of a Zabbix front end lead to the same one, as far as an address tells: scheme, standard ports,
 * the case and the final dot of the host, slashes too many, and the name by which a machine calls itself do not count.
 * The same server under another name, or behind another port, is another one to this.
 */
export function isSameTarget(one: string, other: string): boolean {
  return targetOf(one) === targetOf(other);
}

const THIS_MACHINE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const STANDARD_PORTS: ReadonlySet<string> = new Set(['', '80', '443']);

/** What addresses of the same front end have in common: see isSameTarget. */
export function targetOf(address: string): string {
  if (!URL.canParse(address)) return address;
  const { hostname, port, pathname } = new URL(address);
  const name = hostname.replace(/\.$/u, '');
  const host = THIS_MACHINE.has(name) ? 'localhost' : name;
  const steps = pathname.split('/').filter((step) => step !== '' && step !== 'api_jsonrpc.php');
  return [STANDARD_PORTS.has(port) ? host : `${host}:${port}`, ...steps].join('/');
}
