import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../errors.ts';
import type { JsonValue } from '../../json.ts';
import type { Backup } from '../backup.ts';
import { readBackup } from '../read-backup.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

/** What the tool writes of a small server of 6.0. Ids are small and shared between classes, as on a real one. */
const FILES: Record<string, JsonValue> = {
  'templates.json': {
    zabbix_export: {
      version: '6.0',
      date: '2024-01-02T03:04:05Z',
      groups: [{ uuid: 'a1', name: 'Templates' }],
      templates: [
        { uuid: 'b2', template: 'Zed', name: 'Zed', groups: [{ name: 'Templates' }] },
        {
          uuid: 'b1',
          template: 'App',
          name: 'App',
          groups: [{ name: 'Templates' }],
          items: [{ key: 'b' }, { key: 'a' }],
        },
      ],
      triggers: [{ name: 'both', expression: 'last(/App/a)>0 and last(/Zed/z)>0' }],
    },
  },
  'hostgroups.json': { zabbix_export: { version: '6.0', date: '', groups: [{ uuid: 'a2', name: 'Linux' }] } },
  'hosts.json': { zabbix_export: { version: '6.0', date: '', hosts: [{ host: 'web', name: 'Web' }] } },
  'mediatypes.json': { zabbix_export: { version: '6.0', date: '', media_types: [{ name: 'Mail' }] } },
  'trigger_actions.json': [
    {
      actionid: '3',
      name: 'Report',
      eventsource: '0',
      status: '0',
      filter: {
        evaltype: '0',
        formula: '',
        eval_formula: 'A and B',
        conditions: [
          { conditiontype: '13', operator: '0', value: '7', value2: '', formulaid: 'A' },
          { conditiontype: '20', operator: '0', value: '9', value2: '', formulaid: 'B' },
        ],
      },
      operations: [
        {
          operationid: '5',
          operationtype: '0',
          opmessage: { operationid: '5', default_msg: '1', mediatypeid: '7', subject: '', message: '' },
          opmessage_grp: [{ operationid: '5', usrgrpid: '7' }],
        },
        { operationid: '4', operationtype: '1', opcommand_hst: [{ opcommand_hstid: '1', hostid: '0' }] },
      ],
      recovery_operations: [],
    },
  ],
  'reg_actions.json': [
    {
      actionid: '7',
      name: 'Register',
      eventsource: '2',
      filter: { evaltype: '0', conditions: [] },
      operations: [
        { operationid: '1', operationtype: '4', opgroup: [{ operationid: '1', groupid: '7' }] },
        { operationid: '2', operationtype: '6', optemplate: [{ operationid: '2', templateid: '404' }] },
      ],
    },
  ],
  'services.json': [{ serviceid: '1', name: 'Shop', algorithm: '1', sortorder: '0', uuid: 'c1' }],
  'proxies.json': [
    { proxyid: '9', host: 'edge', status: '5', description: '', tls_connect: '1', tls_accept: '1' },
  ],
  'id_map_backup.json': {
    templates: [{ host: 'App', hash: '', templateid: '7' }],
    hostgroups: [{ name: 'Linux', hash: '', groupid: '7' }],
    hosts: [{ host: 'web', hash: '', hostid: '7' }],
    mediatypes: [{ name: 'Mail', hash: '', mediatypeid: '7' }],
  },
};

function folderOf(files: Record<string, JsonValue | undefined>): string {
  const dir = join(temporaryFolder(), 'backup');
  mkdirSync(dir);
  for (const [name, value] of Object.entries(files)) {
    if (value !== undefined) writeFileSync(join(dir, name), value === '' ? '' : JSON.stringify(value));
  }
  return dir;
}

function read(changes: Record<string, JsonValue | undefined> = {}): Backup {
  return readBackup(folderOf({ ...FILES, ...changes }));
}

describe('a backup by the Python tool', () => {
  it('is recognised, and its ids become names by its own map', () => {
    const { configuration, manifest, warnings } = read();
    expect(manifest).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('made by the Python tool')]);
    expect(configuration).toMatchObject({ zabbixVersion: '6.0', exportVersion: '6.0' });
    const action = configuration.objects.get('trigger_actions')?.get('Report')?.content;
    expect(action?.filter).toEqual({
      evaltype: '0',
      conditions: [
        { conditiontype: '13', operator: '0', value: 'App' },
        { conditiontype: '20', operator: '0', value: 'edge' },
      ],
    });
    expect(action?.operations).toEqual([
      { operationtype: '1', opcommand_hst: [{ hostid: '0' }] },
      {
        operationtype: '0',
        opmessage: { default_msg: '1', mediatypeid: 'Mail' },
        opmessage_grp: [{ usrgrpid: { unresolved: 'usergroups', id: '7' } }],
      },
    ]);
  });

  it('says what it cannot name instead of guessing', () => {
    const action = read().configuration.objects.get('reg_actions')?.get('Register')?.content;
    expect(action?.operations).toEqual([
      { operationtype: '4', opgroup: [{ groupid: 'Linux' }] },
      { operationtype: '6', optemplate: [{ templateid: { unresolved: 'templates', id: '404' } }] },
    ]);
  });

  it('holds what the tool did not ask for as unknown, not as empty', () => {
    const { configuration, notRecorded } = read();
    expect(notRecorded.get('trigger_actions')).toEqual(['update_operations']);
    expect(configuration.objects.get('trigger_actions')?.get('Report')?.content).not.toHaveProperty(
      'update_operations',
    );
    expect(configuration.objects.get('services')?.get('Shop')?.content).toEqual({
      algorithm: '1',
      name: 'Shop',
      sortorder: '0',
      uuid: 'c1',
    });
    expect(configuration.objects.get('hosts')?.get('web')).not.toHaveProperty('supplement');
  });

  it('takes elements of all documents, in the order in which they are compared', () => {
    const { objects } = read().configuration;
    expect([...(objects.get('hostgroups')?.keys() ?? [])]).toEqual(['Linux', 'Templates']);
    expect([...(objects.get('templates')?.keys() ?? [])]).toEqual(['App', 'Zed']);
    const template = objects.get('templates')?.get('App')?.content;
    expect(template?.items).toEqual([{ key: 'a' }, { key: 'b' }]);
    expect(template?.triggers).toEqual(objects.get('templates')?.get('Zed')?.content.triggers);
    expect(objects.get('mediatypes')?.has('Mail')).toBe(true);
  });

  it('takes the global value maps of 5.0 from the documents of templates and hosts', () => {
    const map = (name: string): JsonValue => ({ name, mappings: [{ value: '1', newvalue: name }] });
    const of5 = (body: Record<string, JsonValue>): JsonValue => ({
      zabbix_export: { version: '5.0', date: '', ...body },
    });
    const { objects } = readBackup(
      folderOf({
        'templates.json': of5({ templates: [{ template: 'App', name: 'App' }], value_maps: [map('b')] }),
        'hosts.json': of5({ hosts: [], value_maps: [map('a'), map('b')] }),
      }),
    ).configuration;
    expect([...(objects.get('valuemaps')?.keys() ?? [])]).toEqual(['a', 'b']);
    expect(objects.get('hosts')?.size).toBe(0);
    expect(objects.has('services')).toBe(false);
  });

  it('reads the names and ids of the first versions of the tool', () => {
    const { configuration } = read({
      'id_map_backup.json': undefined,
      'actions_data_orig.json': { templates: [], hostgroups: [{ groupid: '7', name: 'Linux' }] },
    });
    const action = configuration.objects.get('reg_actions')?.get('Register')?.content;
    expect(action?.operations).toMatchObject([{ opgroup: [{ groupid: 'Linux' }] }, {}]);
  });

  it('puts up with what the tool leaves out where a class is empty', () => {
    const { configuration, warnings } = read({
      'services.json': null,
      'proxies.json': undefined,
      'hosts.json': '',
      'mediatypes.json': [{ mediatypeid: '1' }],
    });
    expect(configuration.objects.get('services')?.size).toBe(0);
    expect(configuration.objects.has('proxies')).toBe(false);
    expect(configuration.objects.has('hosts')).toBe(false);
    expect(configuration.objects.has('mediatypes')).toBe(false);
    expect(warnings.join('\n')).toMatch(
      /hosts\.json is missing or empty.*mediatypes\.json holds rows.*proxies\.json is missing/s,
    );
  });

  it('warns where nothing names the ids', () => {
    expect(read({ 'id_map_backup.json': undefined }).warnings).toContainEqual(
      expect.stringContaining('id_map_backup.json, is missing'),
    );
  });

  it.each([
    ['services.json', 'text', 'it must be a list of objects, or null'],
    ['templates.json', { zabbix: 1 }, 'it must be an export document'],
    ['id_map_backup.json', [], 'it must be an object of lists'],
    [
      'hosts.json',
      { zabbix_export: { version: '5.0', date: '', hosts: [] } },
      'different versions of Zabbix',
    ],
  ])('refuses a %s that the tool does not write', (name, value, why) => {
    expect(() => read({ [name]: value })).toThrow(InputError);
    try {
      read({ [name]: value });
    } catch (error) {
      expect((error as InputError).why).toContain(why);
    }
  });

  it('refuses files that do not say which version of Zabbix they are from', () => {
    expect(() =>
      read({ 'templates.json': '', 'hostgroups.json': '', 'hosts.json': '', 'mediatypes.json': '' }),
    ).toThrow('cannot be read');
  });
});
