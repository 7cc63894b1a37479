import { create, createOne, type Fields, type Filling, idOf, since } from './filling.ts';
import { GROUPS, ROLES, SCRIPTS, USER_GROUPS, USERS } from './names.ts';

/** Long and varied enough for the password policy that 6.0 and later start with. Fake. */
const FAKE_PASSWORD = 'Fake-lab-pass-0rd!';

/** What the actions of the sample name and a restore of this issue does not make: users, groups, roles, scripts. */
export async function makeNeeds(filling: Filling): Promise<void> {
  await makeRoles(filling);
  await makeUserGroups(filling);
  await makeUsers(filling);
  await makeScripts(filling);
}

async function makeRoles(filling: Filling): Promise<void> {
  if (!since(filling, '6.0')) {
    return; // 5.0 has user types in their place.
  }
  await create(filling, 'role', [
    { name: ROLES.operator, type: 2, rules: { 'actions.default_access': 1, 'api.access': 1, 'api.mode': 0 } },
    { name: ROLES.reader, type: 1, rules: { 'ui.default_access': 1, 'api.access': 0 } },
  ]);
}

async function makeUserGroups(filling: Filling): Promise<void> {
  await create(filling, 'usergroup', [
    { name: USER_GROUPS.operators, gui_access: 0, ...(await rightsOn(filling)) },
    { name: USER_GROUPS.night, gui_access: 1 },
  ]);
}

/** Read and write access to a sample group, where it is there (a target that only has the needs may lack it). */
async function rightsOn(filling: Filling): Promise<Fields> {
  const groupid = filling.ids.get(`hostgroup:${GROUPS.root}`);
  if (groupid === undefined) {
    return {};
  }
  const rights = [{ id: groupid, permission: 3 }];
  return since(filling, '7.0') ? { hostgroup_rights: rights } : { rights };
}

async function makeUsers(filling: Filling): Promise<void> {
  const operators = { usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.operators) };
  const night = { usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.night) };
  await create(filling, 'user', [
    {
      ...account(filling, USERS.operator, 2),
      name: 'Olga',
      surname: 'O\'Operator "2"',
      usrgrps: [operators, night],
    },
    { ...account(filling, USERS.unicode, 1), name: 'Jürgen', surname: 'Müller', usrgrps: [night] },
    { ...account(filling, USERS.nobody, 1), usrgrps: [operators] },
  ]);
}

function account(filling: Filling, name: string, type: 1 | 2): Fields {
  if (!since(filling, '6.0')) {
    return { alias: name, passwd: FAKE_PASSWORD, type };
  }
  const roleid = idOf(filling, 'role', type === 2 ? ROLES.operator : ROLES.reader);
  return { username: name, passwd: FAKE_PASSWORD, roleid };
}

/** Global scripts of each kind that an action may run. Nothing in them reaches past this machine. */
async function makeScripts(filling: Filling): Promise<void> {
  const scope = since(filling, '6.0') ? { scope: 1 } : {};
  await create(filling, 'script', [
    { ...scope, name: SCRIPTS.restart, type: 0, execute_on: 1, command: '/bin/true {HOST.HOST}' },
    {
      ...scope,
      name: SCRIPTS.multiline,
      type: 0,
      execute_on: 2,
      command: '#!/bin/sh\necho "{EVENT.NAME}" \'<&>\'\r\nexit 0\n',
      description: 'first line\nsecond line: "ünïcode" & <tags>',
    },
  ]);
  if (since(filling, '6.0')) {
    await createOne(filling, 'script', {
      ...scope,
      name: SCRIPTS.webhook,
      type: 5,
      command: 'var a = 1;\nreturn "<" + a + ">";\n',
      timeout: '5s',
      parameters: [{ name: 'event', value: '{EVENT.ID}' }],
    });
    await createOne(filling, 'script', {
      ...scope,
      name: SCRIPTS.ssh,
      type: 2,
      authtype: 0,
      username: 'lab',
      password: 'fake-script-password',
      port: '2222',
      command: 'uptime',
    });
  }
}
