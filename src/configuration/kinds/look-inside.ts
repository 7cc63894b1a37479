import { atLeast, type ZabbixVersion } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';

/** Links, macros, tags and value maps of a template or host. */
export function lookInside(version: ZabbixVersion): JsonObject {
  return {
    selectParentTemplates: ['templateid'],
    selectMacros: ['macro', 'value', 'description', 'type'],
    selectTags: 'extend',
    ...(atLeast(version, '5.4') && { selectValueMaps: ['valuemapid', 'name'] }),
  };
}

/**
 * What the audit log tells of inside templates and hosts: triggers, their prototypes, graphs, theirs, items, theirs, host
 * prototypes, discovery rules, web scenarios, value maps.
 */
export const AUDITED_INSIDE = ['13', '31', '6', '35', '15', '36', '37', '52', '22', '17'];

/** How many things a template has in it. On a host discovery changes that all the time. */
export const COUNTS: JsonObject = {
  selectItems: 'count',
  selectTriggers: 'count',
  selectGraphs: 'count',
  selectDiscoveries: 'count',
  selectHttpTests: 'count',
};
