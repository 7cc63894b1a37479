/**
 * The names of the sample configuration, in one place: populate makes them, drift changes them, tests look for them.
 * They hold what breaks naive tools: slashes, quotes, XML characters, non-Latin letters, an emoji (4 bytes of UTF-8).
 */
export const GROUPS = {
  root: 'Lab',
  servers: 'Lab/Servers',
  zurich: 'Lab/Servers/Zürich & "Genève"',
  xml: "Lab/<b>XML</b> 'quoted' & 日本語",
  emoji: 'Lab/🐘 elephants',
  empty: 'Lab/Empty',
  discovered: 'Lab/Discovered',
} as const;

/** Template groups from 6.2 on; host groups before. */
export const TEMPLATE_GROUPS = {
  root: 'Lab templates',
  base: 'Lab templates/Base & <core>',
  unicode: 'Lab templates/Ünïcödé "группа"',
  empty: 'Lab templates/Empty',
} as const;

export const TEMPLATES = {
  base: 'Lab base',
  left: 'Lab left',
  right: 'Lab right',
  top: 'Lab top',
  everyItem: 'Lab every item',
  discovery: 'Lab discovery',
  discovered: 'Lab discovered host',
  overridden: 'Lab overridden host',
  web: 'Lab web',
  pairA: 'Lab pair A',
  pairB: 'Lab pair B',
  bare: 'Lab bare',
  unlinked: 'Lab linked to nothing',
} as const;

export const HOSTS = {
  main: 'lab-main',
  second: 'lab-second',
  discovering: 'lab-discovering',
  encryptedPsk: 'lab-encrypted-psk',
  encryptedCertificate: 'lab-encrypted-certificate',
  encryptedBoth: 'lab-encrypted-both',
  behindActive: 'lab-behind-active-proxy',
  behindPassive: 'lab-behind-passive-proxy',
  behindGroup: 'lab-behind-proxy-group',
  disabled: 'lab-disabled',
  inventoryAutomatic: 'lab-inventory-automatic',
  inventoryDisabled: 'lab-inventory-disabled',
  bare: 'lab-without-interface',
  snmp: 'lab-snmp',
  shown: 'lab-shown',
} as const;

export const PROXIES = {
  active: 'lab-proxy-active',
  passive: 'lab-proxy-passive',
  activePsk: 'lab-proxy-active-psk',
  activeCertificate: 'lab-proxy-active-certificate',
  passivePsk: 'lab-proxy-passive-psk',
  passiveCertificate: 'lab-proxy-passive-certificate',
  groupedOne: 'lab-proxy-grouped-1',
  groupedTwo: 'lab-proxy-grouped-2',
} as const;

export const PROXY_GROUPS = {
  main: 'Lab proxy group "Ost & West"',
  empty: 'Lab proxy group, empty',
} as const;

export const MEDIA_TYPES = {
  email: 'Lab e-mail <smtp> & "TLS"',
  script: 'Lab script',
  sms: 'Lab SMS',
  webhook: 'Lab webhook “ünïcode”',
  disabled: 'Lab disabled webhook',
  unused: 'Lab script that nothing uses',
} as const;

export const USERS = { operator: 'lab.operator', unicode: 'lab.müller', nobody: 'lab.nobody' } as const;
export const USER_GROUPS = { operators: 'Lab operators', night: 'Lab night shift & "on call"' } as const;
export const ROLES = { operator: 'Lab operator role', reader: 'Lab reader role <ro>' } as const;
export const SCRIPTS = {
  restart: 'Lab restart',
  multiline: 'Lab multi-line & "quoted"',
  webhook: 'Lab webhook script',
  ssh: 'Lab SSH script',
} as const;
/** Scripts for the menu of hosts and problems, which no action names. */
export const MENU_SCRIPTS = {
  ipmi: 'Lab IPMI <reset>',
  key: 'Lab SSH by key “ü”',
  telnet: 'Lab telnet',
  hook: 'Lab menu webhook',
  agent: 'Lab on the agent',
  url: 'Lab URL',
  asking: 'Lab asking for text',
  choosing: 'Lab asking for a choice',
} as const;

export const DISCOVERY_RULES = {
  machine: 'Lab discovery of this machine <&>',
  everyCheck: 'Lab discovery: every check "ü"',
  proxied: 'Lab discovery by a proxy',
  unused: 'Lab discovery that no action names',
} as const;

export const SLAS = { gold: 'Lab SLA "gold" <&>', weekly: 'Lab SLA, weekly: ü', plain: 'Lab SLA' } as const;

export const TRIGGER_ACTIONS = {
  everything: 'Lab trigger action: every condition & operation',
  formula: 'Lab trigger action: formula "C, A, B"',
  commands: 'Lab trigger action: commands',
  plain: 'Lab trigger action: plain',
  users: 'Lab trigger action: users',
  disabled: 'Lab trigger action: disabled',
} as const;

export const AUTOREGISTRATION_ACTIONS = {
  everything: 'Lab registration: every operation',
  formula: 'Lab registration: formula <C and A>',
  disabling: 'Lab registration: disable and forget',
  disabled: 'Lab registration: disabled',
} as const;

/** Actions of the further sources. */
export const OTHER_ACTIONS = {
  discovery: 'Lab discovery action',
  discoveryFormula: 'Lab discovery action: formula "C, A, B"',
  discoveryRemoval: 'Lab discovery action: remove',
  internal: 'Lab internal action',
  internalFormula: 'Lab internal action: formula & recovery',
  service: 'Lab service action',
  serviceFormula: 'Lab service action: formula & commands',
} as const;

export const SERVICES = {
  root: 'Lab shop <&> "web"',
  backend: 'Backend',
  frontend: 'Frontend – Übersicht',
  twin: 'Node',
  shared: 'Shared database',
  leaf: 'Disk',
  identical: 'Lab identical twin',
  lonely: 'Lab service on its own',
} as const;

export const MAINTENANCES = {
  everything: 'Lab maintenance "every period" & more',
  noData: 'Lab maintenance: no data',
  group: 'Lab maintenance: a group',
} as const;
export const CORRELATIONS = {
  everything: 'Lab correlation: every <condition>',
  formula: 'Lab correlation: formula',
} as const;
export const CONNECTORS = {
  values: 'Lab connector "values" & basic',
  events: 'Lab connector: events',
  plain: 'Lab connector: plain',
} as const;

export const VALUE_MAPS = { state: 'Lab state', xml: 'Lab <&> "map"' } as const;

/** What is on the host that maps, dashboards and screens show. */
export const SHOWN = {
  item: 'shown.load[a/b,"c"]',
  otherItem: 'shown.users',
  webItem: 'web.test.fail[Lab shown scenario]',
  trigger: 'Lab shown trigger / <&> "ü"',
  otherTrigger: 'Lab other shown trigger',
  graph: 'Lab shown graph / <&> "ü"',
  itemPrototype: 'shown.found[{#NAME}]',
  graphPrototype: 'Lab shown graph of {#NAME}',
} as const;

export const IMAGES = {
  icon: 'Lab icon <&> "ü" 🐘',
  other: 'Lab other icon',
  background: 'Lab background',
  unused: 'Lab icon that nothing uses',
} as const;
export const ICON_MAPS = { main: 'Lab icon map <&> "ü"', plain: 'Lab icon map, plain' } as const;
export const MAPS = {
  // The first by name shows the last: a restore creates it before that one is there.
  above: 'Lab A map: overview <&> "ü"',
  middle: 'Lab B map: everything',
  below: 'Lab C map: below',
  plain: 'Lab D map: plain',
} as const;
export const DASHBOARDS = {
  everything: 'Lab dashboard of users: everything <&> "ü"',
  linked: 'Lab dashboard of users: linked widgets',
  empty: 'Lab dashboard of users: empty',
} as const;
export const SCREENS = { everything: 'Lab screen <&> "ü"', plain: 'Lab screen, plain' } as const;
export const REPORTS = { weekly: 'Lab report <&> "ü"', daily: 'Lab report, daily' } as const;

/** What a server lets its users do, beyond what actions name. */
export const DIRECTORIES = {
  ldap: 'Lab LDAP "first" <&>',
  other: 'Lab LDAP that provides nothing',
  group: 'Lab group from a directory',
  mfaGroup: 'Lab group with a second factor',
  defaultMfaGroup: 'Lab group with the default second factor',
  totp: 'Lab one-time codes',
  duo: 'Lab Duo "push" <&>',
  token: 'Lab token: of another user / "one"',
  sameToken: 'Lab token',
} as const;

export const ACCESS = {
  role: 'Lab role: every rule & "kind"',
  otherRole: 'Lab role that sees no services',
  group: 'Lab group of every right <rw>',
  closedGroup: 'Lab group that is closed',
  user: 'lab.önly "everything" <user>',
  plainUser: 'lab.plain',
  macro: '{$LAB.GLOBAL}',
  contextMacro: '{$LAB.GLOBAL:"a context"}',
  secretMacro: '{$LAB.GLOBAL.SECRET}',
  otherSecretMacro: '{$LAB.GLOBAL.SECRET.TWO}',
  vaultMacro: '{$LAB.GLOBAL.VAULT}',
  regexp: 'Lab expression: all types',
  otherRegexp: 'Lab expression <&> "two"',
} as const;
