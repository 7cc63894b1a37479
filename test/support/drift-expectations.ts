import type { ChangeName } from '../../lab/drift.ts';
import {
  ACCESS,
  AUTOREGISTRATION_ACTIONS,
  CONNECTORS,
  CORRELATIONS,
  DASHBOARDS,
  DIRECTORIES,
  DISCOVERY_RULES,
  GROUPS,
  HOSTS,
  ICON_MAPS,
  IMAGES,
  MAINTENANCES,
  MAPS,
  MEDIA_TYPES,
  MENU_SCRIPTS,
  OTHER_ACTIONS,
  PROXIES,
  PROXY_GROUPS,
  REPORTS,
  SCREENS,
  SCRIPTS,
  SERVICES,
  SLAS,
  TEMPLATE_GROUPS,
  TEMPLATES,
  TRIGGER_ACTIONS,
  USERS,
  VALUE_MAPS,
} from '../../lab/populate/names.ts';
import type { LabVersion } from '../../lab/zabbix.ts';
import { ONLY_ONE } from '../../src/configuration/kinds/single.ts';

/** An object that `diff` must name: its kind, and its key or a pattern of it. */
export type Named = readonly [kind: string, key: string | RegExp];

type Expectation = (version: LabVersion) => readonly Named[];

const templates =
  (...keys: string[]): Expectation =>
  () =>
    keys.map((key) => ['templates', key]);
const hosts =
  (...keys: string[]): Expectation =>
  () =>
    keys.map((key) => ['hosts', key]);
const of =
  (kind: string, ...keys: (string | RegExp)[]): Expectation =>
  () =>
    keys.map((key) => [kind, key]);
const since =
  (first: LabVersion, named: readonly Named[]): Expectation =>
  (version) =>
    version >= first ? named : [];
const nothing: Expectation = () => [];

/** The key of a script of the sample's sub-menu: 5.0 has the path in the name, 6.0 tells scripts apart by name alone. */
function inMenu(version: LabVersion, name: string): string {
  return version === '6.0' ? name : `Lab/Tools & <b>/${name}`;
}

/** What `diff` must name after each change of drift.ts, made alone or with all others. */
export const EXPECTED: Readonly<Record<ChangeName, Expectation>> = {
  alterItemInterval: templates(TEMPLATES.everyItem),
  alterItemPreprocessing: templates(TEMPLATES.everyItem),
  alterItemLabels: templates(TEMPLATES.everyItem),
  alterItemCredentials: templates(TEMPLATES.everyItem),
  alterTriggerExpression: templates(TEMPLATES.pairB),
  alterTriggerPriority: templates(TEMPLATES.base),
  alterTriggerDependencies: hosts(HOSTS.main, HOSTS.second),
  alterTemplateDescription: templates(TEMPLATES.top),
  alterDiscoveryRule: templates(TEMPLATES.discovery),
  alterValueMap: (version) =>
    version === '5.0' ? [['valuemaps', VALUE_MAPS.state]] : [['templates', TEMPLATES.everyItem]],
  addToTemplate: templates(TEMPLATES.left),
  unlinkNestedTemplate: templates(TEMPLATES.top),

  alterHostTags: hosts(HOSTS.main),
  alterInventory: hosts(HOSTS.main, HOSTS.inventoryDisabled),
  alterHost: hosts(HOSTS.main, HOSTS.disabled),
  alterHostGroups: hosts(HOSTS.bare),
  alterInterfacePort: hosts(HOSTS.main, HOSTS.second),
  addInterface: hosts(HOSTS.discovering),
  removeInterface: hosts(HOSTS.main),
  addHostItem: hosts(HOSTS.second),
  alterInheritedItems: hosts(HOSTS.main, HOSTS.second),
  unlinkTemplate: hosts(HOSTS.behindActive),
  unlinkAndClearTemplate: hosts(HOSTS.disabled),
  linkOtherTemplate: hosts(HOSTS.inventoryAutomatic),
  alterHostProxy: hosts(HOSTS.behindPassive),
  // Only 5.0 gives keys back.
  changePsk: (version) => (version === '5.0' ? [['hosts', HOSTS.encryptedBoth]] : []),
  changeEncryption: hosts(HOSTS.encryptedCertificate),

  changeMacro: () => [
    ['hosts', HOSTS.main],
    ['templates', TEMPLATES.base],
  ],
  addMacro: () => [
    ['hosts', HOSTS.main],
    ['templates', TEMPLATES.top],
  ],
  deleteMacro: () => [
    ['hosts', HOSTS.main],
    ['templates', TEMPLATES.base],
  ],
  deleteSecretMacro: hosts(HOSTS.second),
  changeSecretValue: nothing,
  hideMacro: hosts(HOSTS.second),

  alterImage: of('images', IMAGES.icon),
  alterIconMap: of('iconmaps', ICON_MAPS.main),
  alterMaps: of('maps', MAPS.middle, MAPS.above),
  alterDashboard: of('dashboards', DASHBOARDS.everything),
  alterScreen: of('screens', SCREENS.everything),
  alterReport: of('reports', REPORTS.weekly),
  deleteVisual: (version) => [
    ['images', IMAGES.unused],
    ['iconmaps', ICON_MAPS.plain],
    ['maps', MAPS.plain],
    ['dashboards', DASHBOARDS.linked],
    version === '5.0' ? ['screens', SCREENS.plain] : ['reports', REPORTS.daily],
  ],

  // Operations are a set: no version shows or runs them in the order of their rows.
  reorderOperations: nothing,
  changeOperations: of('trigger_actions', TRIGGER_ACTIONS.everything),
  changeConditions: of('trigger_actions', TRIGGER_ACTIONS.commands),
  changeActionStatus: () => [
    ['trigger_actions', TRIGGER_ACTIONS.disabled],
    ['reg_actions', AUTOREGISTRATION_ACTIONS.everything],
  ],

  alterMediaTypes: of('mediatypes', MEDIA_TYPES.webhook, MEDIA_TYPES.disabled),
  alterMediaTypePassword: of('mediatypes', MEDIA_TYPES.email),
  alterService: of('services', SERVICES.root, SERVICES.lonely),
  // In 5.0 the soft link that makes it a child of the front end stays.
  moveService: (version) => [
    ['services', new RegExp(`${SERVICES.backend}$`, 'u')],
    ['services', SERVICES.lonely],
    ...(version === '5.0' ? [] : ([['services', new RegExp(`${SERVICES.frontend}$`, 'u')]] as const)),
  ],
  alterProxy: of('proxies', PROXIES.passive),
  alterMaintenances: of('maintenances', MAINTENANCES.everything, MAINTENANCES.noData),
  alterCorrelations: of('correlations', CORRELATIONS.everything, CORRELATIONS.formula),
  alterConnectors: of('connectors', CONNECTORS.values, CONNECTORS.events),
  alterModules: of('modules', 'widgets/actionlog', 'widgets/clock', 'widgets/dataover'),
  alterGlobalSettings: (version) =>
    (version === '5.0'
      ? ['autoregistration']
      : ['settings', 'housekeeping', 'authentication', 'autoregistration']
    ).map((kind) => [kind, ONLY_ONE]),
  alterProxyGroup: () => [
    ['proxygroups', PROXY_GROUPS.main],
    ['proxies', PROXIES.groupedOne],
  ],

  alterScripts: (version) => [
    ['scripts', SCRIPTS.multiline],
    ['scripts', inMenu(version, MENU_SCRIPTS.ipmi)],
  ],
  deleteScript: (version) => [
    ['scripts', version === '7.0' ? inMenu(version, MENU_SCRIPTS.agent) : MENU_SCRIPTS.agent],
  ],
  alterNetworkDiscovery: () => [
    ['drules', DISCOVERY_RULES.everyCheck],
    ['drules', DISCOVERY_RULES.proxied],
    // They name one of several checks that look alike, of which another one comes first now.
    ['discovery_actions', OTHER_ACTIONS.discovery],
    ['discovery_actions', OTHER_ACTIONS.discoveryFormula],
  ],
  deleteNetworkDiscovery: of('drules', DISCOVERY_RULES.unused),
  alterSlas: of('slas', SLAS.gold),
  deleteSla: of('slas', SLAS.weekly),
  alterOtherActions: (version) => [
    ['internal_actions', OTHER_ACTIONS.internalFormula],
    ...(version === '5.0' ? [] : ([['service_actions', OTHER_ACTIONS.service]] as const)),
  ],
  deleteOtherAction: of('discovery_actions', OTHER_ACTIONS.discoveryRemoval),
  alterGlobalMacros: of('macros', ACCESS.macro, ACCESS.contextMacro),
  alterRegularExpressions: of('regexps', ACCESS.regexp, ACCESS.otherRegexp),
  alterUserGroups: of('usergroups', ACCESS.group),
  deleteUserGroup: () => [
    ['usergroups', ACCESS.closedGroup],
    ['users', ACCESS.user],
  ],
  alterUser: of('users', ACCESS.user),
  // Its token goes with it.
  deleteUser: (version) => [
    ['users', ACCESS.plainUser],
    ...since('6.0', [['tokens', `${ACCESS.plainUser}/${DIRECTORIES.sameToken}`]])(version),
  ],
  alterUserDirectories: since('7.0', [
    ['userdirectories', DIRECTORIES.ldap],
    ['userdirectories', '(SAML)'],
    ['userdirectories', DIRECTORIES.other],
    ['authentication', 'global'],
  ]),
  alterMfaMethods: since('7.0', [
    ['mfas', DIRECTORIES.totp],
    ['mfas', DIRECTORIES.duo],
    ['usergroups', DIRECTORIES.mfaGroup],
    ['authentication', 'global'],
  ]),
  alterTokens: since('6.0', [
    ['tokens', `${ACCESS.user}/${DIRECTORIES.token}`],
    ['tokens', `${ACCESS.user}/${DIRECTORIES.sameToken}`],
  ]),
  alterRoles: of('roles', ACCESS.role),
  deleteRole: (version) => [
    ['roles', ACCESS.otherRole],
    ...(version === '5.0' ? [] : ([['users', ACCESS.plainUser]] as const)),
  ],

  renameHost: hosts(HOSTS.second),
  renameVisibleHost: hosts(HOSTS.main),
  renameTemplate: templates(TEMPLATES.right),
  renameVisibleTemplate: templates(TEMPLATES.base),
  // In 5.0 a group has nothing but its name: the backup's is created, and what belongs into it goes there.
  renameHostGroup: (version) => [
    ['hostgroups', GROUPS.zurich],
    ...(version === '5.0'
      ? ([
          ['hosts', HOSTS.main],
          ['scripts', inMenu(version, MENU_SCRIPTS.ipmi)],
          ['reg_actions', AUTOREGISTRATION_ACTIONS.formula],
          ['trigger_actions', TRIGGER_ACTIONS.plain],
        ] as const)
      : []),
  ],
  renameTemplateGroup: (version) => [
    [version === '7.0' ? 'templategroups' : 'hostgroups', TEMPLATE_GROUPS.base],
    ...(version === '5.0'
      ? ([
          ['templates', TEMPLATES.base],
          ['templates', TEMPLATES.everyItem],
        ] as const)
      : []),
  ],
  // Nothing of a media type survives its renaming: the backup's is created, and media go there.
  renameMediaType: () => [
    ['mediatypes', MEDIA_TYPES.webhook],
    ['users', USERS.operator],
  ],
  renameAction: of('trigger_actions', TRIGGER_ACTIONS.plain),
  renameProxy: () => [
    ['proxies', PROXIES.active],
    ['drules', DISCOVERY_RULES.proxied],
    ['discovery_actions', OTHER_ACTIONS.discovery],
  ],
  renameService: of('services', new RegExp(`${SERVICES.backend}$`, 'u')),
  renameItemKey: templates(TEMPLATES.everyItem),

  deleteHost: hosts(HOSTS.snmp),
  deleteHostWithPsk: hosts(HOSTS.encryptedPsk),
  deleteTemplate: templates(TEMPLATES.unlinked, TEMPLATES.web),
  deleteTemplateOfActions: templates(TEMPLATES.bare),
  deleteHostGroup: of('hostgroups', GROUPS.empty),
  deleteTemplateItem: templates(TEMPLATES.everyItem),
  deleteHostItem: hosts(HOSTS.main),
  deleteTrigger: templates(TEMPLATES.left, TEMPLATES.pairA, TEMPLATES.pairB),
  deleteGraph: templates(TEMPLATES.base),
  deleteDiscoveryRule: templates(TEMPLATES.discovery),
  deletePrototypes: templates(TEMPLATES.discovery),
  deleteHostPrototype: hosts(HOSTS.discovering),
  deleteWebScenario: hosts(HOSTS.second),
  deleteActions: () => [
    ['trigger_actions', TRIGGER_ACTIONS.formula],
    ['reg_actions', AUTOREGISTRATION_ACTIONS.disabling],
  ],
  deleteService: of('services', new RegExp(`${SERVICES.leaf}$`, 'u'), new RegExp(SERVICES.twin, 'u')),
  deleteMediaType: of('mediatypes', MEDIA_TYPES.unused),
  deleteProxy: of('proxies', PROXIES.passiveCertificate),
  deleteMaintenanceAndCorrelation: () => [
    ['maintenances', MAINTENANCES.group],
    ['correlations', CORRELATIONS.everything],
  ],
  deleteConnector: of('connectors', CONNECTORS.events),
  deleteValueMap: (version) =>
    version === '5.0' ? [['valuemaps', VALUE_MAPS.xml]] : [['templates', TEMPLATES.everyItem]],
  deleteDashboard: of('templates', /^Lab /u),
};

interface Change {
  readonly kind: string;
  readonly key: string;
}

/** What of this is not among the changes of `diff --json`. */
export function unnamed(expected: readonly Named[], changes: readonly Change[]): Named[] {
  return expected.filter(
    ([kind, key]) =>
      !changes.some((change) => {
        if (change.kind !== kind) return false;
        return typeof key === 'string' ? change.key === key : key.test(change.key);
      }),
  );
}
