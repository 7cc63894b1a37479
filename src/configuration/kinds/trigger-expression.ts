import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import { type JsonObject, objectsIn, text } from '../json.ts';

/** Parameters of trigger.get that make rows for `expressionOf`. */
export const TRIGGER_PARTS: JsonObject = {
  selectFunctions: 'extend',
  selectItems: ['itemid', 'hostid', 'key_'],
  selectHosts: ['hostid', 'host'],
};

/**
 * An expression of a row of trigger.get as an export holds it: hosts and keys in place of the ids of functions. The
 * API's own `expandExpression` puts the values of user macros in as well (CMacrosResolver::resolveTriggerExpressions),
 * which another server need not have.
 */
export function expressionOf(
  row: JsonObject,
  field: 'expression' | 'recovery_expression',
  version: ZabbixVersion,
): string {
  const hosts = new Map(objectsIn(row.hosts).map(({ hostid, host }) => [text(hostid), text(host)]));
  const items = new Map(objectsIn(row.items).map((item) => [text(item.itemid), item]));
  const calls = new Map(
    objectsIn(row.functions).map((call) => {
      const item = items.get(text(call.itemid));
      const host = hosts.get(text(item?.hostid)) ?? '';
      const key = text(item?.key_);
      const [name, parameter] = [text(call.function), text(call.parameter)];
      // From 5.4 on the item is a parameter itself, kept as `$`.
      const expanded = atLeast(version, '5.4')
        ? `${name}(/${host}/${key}${parameter.replace(/^\$/, '')})`
        : `{${host}:${key}.${name}(${parameter})}`;
      return [text(call.functionid), expanded] as const;
    }),
  );
  return text(row[field]).replace(/\{(\d+)\}/g, (whole, id: string) => calls.get(id) ?? whole);
}
