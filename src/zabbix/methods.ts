/**
 * What kind of call a method is. A read may be asked again at will; of everything else it is assumed that it
 * changes something, so a method that is not known counts as a write.
 */
const READS = new Set(['configuration.export', 'configuration.importcompare', 'apiinfo.version']);

/** They open or check a session: no write in the sense of a changed configuration, and safe to ask again. */
const SESSION_CALLS = new Set(['user.login', 'user.checkauthentication']);

/** Zabbix refuses them when they carry a session (`requiresAuthentication` in CLocalApiClient.php, 5.0 to 7.0). */
const WITHOUT_SESSION = new Set([...SESSION_CALLS, 'apiinfo.version', 'settings.getglobal']);

/** `host.get`, `settings.getglobal`, `configuration.export` …; Zabbix takes method names in any case. */
export function isRead(method: string): boolean {
  const name = method.toLowerCase();
  return READS.has(name) || SESSION_CALLS.has(name) || /^[a-z]+\.get[a-z]*$/.test(name);
}

/** Whether the method must be called without session or token. */
export function isWithoutSession(method: string): boolean {
  return WITHOUT_SESSION.has(method.toLowerCase());
}

/** Whether the call counts among the writes: everything but reads and the session's own beginning and end. */
export function isWrite(method: string): boolean {
  return !isRead(method) && method.toLowerCase() !== 'user.logout';
}
