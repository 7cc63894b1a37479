import { create, type Fields, type Filling, from, idOf, since } from './filling.ts';
import { templateGroupKind } from './groups.ts';
import { ACCESS, GROUPS, MEDIA_TYPES, SERVICES, TEMPLATE_GROUPS } from './names.ts';

const FAKE_PASSWORD = 'Fake-lab-pass-0rd!';

/** Global macros and regular expressions, roles, user groups and users in their hard forms. Made after services. */
export async function makeAccess(filling: Filling): Promise<void> {
  await makeGlobalMacros(filling);
  await makeRegularExpressions(filling);
  await makeRoles(filling);
  await makeUserGroups(filling);
  await makeUsers(filling);
}

async function makeGlobalMacros(filling: Filling): Promise<void> {
  const macros = [
    { macro: ACCESS.macro, value: 'a "value" <&>', description: 'line 1\r\nline 2: ünïcode' },
    { macro: ACCESS.contextMacro, value: '' },
    { macro: ACCESS.secretMacro, value: 'fake-global-secret', type: 1, description: 'nobody reads it' },
    { macro: ACCESS.otherSecretMacro, value: 'fake-other-global-secret', type: 1 },
    ...(since(filling, '6.0') ? [{ macro: ACCESS.vaultMacro, value: 'lab/secret:key', type: 2 }] : []),
  ];
  // 5.0 takes the fields of the first for those of all.
  await filling.api.call(
    'usermacro.createglobal',
    macros.map(({ macro, value, type = 0, description = '' }: Fields) => ({
      macro,
      value,
      type,
      description,
    })),
  );
}

/** 5.0 has no API for them. */
async function makeRegularExpressions(filling: Filling): Promise<void> {
  if (!since(filling, '6.0')) return;
  await create(filling, 'regexp', [
    {
      name: ACCESS.regexp,
      test_string: 'a test\nof "two" lines',
      expressions: [
        { expression: 'included', expression_type: 0, case_sensitive: 1 },
        { expression: 'one,two', expression_type: 1, exp_delimiter: ',' },
        { expression: 'three.four', expression_type: 1, exp_delimiter: '.' },
        { expression: 'not included <&>', expression_type: 2 },
        { expression: '^(true|"quoted")$', expression_type: 3, case_sensitive: 1 },
        { expression: '^false\\.$', expression_type: 4, exp_delimiter: '' },
      ],
    },
    { name: ACCESS.otherRegexp, expressions: [{ expression: '日本語', expression_type: 0 }] },
  ]);
}

async function makeRoles(filling: Filling): Promise<void> {
  if (!since(filling, '6.0')) return;
  const services = [SERVICES.root, SERVICES.leaf].map((name) => ({
    serviceid: idOf(filling, 'service', name),
  }));
  const modules = await filling.api.call<{ moduleid: string }[]>('module.get', { output: ['moduleid'] });
  await create(filling, 'role', [
    {
      name: ACCESS.role,
      type: 2,
      rules: {
        ui: [
          { name: 'monitoring.maps', status: 0 },
          { name: 'configuration.hosts', status: 1 },
        ],
        'ui.default_access': 1,
        'services.read.mode': 0,
        'services.read.list': services,
        'services.read.tag': { tag: 'lab', value: 'read <&>' },
        'services.write.mode': 0,
        'services.write.list': services.slice(0, 1),
        'services.write.tag': { tag: 'only a tag', value: '' },
        modules: modules.slice(0, 2).map(({ moduleid }) => ({ moduleid, status: 1 })),
        'modules.default_access': 0,
        'api.access': 1,
        'api.mode': 1,
        api: ['host.get', 'item.*'],
        actions: [{ name: 'edit_dashboards', status: 0 }],
        'actions.default_access': 1,
      },
    },
    {
      name: ACCESS.otherRole,
      type: 1,
      rules: {
        'ui.default_access': 0,
        ui: [{ name: 'monitoring.dashboard', status: 1 }],
        'services.read.mode': 0,
        'api.access': 0,
        modules: modules.slice(0, 1).map(({ moduleid }) => ({ moduleid, status: 0 })),
        'actions.default_access': 0,
      },
    },
  ]);
}

async function makeUserGroups(filling: Filling): Promise<void> {
  const hostGroup = (name: string): string => idOf(filling, 'hostgroup', name);
  const rights = [
    { id: hostGroup(GROUPS.zurich), permission: 0 },
    { id: hostGroup(GROUPS.emoji), permission: 2 },
    { id: hostGroup(GROUPS.servers), permission: 3 },
  ];
  const templateGroup = idOf(filling, templateGroupKind(filling), TEMPLATE_GROUPS.base);
  await create(filling, 'usergroup', [
    {
      name: ACCESS.group,
      gui_access: 1,
      debug_mode: 1,
      tag_filters: [
        { groupid: hostGroup(GROUPS.emoji), tag: 'lab', value: 'a "value"' },
        { groupid: hostGroup(GROUPS.emoji), tag: 'lab', value: '' },
        { groupid: hostGroup(GROUPS.servers), tag: '', value: '' },
      ],
      ...(since(filling, '7.0')
        ? { hostgroup_rights: rights, templategroup_rights: [{ id: templateGroup, permission: 3 }] }
        : { rights: [...rights, { id: templateGroup, permission: 3 }] }),
    },
    // 5.0 loses the filters of all groups of a call where one has none.
    { name: ACCESS.closedGroup, gui_access: 3, users_status: 1, tag_filters: [] },
  ]);
}

async function makeUsers(filling: Filling): Promise<void> {
  const usrgrps = [ACCESS.group, ACCESS.closedGroup].map((name) => ({
    usrgrpid: idOf(filling, 'usergroup', name),
  }));
  const medias = [
    {
      mediatypeid: idOf(filling, 'mediatype', MEDIA_TYPES.email),
      sendto: ['zoe@example.invalid', 'Anna <anna@example.invalid>'],
      active: 1,
      severity: 5,
      period: '1-5,09:00-17:00;6-7,10:00-12:00',
    },
    { mediatypeid: idOf(filling, 'mediatype', MEDIA_TYPES.sms), sendto: '+41 00 000 00 00' },
    { mediatypeid: idOf(filling, 'mediatype', MEDIA_TYPES.sms), sendto: '+41 00 000 00 01', severity: 32 },
  ];
  await create(filling, 'user', [
    {
      ...account(filling, ACCESS.user, ACCESS.role, 3),
      name: 'Zoë',
      surname: 'O\'Neill "<&>"',
      url: 'zabbix.php?action=dashboard.view',
      autologin: 0,
      autologout: '2h',
      refresh: '45s',
      theme: 'dark-theme',
      rows_per_page: 77,
      ...from(filling, '6.0', { timezone: 'Europe/Zurich' }),
      usrgrps,
      [since(filling, '6.0') ? 'medias' : 'user_medias']: medias,
    },
    {
      ...account(filling, ACCESS.plainUser, ACCESS.otherRole, 1),
      autologin: 1,
      autologout: '0',
      usrgrps: usrgrps.slice(0, 1),
    },
  ]);
}

function account(filling: Filling, name: string, role: string, type: number): Fields {
  return since(filling, '6.0')
    ? { username: name, passwd: FAKE_PASSWORD, roleid: idOf(filling, 'role', role) }
    : { alias: name, passwd: FAKE_PASSWORD, type };
}
