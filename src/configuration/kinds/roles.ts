import type { Zabbix } from '../../zabbix/connection.ts';
import { isObject, type JsonObject, objectsIn, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { without } from './without.ts';

/** User roles: what a user may do in the front end, in the API, with modules and with services. */
export const roles: Kind = {
  name: 'roles',
  singular: 'user role',
  audited: ['44'],
  since: '6.0',
  lookup: lookupBy('name', 'role', 'roleid'),
  travel: {
    by: 'object',
    parameters: () => ({ output: 'extend', selectRules: 'extend' }),
    fromApi,
    toApi,
    completeCreate: withAllModules,
    completeUpdate: (fields, _id, zabbix) => withAllModules(fields, zabbix),
    update: 'changed',
    // CRole::compileServicesReadRules numbers them as they are given. Modules have an order of the server's own.
    keptInOrder: ['rules.services_read_list', 'rules.services_write_list'],
    // Which rules there may be depends on the type.
    together: [['type', 'rules']],
    leave: (desired, live) =>
      text(live.readonly) === READ_ONLY || text(desired.readonly) === READ_ONLY
        ? { fields: [...Object.keys({ ...desired, ...live })], why: 'Zabbix lets nobody change this role' }
        : undefined,
    notCompared: () => ['readonly'],
  },
  references: [
    { path: 'rules.modules[].moduleid', to: 'modules' },
    { path: 'rules.services_read_list[].serviceid', to: 'services' },
    { path: 'rules.services_write_list[].serviceid', to: 'services' },
  ],
  shownInPart: true,
  builtIn: ['Super admin role'],
  key: (content) => text(content.name),
};

const READ_ONLY = '1';

/** Names of rules with a dot in them: the dot is that of a path elsewhere in this program. */
const DOTTED = [
  'ui.default_access',
  'services.read.mode',
  'services.read.list',
  'services.read.tag',
  'services.write.mode',
  'services.write.list',
  'services.write.tag',
  'modules.default_access',
  'api.access',
  'api.mode',
  'actions.default_access',
];
const PLAIN = new Map(DOTTED.map((name) => [name, name.replaceAll('.', '_')]));
const WITH_DOTS = new Map(DOTTED.map((name) => [name.replaceAll('.', '_'), name]));

function renamed(rules: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [names.get(name) ?? name, rule]));
}

function fromApi(row: JsonObject): JsonObject {
  const role = without(row, 'roleid', 'users');
  if (!isObject(row.rules)) return role;
  const rules = renamed(row.rules, PLAIN);
  // role.get lists every module that there is. Those that are as by default say nothing of the role, and another
  // server need not have them.
  rules.modules = objectsIn(rules.modules).filter(
    ({ status }) => text(status) !== text(rules.modules_default_access),
  );
  return { ...role, rules };
}

function toApi(content: JsonObject): JsonObject {
  const role = without(content, 'readonly');
  return isObject(role.rules) ? { ...role, rules: renamed(role.rules, WITH_DOTS) } : role;
}

/**
 * A module that is not named keeps what the role says of it already, and in a new role it is allowed whatever the
 * default is (CRole::compileModulesRules): so all are named.
 */
async function withAllModules(fields: JsonObject, zabbix: Zabbix): Promise<JsonObject> {
  const { rules } = fields;
  if (!isObject(rules)) return fields;
  const exceptions = objectsIn(rules.modules);
  const named = new Set(exceptions.map(({ moduleid }) => text(moduleid)));
  const all = await zabbix.call<JsonObject[]>('module.get', { output: ['moduleid'] });
  const others = all
    .map(({ moduleid }) => text(moduleid))
    .filter((moduleid) => !named.has(moduleid))
    .map((moduleid) => ({ moduleid, status: rules.modules_default_access ?? '1' }));
  return { ...fields, rules: { ...rules, modules: [...exceptions, ...others] } };
}
