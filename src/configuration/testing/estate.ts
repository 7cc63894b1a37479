import type { ZabbixVersion } from '../../zabbix/version.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { Configuration } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { configurationOf } from './builders.ts';
import { visualOf } from './visual-estate.ts';

/** What an object of the estate is called. Objects are told apart by what does not change: 'web', 'base' … */
export type Naming = (object: string) => string;

/** Objects that may go by other names on another server and are still found, by version. */
export function renameable(version: ZabbixVersion): string[] {
  return [
    'base',
    'app',
    'web',
    'db',
    'shop',
    'disk',
    // Groups have nothing but their names before uuids came in 5.4.
    ...(atLeast(version, '5.4') ? ['linux', 'found'] : []),
    ...(atLeast(version, '6.2') ? ['models'] : []),
  ];
}

/**
 * A small estate in which every kind exists and every place that can point to another object does.
 * @param name the names of the objects that `renameable` lists; all others always have the same
 */
export function estate(version: ZabbixVersion, name: Naming = (object) => object): Configuration {
  const uuid = (object: string): JsonObject => (atLeast(version, '5.4') ? { uuid: `uuid of ${object}` } : {});
  const group = (object: string): JsonObject => ({ ...uuid(object), name: name(object) });
  const named = (...objects: string[]): JsonObject[] => objects.map((object) => ({ name: name(object) }));
  const inside = (own: string, other: string): JsonObject => contentOf(version, name, own, other);
  const trigger = (host: string): string => `on ${host}\n${last(version, name(host))}>1`;

  const template = (own: string, other: string, links: string[]): JsonObject => ({
    ...uuid(own),
    template: name(own),
    name: `Visible ${own}`,
    groups: named(atLeast(version, '6.2') ? 'models' : 'linux'),
    ...(links.length > 0 ? { templates: named(...links) } : {}),
    ...inside(own, other),
    ...(atLeast(version, '5.4')
      ? {
          dashboards: [
            {
              name: 'd',
              pages: [
                {
                  widgets: [
                    {
                      fields: [
                        { type: 'ITEM', name: 'itemid', value: { host: name(own), key: 'k' } },
                        ...(atLeast(version, '7.0') ? shownByName(name) : []),
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        }
      : { screens: [{ name: 's', screen_items: [{ resource: { host: name(own), key: 'k' } }] }] }),
  });
  const host = (own: string, other: string): JsonObject => ({
    host: name(own),
    name: `Visible ${own}`,
    groups: named('linux', 'found'),
    templates: named('base'),
    ...(own === 'web' || !atLeast(version, '7.0')
      ? { proxy: { name: 'edge' } }
      : { proxy_group: { name: 'edges' } }),
    ...inside(own, other),
  });

  const proxyField = atLeast(version, '7.0') ? 'proxyid' : 'proxy_hostid';
  return configurationOf(
    {
      hostgroups: { [name('linux')]: group('linux'), [name('found')]: group('found') },
      ...(atLeast(version, '6.2') ? { templategroups: { [name('models')]: group('models') } } : {}),
      ...(atLeast(version, '5.4') ? {} : { valuemaps: { states: { name: 'states' } } }),
      mediatypes: { mail: { name: 'mail' } },
      templates: {
        [name('base')]: template('base', 'app', []),
        [name('app')]: template('app', 'base', ['base']),
      },
      ...(atLeast(version, '7.0') ? { proxygroups: { edges: { name: 'edges' } } } : {}),
      proxies: {
        edge: atLeast(version, '7.0')
          ? { name: 'edge', proxy_groupid: 'edges', operating_mode: '0' }
          : { host: 'edge', status: '5' },
        lone: atLeast(version, '7.0') ? { name: 'lone', proxy_groupid: null } : { host: 'lone', status: '5' },
      },
      hosts: { [name('web')]: host('web', 'db'), [name('db')]: host('db', 'web') },
      discoveredhosts: {
        made: {
          host: 'made',
          status: '1',
          description: '',
          inventory: {},
          ...(atLeast(version, '7.0')
            ? { templates: [{ templateid: name('app') }], tags: [], macros: [] }
            : {}),
        },
      },
      discovereditems: {
        [`${name('web')}/found[a]`]: { itemid: `${name('web')}/found[a]`, status: '1' },
      },
      discoveredtriggers: { [trigger('web')]: { triggerid: trigger('web'), status: '1' } },
      services: servicesOf(version, name, trigger('web')),
      ...visualOf(version, name, trigger('web')),
      scripts: {
        restart: { name: 'restart', groupid: name('linux'), usrgrpid: 'Operators' },
        ping: { name: 'ping', groupid: null, usrgrpid: null },
      },
      drules: {
        lan: { name: 'lan', [proxyField]: 'edge', dchecks: [{ type: '9', ports: '10050', key_: 'k' }] },
        own: { name: 'own', [proxyField]: null, dchecks: [{ type: '12', ports: '0', key_: '' }] },
      },
      ...(atLeast(version, '6.0') ? { slas: { gold: { name: 'gold', slo: '99.9' } } } : {}),
      ...accessOf(version, name),
      trigger_actions: {
        report: { name: 'report', eventsource: '0', ...actionOf(version, name, trigger('web')) },
      },
      reg_actions: {
        register: { name: 'register', eventsource: '2', ...actionOf(version, name, trigger('db')) },
      },
      ...(atLeast(version, '6.0') ? globalSettings(version, name) : {}),
      maintenances: {
        night: {
          name: 'night',
          groups: [{ groupid: name('found') }],
          hosts: [{ hostid: name('web') }, { hostid: name('db') }],
        },
      },
      correlations: {
        close: {
          name: 'close',
          filter: { evaltype: '0', conditions: [{ type: '2', operator: '0', groupid: name('linux') }] },
        },
      },
      ...(atLeast(version, '7.0') ? { connectors: { stream: { name: 'stream' } } } : {}),
      modules: { 'widgets/clock': { relative_path: 'widgets/clock', status: '1', config: '[]' } },
      autoregistration: { global: { tls_accept: '1' } },
      discovery_actions: {
        discover: { name: 'discover', eventsource: '1', ...actionOf(version, name, trigger('db')) },
      },
      internal_actions: {
        unknown: { name: 'unknown', eventsource: '3', ...actionOf(version, name, trigger('db')) },
      },
      ...(atLeast(version, '6.0')
        ? {
            service_actions: {
              outage: { name: 'outage', eventsource: '4', ...actionOf(version, name, trigger('db')) },
            },
          }
        : {}),
    },
    version,
  );
}

function globalSettings(version: ZabbixVersion, name: Naming): Record<string, Record<string, JsonObject>> {
  const methods = atLeast(version, '7.0')
    ? { disabled_usrgrpid: 'Operators', ldap_userdirectoryid: 'directory', mfaid: 'one-time' }
    : {};
  return {
    settings: { global: { discovery_groupid: name('found'), alert_usrgrpid: 'Operators' } },
    housekeeping: { global: { hk_audit: '31d' } },
    authentication: { global: { authentication_type: '0', ...methods } },
  };
}

/** Who may do what: users, their groups and roles. */
function accessOf(version: ZabbixVersion, name: Naming): Record<string, Record<string, JsonObject>> {
  const since60 = atLeast(version, '6.0');
  const right = (id: string): JsonObject => ({ id: name(id), permission: '2' });
  const user = since60 ? { username: 'operator', roleid: 'operators' } : { alias: 'operator', type: '1' };
  return {
    macros: { '{$M}': { macro: '{$M}', type: 'TEXT', value: 'v' } },
    usergroups: {
      Operators: {
        name: 'Operators',
        ...(atLeast(version, '6.2')
          ? { hostgroup_rights: [right('linux')], templategroup_rights: [right('models')] }
          : { rights: [right('linux')] }),
        tag_filters: [{ groupid: name('linux'), tag: 't', value: '' }],
        ...(atLeast(version, '7.0')
          ? { gui_access: '2', userdirectoryid: 'directory', mfa_status: '1', mfaid: 'one-time' }
          : {}),
      },
    },
    users: {
      operator: {
        ...user,
        usrgrps: [{ usrgrpid: 'Operators' }],
        medias: [{ mediatypeid: 'mail', sendto: 'x' }],
      },
    },
    ...(atLeast(version, '7.0')
      ? {
          mfas: { 'one-time': { name: 'one-time', type: '1' } },
          userdirectories: {
            directory: {
              name: 'directory',
              idp_type: '1',
              provision_groups: [
                { name: '*', roleid: 'operators', user_groups: [{ usrgrpid: 'Operators' }] },
              ],
              provision_media: [{ name: 'Mail', mediatypeid: 'mail' }],
            },
          },
        }
      : {}),
    ...(since60
      ? {
          tokens: { 'operator/robot': { userid: 'operator', name: 'robot' } },
          regexps: {
            expression: { name: 'expression', expressions: [{ expression: 'e', expression_type: '0' }] },
          },
          roles: {
            operators: {
              name: 'operators',
              type: '1',
              rules: {
                modules: [{ moduleid: 'widgets/clock', status: '1' }],
                services_read_list: [{ serviceid: name('shop') }],
                services_write_list: [{ serviceid: name('shop') }],
              },
            },
          },
        }
      : {}),
  };
}

/** What a dashboard of a template may show beside what is in hosts (7.0). */
function shownByName(name: Naming): JsonObject[] {
  return [
    { type: 'MAP', name: 'sysmapid', value: { name: 'overview' } },
    { type: 'SLA', name: 'slaid', value: { name: 'gold' } },
    { type: 'SERVICE', name: 'serviceid', value: { name: name('disk') } },
    { type: 'USER', name: 'userids', value: { username: 'operator' } },
    { type: 'ACTION', name: 'actionids', value: { name: 'report' } },
    { type: 'MEDIA_TYPE', name: 'mediatypeids', value: { name: 'mail' } },
  ];
}

function last(version: ZabbixVersion, host: string, key = 'k'): string {
  return atLeast(version, '5.4') ? `last(/${host}/${key})` : `{${host}:${key}.last()}`;
}

/** What stands in a template or a host: every place that names another, or itself. */
function contentOf(version: ZabbixVersion, name: Naming, own: string, other: string): JsonObject {
  const mine = last(version, name(own));
  const both = `${mine}+${last(version, name(other))}`;
  const dependency = (host: string): JsonObject => ({
    name: `on ${host}`,
    expression: `${last(version, name(host))}>1`,
    recovery_expression: `${last(version, name(host))}<1`,
  });
  const triggers = (expression: string, ...dependencies: string[]): JsonObject => ({
    name: `on ${own}`,
    expression: `${expression}>1`,
    recovery_mode: 'RECOVERY_EXPRESSION',
    recovery_expression: `${expression}<1`,
    dependencies: dependencies.map(dependency),
  });
  const graph = (...hosts: string[]): JsonObject => ({
    name: 'g',
    ymin_item_1: { host: name(own), key: 'k' },
    ymax_item_1: { host: name(hosts[0] ?? own), key: 'k' },
    graph_items: hosts.map((host) => ({ item: { host: name(host), key: 'k' } })),
  });
  const valuemap = (): JsonObject => (atLeast(version, '5.4') ? {} : { valuemap: { name: 'states' } });
  const models = (): JsonObject[] => [{ name: name('base') }];
  return {
    items: [{ key: 'k', ...valuemap(), triggers: [triggers(mine, own, other)] }],
    discovery_rules: [
      {
        key: 'r',
        item_prototypes: [{ key: 'p', ...valuemap(), trigger_prototypes: [triggers(mine, own)] }],
        trigger_prototypes: [triggers(both, other)],
        graph_prototypes: [graph(own, other)],
        host_prototypes: [
          { host: '{#H}', templates: models(), group_links: [{ group: { name: name('found') } }] },
        ],
        overrides: [{ name: 'o', operations: [{ operationobject: 'HOST_PROTOTYPE', templates: models() }] }],
      },
    ],
    triggers: [triggers(both, own, other)],
    graphs: [graph(other, own)],
  };
}

function servicesOf(version: ZabbixVersion, name: Naming, trigger: string): Record<string, JsonObject> {
  const shop = name('shop');
  const disk = `${shop} / ${name('disk')}`;
  return atLeast(version, '6.0')
    ? {
        [shop]: { uuid: 'uuid of shop', name: shop, children: [{ serviceid: disk }] },
        [disk]: { uuid: 'uuid of disk', name: name('disk'), children: [] },
      }
    : {
        [shop]: {
          name: shop,
          goodsla: '1',
          triggerid: null,
          dependencies: [{ dependsOnServiceid: disk, soft: '0' }],
        },
        [disk]: { name: name('disk'), goodsla: '2', triggerid: trigger, dependencies: [] },
      };
}

/** Conditions of every type that holds an id, and every place of an operation that does. */
function actionOf(version: ZabbixVersion, name: Naming, trigger: string): JsonObject {
  const condition = (conditiontype: string, value: string): JsonObject => ({
    conditiontype,
    operator: '0',
    value,
  });
  const operations = [
    {
      operationtype: '0',
      opmessage: { default_msg: '1', mediatypeid: 'mail' },
      opmessage_grp: [{ usrgrpid: 'Operators' }],
      opmessage_usr: [{ userid: 'operator' }],
    },
    { operationtype: '0', opmessage: { default_msg: '1', mediatypeid: null } },
    {
      operationtype: '1',
      opcommand: { ...(atLeast(version, '5.4') ? {} : { type: '4' }), scriptid: 'restart' },
      opcommand_grp: [{ groupid: name('linux') }],
      opcommand_hst: [{ hostid: '0' }, { hostid: name('web') }],
    },
    { operationtype: '4', opgroup: [{ groupid: name('found') }] },
    { operationtype: '6', optemplate: [{ templateid: name('app') }] },
  ];
  return {
    filter: {
      evaltype: '0',
      conditions: [
        condition('0', name('linux')),
        condition('1', name('db')),
        condition('2', trigger),
        condition('13', name('base')),
        condition('18', 'lan'),
        condition('19', 'lan: Zabbix agent (10050) "k"'),
        condition('20', 'edge'),
        condition('27', `${name('shop')} / ${name('disk')}`),
        // No id, though a group is called the same.
        condition('3', 'linux'),
      ],
    },
    operations,
    recovery_operations: structuredClone(operations),
    update_operations: structuredClone(operations),
  };
}
