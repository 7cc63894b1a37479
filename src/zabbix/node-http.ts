import process from 'node:process';

/**
 * `node:http`, taken without `import`: that reads every export at once, WebSocket among them, for which Node loads
 * its whole fetch (undici). Every command that speaks to Zabbix would pay for it: 5 MB, and a tenth of its start.
 */
export const http = process.getBuiltinModule('node:http');
