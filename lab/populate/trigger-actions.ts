import { before, create, type Fields, type Filling, from, idOf, since } from './filling.ts';
import {
  GROUPS,
  HOSTS,
  MEDIA_TYPES,
  SCRIPTS,
  TEMPLATES,
  TRIGGER_ACTIONS,
  USER_GROUPS,
  USERS,
} from './names.ts';
import { TRIGGERS } from './triggers.ts';

/** A message to groups and users, by one media type or by all. */
export function message(
  filling: Filling,
  fields: { groups?: string[]; users?: string[]; by?: string; text?: Fields },
): Fields {
  const { groups = [], users = [], by, text } = fields;
  return {
    opmessage: {
      default_msg: text === undefined ? 1 : 0,
      mediatypeid: by === undefined ? '0' : idOf(filling, 'mediatype', by),
      ...text,
    },
    ...(groups.length === 0
      ? {}
      : { opmessage_grp: groups.map((name) => ({ usrgrpid: idOf(filling, 'usergroup', name) })) }),
    ...(users.length === 0
      ? {}
      : { opmessage_usr: users.map((name) => ({ userid: idOf(filling, 'user', name) })) }),
  };
}

/** A global script: by its id from 5.4 on, as type 4 of an inline command before. */
export function runs(filling: Filling, script: string): Fields {
  const scriptid = idOf(filling, 'script', script);
  return { operationtype: 1, opcommand: since(filling, '6.0') ? { scriptid } : { type: 4, scriptid } };
}

export const CUSTOM_TEXT = {
  subject: 'Custom: {EVENT.NAME} <&> "ü" 日本語',
  message: "line 1\r\nline 2 'quoted'\n\nline 4 <b>&amp;</b> {$LAB.PLAIN}",
};

/** Trigger actions: all conditions that hold an id, custom formulas, and operations of every type. */
export async function makeTriggerActions(filling: Filling): Promise<void> {
  const update = since(filling, '6.0') ? 'update_operations' : 'acknowledge_operations';
  const common = { eventsource: 0, esc_period: '1h' };
  await create(filling, 'action', [
    {
      ...common,
      name: TRIGGER_ACTIONS.everything,
      esc_period: '{$LAB.LIMIT}',
      pause_suppressed: 0,
      ...from(filling, '6.0', { notify_if_canceled: 0 }),
      ...from(filling, '7.0', { pause_symptoms: 0 }),
      filter: { evaltype: 0, conditions: everyCondition(filling) },
      operations: steps(filling),
      recovery_operations: recovery(filling),
      [update]: updates(filling),
    },
    {
      ...common,
      name: TRIGGER_ACTIONS.formula,
      filter: formula(filling),
      operations: [{ operationtype: 0, ...message(filling, { users: [USERS.unicode] }) }],
    },
    {
      ...common,
      name: TRIGGER_ACTIONS.commands,
      filter: { evaltype: 2, conditions: [severity(4)] },
      operations: commands(filling),
    },
    {
      ...common,
      name: TRIGGER_ACTIONS.plain,
      status: 1,
      filter: {
        evaltype: 1,
        conditions: [{ conditiontype: 0, operator: 0, value: idOf(filling, 'hostgroup', GROUPS.zurich) }],
      },
      // A message by one media type alone, to nobody but the administrators' group that every server has.
      operations: [
        {
          operationtype: 0,
          opmessage: { default_msg: 1, mediatypeid: idOf(filling, 'mediatype', MEDIA_TYPES.disabled) },
          opmessage_grp: [{ usrgrpid: idOf(filling, 'usergroup', 'Zabbix administrators') }],
        },
      ],
    },
    {
      ...common,
      name: TRIGGER_ACTIONS.users,
      operations: [{ operationtype: 0, ...message(filling, { users: [USERS.nobody, USERS.operator] }) }],
    },
    {
      ...common,
      name: TRIGGER_ACTIONS.disabled,
      status: 1,
      filter: { evaltype: 0, conditions: [] },
      operations: [
        {
          operationtype: 0,
          ...message(filling, {
            ...TO_NIGHT,
            // 5.0 takes a text beside the default message.
            text: { ...CUSTOM_TEXT, ...before(filling, '6.0', { default_msg: 1 }) },
          }),
        },
      ],
    },
  ]);
  if (since(filling, '6.0')) {
    // It has sent a text of its own, which it still holds.
    await filling.api.call('action.update', {
      actionid: idOf(filling, 'action', TRIGGER_ACTIONS.disabled),
      operations: [{ operationtype: 0, ...message(filling, TO_NIGHT) }],
    });
  }
}

const TO_NIGHT = { groups: [USER_GROUPS.night], by: MEDIA_TYPES.sms };

function severity(least: number): Fields {
  return { conditiontype: 4, operator: 5, value: String(least) };
}

/** Every condition type of this source, those with an id (0, 1, 2, 13) twice. */
function everyCondition(filling: Filling): Fields[] {
  const trigger = idOf(filling, 'trigger', TRIGGERS.acrossHosts);
  return [
    { conditiontype: 0, operator: 0, value: idOf(filling, 'hostgroup', GROUPS.xml) },
    { conditiontype: 0, operator: 1, value: idOf(filling, 'hostgroup', GROUPS.emoji) },
    { conditiontype: 1, operator: 0, value: idOf(filling, 'host', HOSTS.main) },
    { conditiontype: 1, operator: 1, value: idOf(filling, 'host', HOSTS.disabled) },
    { conditiontype: 2, operator: 0, value: trigger },
    { conditiontype: 2, operator: 1, value: idOf(filling, 'trigger', TRIGGERS.base) },
    { conditiontype: 13, operator: 0, value: idOf(filling, 'template', TEMPLATES.base) },
    { conditiontype: 13, operator: 1, value: idOf(filling, 'template', TEMPLATES.bare) },
    { conditiontype: 3, operator: 2, value: 'ü <&> "name"' },
    severity(2),
    { conditiontype: 6, operator: 4, value: '1-5,08:00-18:00;6,10:00-12:00' },
    { conditiontype: 16, operator: 11, ...before(filling, '6.0', { value: '' }) },
    { conditiontype: 25, operator: 1, value: 'Ünïcode <&>' },
    { conditiontype: 26, operator: 2, value: 'va"lue', value2: 'scope <&>' },
  ];
}

/** Letters that do not follow the order in which the formula names them. */
function formula(filling: Filling): Fields {
  return {
    evaltype: 3,
    formula: '(C or A) and (not D or B)',
    conditions: [
      { formulaid: 'A', conditiontype: 1, operator: 0, value: idOf(filling, 'host', HOSTS.second) },
      { formulaid: 'B', conditiontype: 13, operator: 0, value: idOf(filling, 'template', TEMPLATES.top) },
      { formulaid: 'C', conditiontype: 0, operator: 0, value: idOf(filling, 'hostgroup', GROUPS.servers) },
      { formulaid: 'D', conditiontype: 2, operator: 0, value: idOf(filling, 'trigger', TRIGGERS.hostOnly) },
    ],
  };
}

/** Messages over several escalation steps, the last only while nobody has acknowledged. */
function steps(filling: Filling): Fields[] {
  const groups = [USER_GROUPS.operators, USER_GROUPS.night];
  const step = (first: number, last: number, period: string): Fields => ({
    operationtype: 0,
    esc_step_from: first,
    esc_step_to: last,
    esc_period: period,
  });
  return [
    { ...step(1, 1, '0'), ...message(filling, { groups, by: MEDIA_TYPES.email }) },
    {
      ...step(1, 3, '10m'),
      ...message(filling, {
        users: [USERS.operator, USERS.unicode],
        by: MEDIA_TYPES.webhook,
        text: CUSTOM_TEXT,
      }),
    },
    {
      ...step(2, 0, '{$LAB.LIMIT}'),
      ...message(filling, { groups: [USER_GROUPS.operators], users: [USERS.unicode] }),
      evaltype: 2,
      opconditions: [
        { conditiontype: 14, operator: 0, value: '0' },
        { conditiontype: 14, operator: 0, value: '1' },
      ],
    },
    { ...step(3, 3, '1d'), ...runs(filling, SCRIPTS.restart), opcommand_hst: [{ hostid: '0' }] },
  ];
}

function recovery(filling: Filling): Fields[] {
  return [
    { operationtype: 11, opmessage: { default_msg: 0, ...CUSTOM_TEXT } },
    { operationtype: 0, ...message(filling, { groups: [USER_GROUPS.night], by: MEDIA_TYPES.script }) },
    { ...runs(filling, SCRIPTS.multiline), opcommand_hst: [{ hostid: idOf(filling, 'host', HOSTS.main) }] },
  ];
}

function updates(filling: Filling): Fields[] {
  return [
    { operationtype: 12, opmessage: { default_msg: 1 } },
    {
      operationtype: 0,
      ...message(filling, { users: [USERS.operator], by: MEDIA_TYPES.sms, text: CUSTOM_TEXT }),
    },
    {
      ...runs(filling, SCRIPTS.restart),
      opcommand_grp: [{ groupid: idOf(filling, 'hostgroup', GROUPS.root) }],
    },
  ];
}

/** Commands on the current host, on hosts and on groups; in 5.0 each kind of inline command with its credentials. */
function commands(filling: Filling): Fields[] {
  const targets = {
    opcommand_hst: [
      { hostid: '0' },
      { hostid: idOf(filling, 'host', HOSTS.second) },
      { hostid: idOf(filling, 'host', HOSTS.main) },
    ],
    opcommand_grp: [GROUPS.servers, GROUPS.xml].map((name) => ({
      groupid: idOf(filling, 'hostgroup', name),
    })),
  };
  const scripts = [SCRIPTS.multiline, ...(since(filling, '6.0') ? [SCRIPTS.webhook, SCRIPTS.ssh] : [])];
  return [
    ...scripts.map((script) => ({ ...runs(filling, script), ...targets })),
    ...(since(filling, '6.0')
      ? []
      : inlineCommands().map((opcommand) => ({ operationtype: 1, opcommand, ...targets }))),
  ];
}

/** 5.0 keeps the command in the action: custom script, IPMI, SSH by password and by key, telnet. */
function inlineCommands(): Fields[] {
  const login = { username: 'command-user', password: 'fake-command-password' };
  return [
    { type: 0, execute_on: 0, command: 'echo "<&>" \'ü\'\r\ntrue' },
    { type: 0, execute_on: 2, command: 'true' },
    { type: 1, command: 'reset' },
    { type: 2, authtype: 0, ...login, port: '2222', command: 'uptime' },
    { type: 2, authtype: 1, ...login, publickey: 'lab.pub', privatekey: 'lab', command: 'uptime\nls' },
    { type: 3, ...login, port: '2323', command: 'ls' },
  ];
}
