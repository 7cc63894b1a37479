import process from 'node:process';

/**
 * `node:http`, taken without `import`: that reads every export at once, WebSocket among them, for which Node loads
 * its whole fetch (undici). Every command that speaks to Zabbix would pay for it: 5 MB, and a tenth of its start.
 */
export const http = process.getBuiltinModule('node:http');

/** `node:https` when it is needed: it brings all of TLS with it, for which http has no use. */
export function https(): typeof import('node:https') {
  return process.getBuiltinModule('node:https');
}
