import { describe, expect, it } from 'vitest';
import { type JsonObject, objectsIn } from '../../json.ts';
import type { ConversionStep, Draft } from '../draft.ts';
import { actions } from './actions.ts';
import { dashboards } from './dashboards.ts';
import { maps } from './maps.ts';
import { namesOfTriggersAndGraphs, newTriggerKey } from './names-of-triggers.ts';
import { scripts } from './scripts.ts';
import { users } from './users.ts';

function draftOf(contents: Record<string, Record<string, JsonObject>>): Draft {
  return {
    objects: new Map(
      Object.entries(contents).map(([kind, all]) => [
        kind,
        new Map(
          Object.entries(all).map(([key, content]) => [
            key,
            { content: JSON.parse(JSON.stringify(content)) as JsonObject },
          ]),
        ),
      ]),
    ),
    notRecorded: new Map(),
    losses: [],
  };
}

function converted(steps: readonly ConversionStep[], contents: Record<string, Record<string, JsonObject>>) {
  const draft = draftOf(contents);
  for (const step of steps) step.convert(draft);
  return {
    draft,
    losses: draft.losses,
    keys: (kind: string) => [...(draft.objects.get(kind)?.keys() ?? [])],
    content: (kind: string, key: string) => draft.objects.get(kind)?.get(key)?.content,
  };
}

describe('users', () => {
  const user = { alias: 'u', type: '2', lang: 'de_DE', theme: 'blue-theme', medias: [] };

  it('have a role, a time zone, and another word for their name', () => {
    const { content } = converted([users], { users: { u: user } });
    expect(content('users', 'u')).toEqual({
      username: 'u',
      roleid: 'Admin role',
      timezone: 'default',
      lang: 'de_DE',
      theme: 'blue-theme',
      medias: [],
    });
  });

  it('follow the default where they had the language of 5.0, and the guest in all', () => {
    const { content } = converted([users], {
      users: { u: { ...user, lang: 'en_GB' }, guest: { ...user, alias: 'guest', type: '1' } },
    });
    expect(content('users', 'u')?.lang).toBe('default');
    expect(content('users', 'guest')).toMatchObject({
      lang: 'default',
      theme: 'default',
      roleid: 'User role',
    });
  });
});

describe('names of triggers', () => {
  it('hold expressions of 6.0, each of which may have several lines', () => {
    expect(newTriggerKey('name\n{h:k.last()}>1')).toBe('name\nlast(/h/k)>1');
    expect(newTriggerKey('name\n{h:k.last()}>1 and\n{h:k.last()}<9\n{h:k.last()}=0')).toBe(
      'name\nlast(/h/k)>1 and\nlast(/h/k)<9\nlast(/h/k)=0',
    );
  });

  it('are whole expressions, so that a host that only a time function names stays named', () => {
    const [, expression, recovery] = newTriggerKey('name\n{h:k.time()}>1\n{h:k.last()}=0').split('\n');
    expect(expression).toBe('(time()>1) or (last(/h/k)<>last(/h/k))');
    expect(recovery).toBe('last(/h/k)=0');
  });

  it('are those of all that points to triggers, and graphs go by macros of 6.0', () => {
    const { content } = converted([namesOfTriggersAndGraphs], {
      services: { s: { name: 's', triggerid: 't\n{h:k.last()}>1' }, none: { name: 'none', triggerid: null } },
      dashboards: {
        d: {
          widgets: [{ type: 'graph', fields: [{ type: '6', name: 'graphid', value: 'h/{h:k.last()}' }] }],
        },
      },
    });
    expect(content('services', 's')?.triggerid).toBe('t\nlast(/h/k)>1');
    expect(content('services', 'none')?.triggerid).toBe(null);
    expect(JSON.stringify(content('dashboards', 'd'))).toContain('h/{?last(/h/k)}');
  });

  it('are those by which discovered triggers go', () => {
    const former = 't\n{h:k.last()}>1';
    const { keys, content } = converted([namesOfTriggersAndGraphs], {
      discoveredtriggers: { [former]: { triggerid: former, status: '1' } },
    });
    const key = 't\nlast(/h/k)>1';
    expect(keys('discoveredtriggers')).toEqual([key]);
    expect(content('discoveredtriggers', key)).toEqual({ triggerid: key, status: '1' });
  });
});

describe('scripts', () => {
  const script = {
    type: '0',
    execute_on: '2',
    command: 'ping {HOST.CONN} {HOSTNAME} {HOST.ID}',
    description: '',
    groupid: null,
    usrgrpid: 'Admins',
    host_access: '3',
    confirmation: 'Sure?',
  };
  const running = (scriptid: string): JsonObject => ({
    name: 'a',
    eventsource: '0',
    operations: [{ operationtype: '1', opcommand: { type: '4', scriptid } }],
  });

  it('are of a menu, whose path is no part of their name, and keep their names apart', () => {
    const names = ['/x', 'A/Ping', 'B/C/Ping', 'Ping', 'x/'];
    const all = Object.fromEntries(names.map((name) => [name, { ...script, name }]));
    const { keys, content, losses } = converted([scripts], { scripts: all });
    expect(keys('scripts')).toEqual(['/x', 'Ping 2', 'Ping 3', 'Ping', 'x/']);
    expect(content('scripts', 'Ping 3')).toEqual({ ...script, name: 'Ping 3', menu_path: 'B/C', scope: '2' });
    expect(content('scripts', 'x/')).toMatchObject({ name: 'x/', menu_path: '' });
    expect(losses).toEqual([]);
  });

  it('are of actions where one runs them: for the host that it is about, and in no menu, which is said', () => {
    const { content, losses } = converted([scripts], {
      scripts: { 'M/s': { ...script, name: 'M/s' } },
      trigger_actions: { a: running('M/s') },
    });
    expect(content('scripts', 's')).toEqual({
      name: 's',
      scope: '1',
      type: '0',
      execute_on: '2',
      command: 'ping {HOST.TARGET.CONN} {HOST.TARGET.NAME} {HOST.ID}',
      description: '',
      groupid: null,
    });
    expect(content('trigger_actions', 'a')?.operations).toEqual([
      { operationtype: '1', opcommand: { scriptid: 's' } },
    ]);
    expect(losses).toMatchObject([{ kind: 'scripts', key: 's', what: /menu of hosts/ }]);
  });

  it('take the place of the commands of actions, one for all that are alike', () => {
    const login = { username: 'u', password: 'p' };
    const commands: JsonObject[] = [
      { type: '2', command: 'z', authtype: '1', ...login, publickey: 'a', privatekey: 'b' },
      { type: '0', command: 'y', execute_on: '0', authtype: '0' },
      { type: '3', command: 'x', ...login, port: '23', authtype: '0' },
      { type: '0', command: 'y', execute_on: '0', authtype: '0' },
    ];
    const operations = commands.map((opcommand) => ({ operationtype: '1', opcommand }));
    const { content, keys } = converted([scripts], {
      scripts: { 'Script 2': { ...script, name: 'Script 2' } },
      internal_actions: {
        a: { name: 'a', operations: [operations[0] ?? {}], recovery_operations: operations },
      },
    });
    expect(keys('scripts')).toEqual(['Script 2', 'Script 1', 'Script 3', 'Script 4']);
    const common = { scope: '1', description: '', groupid: null };
    expect(content('scripts', 'Script 1')).toEqual({
      ...common,
      name: 'Script 1',
      type: '3',
      command: 'x',
      port: '23',
      ...login,
    });
    expect(content('scripts', 'Script 3')).toEqual({
      ...common,
      name: 'Script 3',
      type: '0',
      command: 'y',
      execute_on: '0',
    });
    expect(content('scripts', 'Script 4')).toEqual({
      ...common,
      name: 'Script 4',
      type: '2',
      command: 'z',
      port: '',
      authtype: '1',
      publickey: 'a',
      privatekey: 'b',
      ...login,
    });
    const runs = (list: string): unknown[] =>
      objectsIn(content('internal_actions', 'a')?.[list]).map(({ opcommand }) => opcommand);
    expect(runs('operations')).toEqual([{ scriptid: 'Script 4' }]);
    expect(runs('recovery_operations')).toEqual(
      ['Script 4', 'Script 3', 'Script 1', 'Script 3'].map((scriptid) => ({ scriptid })),
    );
  });

  it('take no name that another script may have, where the backup has no scripts', () => {
    const opcommand = { type: '0', command: 'true', execute_on: '1' };
    const { keys, content } = converted([scripts], {
      reg_actions: { a: { name: 'a', operations: [{ operationtype: '1', opcommand }] } },
    });
    expect(keys('scripts')).toEqual([expect.stringMatching(/^Script [0-9a-f]{8}$/)]);
    expect(content('reg_actions', 'a')?.operations).toEqual([
      { operationtype: '1', opcommand: { scriptid: keys('scripts')[0] } },
    ]);
  });
});

describe('actions', () => {
  it('ask for a tag where they asked for an application, and are told of what is cancelled', () => {
    const conditions = [
      { conditiontype: '15', operator: '2', value: 'CPU' },
      { conditiontype: '16', operator: '11', value: '' },
      { conditiontype: '4', operator: '5', value: '2' },
    ];
    const { content } = converted([actions], {
      trigger_actions: { a: { name: 'a', eventsource: '0', filter: { evaltype: '0', conditions } } },
      internal_actions: { i: { name: 'i', eventsource: '3', filter: { evaltype: '0', conditions: [] } } },
    });
    expect(content('trigger_actions', 'a')).toEqual({
      name: 'a',
      eventsource: '0',
      notify_if_canceled: '1',
      filter: {
        evaltype: '0',
        conditions: [
          { conditiontype: '26', operator: '2', value: 'CPU', value2: 'Application' },
          { conditiontype: '16', operator: '11' },
          { conditiontype: '4', operator: '5', value: '2' },
        ],
      },
    });
    expect(content('internal_actions', 'i')).not.toHaveProperty('notify_if_canceled');
  });

  it('say the name of a recovery by another macro, and values of items by functions of 6.0', () => {
    const opmessage = { default_msg: '0', subject: '{EVENT.NAME}', message: '{h:k.last()} {EVENT.NAME}' };
    const list = ['11', '0'].map((operationtype) => ({ operationtype, opmessage }));
    const { content } = converted([actions], {
      trigger_actions: { a: { eventsource: '0', operations: [], recovery_operations: list } },
    });
    const after = objectsIn(content('trigger_actions', 'a')?.recovery_operations);
    expect(after.map(({ opmessage: message }) => message)).toEqual([
      { default_msg: '0', subject: '{EVENT.RECOVERY.NAME}', message: '{?last(/h/k)} {EVENT.RECOVERY.NAME}' },
      { default_msg: '0', subject: '{EVENT.NAME}', message: '{?last(/h/k)} {EVENT.NAME}' },
    ]);
  });

  it('keep a subject that would be too long, and say so', () => {
    const subject = `${'x'.repeat(245)}{h:k.last()}`;
    const { content, losses } = converted([actions], {
      discovery_actions: { a: { eventsource: '1', operations: [{ opmessage: { subject } }] } },
    });
    expect(content('discovery_actions', 'a')?.operations).toEqual([{ opmessage: { subject } }]);
    expect(losses).toMatchObject([{ kind: 'discovery_actions', key: 'a', what: /subject/ }]);
  });
});

describe('maps', () => {
  it('show what has a tag where they showed an application, and values by functions of 6.0', () => {
    const label = 'load {h:k.last()}';
    const { content } = converted([maps], {
      maps: {
        m: {
          label_string_host: label,
          selements: [
            { elementtype: '0', application: 'CPU', label },
            { elementtype: '4', application: '', label: '' },
          ],
          links: [{ label }],
          shapes: [{ text: label }],
        },
      },
    });
    const after = 'load {?last(/h/k)}';
    expect(content('maps', 'm')).toEqual({
      label_string_host: after,
      selements: [
        {
          elementtype: '0',
          evaltype: '0',
          tags: [{ tag: 'Application', operator: '0', value: 'CPU' }],
          label: after,
        },
        { elementtype: '4', evaltype: '0', tags: [], label: '' },
      ],
      links: [{ label: after }],
      shapes: [{ text: after }],
    });
  });
});

describe('dashboards', () => {
  it('have one page, tags in place of applications, and no favourite screens', () => {
    const field = { type: '1', name: 'application', value: 'CPU' };
    const { content, losses } = converted([dashboards], {
      dashboards: {
        d: {
          name: 'd',
          widgets: [
            { type: 'dataover', fields: [field] },
            { type: 'url', fields: [field] },
            { type: 'favscreens', fields: [] },
          ],
        },
      },
    });
    const tags = [
      { type: '0', name: 'tags.operator.0', value: '0' },
      { type: '1', name: 'tags.tag.0', value: 'Application' },
      { type: '1', name: 'tags.value.0', value: 'CPU' },
    ];
    const widgets = [
      { type: 'dataover', fields: tags },
      { type: 'url', fields: [field] },
    ];
    expect(content('dashboards', 'd')).toEqual({
      name: 'd',
      display_period: '30',
      auto_start: '1',
      pages: [{ name: '', display_period: '0', widgets }],
    });
    expect(losses).toMatchObject([{ kind: 'dashboards', key: 'd', what: /favourite screens/ }]);
  });
});
