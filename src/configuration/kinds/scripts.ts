import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { ObjectKind } from '../kind.ts';
import { without } from './without.ts';

/** Script object: https://www.zabbix.com/documentation/7.0/en/manual/api/reference/script/object */
const CUSTOM_SCRIPT = '0';
const SSH = '2';
const TELNET = '3';
const WEBHOOK = '5';
const URL = '6';
const SCOPE_ACTION = '1';
const PUBLIC_KEY = '1';
const INPUT_FROM_LIST = '1';

/** Global scripts. All that they hold can be read, passwords of SSH and telnet included. */
export const scripts: ObjectKind = {
  name: 'scripts',
  singular: 'script',
  audited: ['25'],
  lookup: {
    api: 'script',
    idField: 'scriptid',
    idsParameter: 'scriptids',
    output: (version) => (atLeast(version, '7.0') ? ['name', 'menu_path', 'scope'] : ['name']),
    key: placeOf,
  },
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend' }),
    fromApi,
    // Which fields there are depends on type and scope: what a script no longer uses is taken away with them.
    update: 'whole',
  },
  references: [
    { path: 'groupid', to: 'hostgroups', none: '0' },
    { path: 'usrgrpid', to: 'usergroups', none: '0' },
  ],
  // Fields for manual input came with 7.0, as did names that are unique within their place in the menu only.
  key: (content) => (content.manualinput === undefined ? text(content.name) : placeOf(content)),
};

/**
 * The place in the menu and the name. Zabbix takes two scripts for one where these are the same (CScript::checkDuplicates, 7.0), and
 * a name may hold what divides places: "b" in the menu "a" is another script than "a/b" in none.
 */
function placeOf(row: JsonObject): string {
  const folders = text(row.menu_path)
    .split('/')
    .map((folder) => folder.trim())
    .filter((folder) => folder !== '');
  return [...folders, text(row.name).replaceAll(/[\\/]/g, '\\$&')].join('/');
}

/** A row of script.get without the fields that its type and scope do not have: 6.0 refuses most of them. */
function fromApi(row: JsonObject, version: ZabbixVersion): JsonObject {
  const script = without(row, 'scriptid', 'hosts', 'groups', 'hostgroups', 'actions');
  if (!atLeast(version, '5.4')) return script;
  if (script.parameters !== undefined) script.parameters = objectsIn(script.parameters);
  return without(script, ...unusedFields(script));
}

function unusedFields(script: JsonObject): string[] {
  const type = text(script.type);
  const logsIn = type === SSH || type === TELNET;
  const inMenu = text(script.scope) !== SCOPE_ACTION;
  const asks = inMenu && text(script.manualinput) === '1';
  const used: readonly (readonly [boolean, readonly string[]])[] = [
    [type === CUSTOM_SCRIPT, ['execute_on']],
    [logsIn, ['port', 'username', 'password']],
    [type === SSH, ['authtype']],
    [type === SSH && text(script.authtype) === PUBLIC_KEY, ['publickey', 'privatekey']],
    [type === WEBHOOK, ['timeout', 'parameters']],
    [type === URL, ['url', 'new_window']],
    [type !== URL, ['command']],
    [inMenu, ['menu_path', 'usrgrpid', 'host_access', 'confirmation']],
    [asks, ['manualinput_prompt', 'manualinput_validator_type', 'manualinput_validator']],
    [asks && text(script.manualinput_validator_type) !== INPUT_FROM_LIST, ['manualinput_default_value']],
  ];
  return used.flatMap(([holds, fields]) => (holds ? [] : fields));
}
