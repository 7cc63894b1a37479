import { type JsonObject, text } from '../../json.ts';

const LOGIN = ['HTTP_AGENT', 'SSH', 'TELNET', 'SIMPLE', 'ODBC', 'JMX'];
const HTTP = ['HTTP_AGENT'];

/** The types of items that have a field: of all others an export of 7.0 leaves it out, and an import passes over it. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  ...of(LOGIN, ['authtype', 'username', 'password', 'publickey', 'privatekey']),
  ...of(HTTP, ['url', 'status_codes', 'retrieve_mode', 'query_fields', 'headers', 'posts', 'post_type']),
  ...of(HTTP, ['request_method', 'output_format', 'follow_redirects', 'http_proxy', 'allow_traps']),
  ...of(HTTP, ['ssl_cert_file', 'ssl_key_file', 'ssl_key_password', 'verify_peer', 'verify_host']),
  allowed_hosts: ['TRAP', 'HTTP_AGENT'],
  ipmi_sensor: ['IPMI'],
  jmx_endpoint: ['JMX'],
  params: ['ODBC', 'SSH', 'TELNET', 'CALCULATED', 'SCRIPT'],
  snmp_oid: ['SNMP_AGENT'],
};

function of(types: readonly string[], fields: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(fields.map((field) => [field, types]));
}

/** Takes out of an item, prototype or discovery rule what is left over in it from another type. */
export function dropLeftovers(item: JsonObject): void {
  const type = text(item.type ?? 'ZABBIX_PASSIVE');
  for (const [field, types] of Object.entries(TYPES)) if (!types.includes(type)) delete item[field];
}
