import { existsIn } from '../../src/configuration/kinds/all-kinds.ts';
import type { ZabbixVersion } from '../../src/zabbix/version.ts';

/** The file of the front end with the list of its APIs. */
export const API_LIST = 'include/classes/api/CApiServiceFactory.php';

/**
 * The APIs of a version by its own list: `'action' => 'CAction'` in 5.0, `'action' => CAction::class` in later versions.
 * @param text of the file API_LIST
 */
export function apiNamesIn(text: string): string[] {
  return [...text.matchAll(/'(?<name>[a-z]+)' => (?:'C\w+'|C\w+::class)/gu)]
    .map(({ groups }) => groups?.name ?? '')
    .sort();
}

interface Exists {
  readonly since?: string;
  readonly before?: string;
}

/** What happens, what Zabbix does by itself, and the API itself: no configuration. */
const NOT_CONFIGURATION: Readonly<Record<string, Exists>> = {
  alert: {},
  api: {},
  apiinfo: {},
  auditlog: {},
  configuration: {},
  dhost: {},
  dservice: {},
  event: {},
  hanode: { since: '6.0' },
  history: {},
  problem: {},
  task: {},
  trend: {},
};

/** What is kept inside objects of a kind: templates and hosts, network discovery rules, screens. */
const PARTS: Readonly<Record<string, Exists>> = {
  application: { before: '5.4' },
  dcheck: {},
  discoveryrule: {},
  graph: {},
  graphitem: {},
  graphprototype: {},
  hostdashboard: { since: '7.0' },
  hostinterface: {},
  hostprototype: {},
  httptest: {},
  itemprototype: {},
  screenitem: { before: '5.4' },
  templatedashboard: { since: '5.4' },
  templatescreen: { before: '5.4' },
  templatescreenitem: { before: '5.4' },
  triggerprototype: {},
  valuemap: { since: '5.4' },
};

/** The APIs of a version that need no kind of their own. */
export function apisWithoutKind(version: ZabbixVersion): string[] {
  return Object.entries({ ...NOT_CONFIGURATION, ...PARTS })
    .filter(([, exists]) => existsIn(exists, version))
    .map(([name]) => name);
}
