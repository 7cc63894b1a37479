import { before, create, type Fields, type Filling, from, idOf, since } from './filling.ts';
import { GROUPS, MENU_SCRIPTS, USER_GROUPS } from './names.ts';

const HOST_MENU = 2;
const PROBLEM_MENU = 4;
const WRITE = 3;

/** Scripts for the menu: of every type, for some users on some hosts, with paths, questions and credentials. */
export async function makeMenuScripts(filling: Filling): Promise<void> {
  await create(filling, 'script', since(filling, '6.0') ? modernScripts(filling) : classicScripts(filling));
  if (since(filling, '7.0')) await create(filling, 'script', newestScripts(filling));
}

function limited(filling: Filling): Fields {
  return {
    usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.night),
    groupid: idOf(filling, 'hostgroup', GROUPS.zurich),
    host_access: WRITE,
    confirmation: 'Really? "ü" <&> {HOST.NAME}',
  };
}

/** 5.0 keeps the path of the menu in the name. */
function classicScripts(filling: Filling): Fields[] {
  return [
    { name: `Lab/Tools & <b>/${MENU_SCRIPTS.ipmi}`, type: 1, command: 'reset', ...limited(filling) },
    {
      name: MENU_SCRIPTS.agent,
      type: 0,
      execute_on: 0,
      command: 'uptime\r\ndate',
      groupid: idOf(filling, 'hostgroup', GROUPS.emoji),
      description: 'ü',
    },
  ];
}

function modernScripts(filling: Filling): Fields[] {
  return [
    {
      name: MENU_SCRIPTS.ipmi,
      scope: HOST_MENU,
      type: 1,
      command: 'reset',
      menu_path: '/Lab/Tools & <b>/',
      ...limited(filling),
    },
    {
      name: MENU_SCRIPTS.key,
      scope: PROBLEM_MENU,
      type: 2,
      authtype: 1,
      username: 'lab',
      password: 'fake-passphrase',
      publickey: 'lab.pub',
      privatekey: 'lab',
      port: '{$LAB.PORT}',
      command: 'uptime\r\nls',
      menu_path: 'Lab',
      usrgrpid: idOf(filling, 'usergroup', USER_GROUPS.operators),
    },
    {
      name: MENU_SCRIPTS.telnet,
      scope: HOST_MENU,
      type: 3,
      username: 'lab',
      password: 'fake-telnet-password',
      port: '2323',
      command: 'ls',
      groupid: idOf(filling, 'hostgroup', GROUPS.emoji),
    },
    {
      name: MENU_SCRIPTS.hook,
      scope: PROBLEM_MENU,
      type: 5,
      timeout: '60s',
      command: 'return "<&>";\r\n',
      parameters: [
        { name: 'ü <&>', value: '{EVENT.NAME} "x"' },
        { name: 'empty', value: '' },
      ],
      confirmation: 'Sure?',
      ...before(filling, '7.0', { host_access: WRITE }),
    },
    {
      name: MENU_SCRIPTS.agent,
      scope: HOST_MENU,
      type: 0,
      execute_on: 0,
      command: 'date',
      menu_path: 'Lab/Tools & <b>',
      ...from(filling, '7.0', { host_access: WRITE }),
    },
  ];
}

/** Of 7.0: links, questions, and two scripts of one name in two places. */
function newestScripts(filling: Filling): Fields[] {
  const asking = { scope: HOST_MENU, type: 0, execute_on: 2, command: 'echo {MANUALINPUT}', manualinput: 1 };
  return [
    {
      name: MENU_SCRIPTS.url,
      scope: HOST_MENU,
      type: 6,
      url: 'http://127.0.0.1:9/{HOST.ID}?a="ü"&b={$LAB.PLAIN}',
      new_window: 0,
    },
    {
      name: MENU_SCRIPTS.url,
      scope: PROBLEM_MENU,
      type: 6,
      url: 'http://127.0.0.1:9/elsewhere',
      menu_path: 'Lab/Links',
      ...limited(filling),
    },
    {
      ...asking,
      name: MENU_SCRIPTS.asking,
      manualinput_prompt: 'Which "port" <&>?',
      manualinput_validator_type: 0,
      manualinput_validator: '^[0-9]{2,5}$',
      manualinput_default_value: '10050',
    },
    {
      ...asking,
      name: MENU_SCRIPTS.choosing,
      manualinput_prompt: 'Which?',
      manualinput_validator_type: 1,
      manualinput_validator: 'one,zwölf,"three"',
    },
  ];
}
