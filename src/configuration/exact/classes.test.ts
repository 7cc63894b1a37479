import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import { hosts } from '../kinds/hosts.ts';
import { mediaTypes } from '../kinds/mediatypes.ts';
import { templates } from '../kinds/templates.ts';
import { exactClasses } from './all-classes.ts';
import type { ExactObject, ExactReader } from './exact-class.ts';

type Answers = Readonly<Record<string, readonly JsonObject[]>>;

const KINDS = { hosts, mediatypes: mediaTypes, templates };

async function read(
  kind: keyof typeof KINDS,
  list: string,
  answers: Answers,
  { version = '7.0.22', all = true } = {},
): Promise<ExactObject[]> {
  const parsed = parseVersion(version);
  const each = exactClasses(KINDS[kind], parsed).find((one) => one.list === list);
  const answer = (api: string): Promise<JsonObject[]> => Promise.resolve([...(answers[api] ?? [])]);
  const within: ExactReader['within'] = async (api, _parameters, isWanted = () => true) =>
    (await answer(api)).filter(isWanted);
  const found = (await each?.read({ version: parsed, all, within, byIds: answer })) ?? [];
  for (const { id, write } of found) expect(Object.values(write({}).parameters)).toContain(id);
  return found;
}

const ITEM = { itemid: '7', hostid: '1', key_: 'a', description: 'x\ny', params: 'p\r\nq', posts: '' };

describe('what a document does not say', () => {
  it('is found where a text has other line ends than an import leaves, and written as X.update takes it', async () => {
    const [item] = await read('hosts', 'items', { item: [ITEM] });
    expect(item).toMatchObject({
      holder: '1',
      identity: { key: 'a' },
      now: { line_ends: { description: 'LF' } },
    });
    expect(item?.write({ line_ends: { params: 'LF' } })).toEqual({
      method: 'item.update',
      parameters: { itemid: '7', description: 'x\r\ny', params: 'p\nq' },
    });
  });

  it('is asked for only where it is not as an import leaves it, for a backup', async () => {
    const imported = { ...ITEM, itemid: '8', description: 'x\r\ny' };
    const found = await read('hosts', 'items', { item: [ITEM, imported] }, { all: false });
    expect(found.map(({ now }) => now)).toEqual([{ line_ends: { description: 'LF' } }]);
  });

  it('is told of a trigger that spans hosts in each of them, which goes by no name there', async () => {
    const trigger = {
      triggerid: '3',
      description: 'both',
      comments: '',
      event_name: '',
      recovery_expression: '',
      expression: '{11}=1 and\n{12}=1',
      hosts: [
        { hostid: '1', host: 'one' },
        { hostid: '2', host: 'two' },
      ],
      items: [
        { itemid: '21', hostid: '1', key_: 'a' },
        { itemid: '22', hostid: '2', key_: 'b' },
      ],
      functions: [
        { functionid: '11', itemid: '21', function: 'last', parameter: '$' },
        { functionid: '12', itemid: '22', function: 'last', parameter: '$' },
      ],
    };
    const found = await read('hosts', 'triggers', { trigger: [trigger] });
    expect(found.map(({ holder, identity }) => [holder, identity.expression])).toEqual([
      ['1', 'last(/{HOST.HOST}/a)=1 and\nlast(/two/b)=1'],
      ['2', 'last(/one/a)=1 and\nlast(/{HOST.HOST}/b)=1'],
    ]);
    expect(found[0]?.write({}).parameters).toEqual({
      triggerid: '3',
      expression: 'last(/one/a)=1 and\r\nlast(/two/b)=1',
    });
  });

  it('keeps the other steps of a web scenario, and what they post', async () => {
    const steps = [
      { httpstepid: '2', no: '2', name: 'second', posts: [] },
      { httpstepid: '1', no: '1', name: 'first', posts: '' },
      { httpstepid: '3', no: '3', name: 'third', posts: 'text' },
    ];
    const tags = [{ tag: 'a', value: '' }];
    const [scenario] = await read('hosts', 'httptests', {
      httptest: [{ httptestid: '5', hostid: '1', name: 'w', steps, tags }],
    });
    expect(scenario?.now).toEqual({ raw_steps: ['first'] });
    expect(scenario?.write({ raw_steps: ['second'] }).parameters).toEqual({
      httptestid: '5',
      tags,
      steps: [{ httpstepid: '1', posts: [] }, { httpstepid: '2', posts: '' }, { httpstepid: '3' }],
    });
  });

  it('names inventory beside the description, and writes only what changes', async () => {
    const row = { hostid: '1', description: 'a\nb', inventory: { notes: 'c\nd', os: 'e\r\nf', tag: 'g' } };
    const [own] = await read('hosts', 'own', { host: [row] });
    expect(own?.now).toEqual({ line_ends: { description: 'LF', 'inventory.notes': 'LF' } });
    expect(own?.write({ line_ends: { description: 'LF' } }).parameters).toEqual({
      hostid: '1',
      inventory: { notes: 'c\r\nd' },
    });
  });

  it('sends all messages of a media type where one is to change', async () => {
    const message_templates = [
      { eventsource: '0', recovery: '0', subject: 's', message: 'a\nb' },
      { eventsource: '0', recovery: '1', subject: 's', message: 'c\r\nd' },
    ];
    const row = {
      mediatypeid: '4',
      type: '1',
      description: '',
      script: '',
      exec_params: '',
      message_templates,
    };
    const [mediaType] = await read('mediatypes', 'own', { mediatype: [row] }, { version: '6.0.14' });
    expect(mediaType?.now).toEqual({ line_ends: { 'message 0/0': 'LF' }, parameters: 'none' });
    expect(mediaType?.write({ parameters: 'none' }).parameters).toEqual({
      mediatypeid: '4',
      exec_params: '',
      message_templates: [
        { eventsource: '0', recovery: '0', subject: 's', message: 'a\r\nb' },
        { eventsource: '0', recovery: '1', subject: 's', message: 'c\r\nd' },
      ],
    });
  });

  it('finds the output format of discovery rules by asking for those that have it', async () => {
    const rule = { itemid: '9', hostid: '1', key_: 'http' };
    const [found] = await read('hosts', 'output_formats', { discoveryrule: [rule] }, { all: false });
    expect(found?.now).toEqual({ output_format: '1' });
    expect(found?.write({}).parameters).toEqual({ itemid: '9', output_format: '0' });
  });

  it('keeps CRLF in preprocessing of discovery rules of 6.0, where an import leaves LF', async () => {
    const preprocessing = [
      { type: '12', params: '$.a', error_handler: '0', error_handler_params: '' },
      { type: '21', params: 'a\r\nb', error_handler: '0', error_handler_params: '' },
    ];
    const rule = { itemid: '9', hostid: '1', key_: 'k', preprocessing };
    const [found] = await read(
      'hosts',
      'rule_preprocessing',
      { discoveryrule: [rule] },
      { version: '6.0.14' },
    );
    expect(found?.now).toEqual({ line_ends: { 2: 'CRLF' } });
    expect(found?.write({}).parameters.preprocessing).toEqual([
      preprocessing[0],
      { ...preprocessing[1], params: 'a\nb' },
    ]);
    expect(found?.write(found.now).parameters.preprocessing).toEqual(preprocessing);
  });

  it('names texts of a dashboard by where their widgets stand, whatever order the server gives them in', async () => {
    const field = (value: string): JsonObject[] => [{ type: '1', name: 'text', value }];
    const widgets = [
      { widgetid: '2', x: '8', y: '0', fields: field('c\nd') },
      { widgetid: '1', x: '0', y: '0', fields: field('a\r\nb') },
    ];
    const row = { dashboardid: '6', templateid: '1', name: 'd', pages: [{ dashboard_pageid: '3', widgets }] };
    const [dashboard] = await read('templates', 'dashboards', { templatedashboard: [row] });
    expect(dashboard?.now).toEqual({ line_ends: { '1/2/text': 'LF' } });
    expect(dashboard?.write({ line_ends: { '1/1/text': 'LF' } }).parameters.pages).toEqual([
      {
        dashboard_pageid: '3',
        widgets: [
          { widgetid: '1', fields: field('a\nb') },
          { widgetid: '2', fields: field('c\r\nd') },
        ],
      },
    ]);
  });

  it('changes one macro of a host prototype and keeps the others, secret values too', async () => {
    const rule = { itemid: '9', hostid: '1', key_: 'k' };
    const prototype = {
      hostid: '5',
      host: '{#N}',
      discoveryRule: { itemid: '9' },
      macros: [
        { hostmacroid: '1', macro: '{$A}', value: 'a\nb', description: '' },
        { hostmacroid: '2', macro: '{$S}', description: 'a secret' },
      ],
    };
    const [found] = await read('hosts', 'host_prototypes', {
      discoveryrule: [rule],
      hostprototype: [prototype],
    });
    expect(found?.identity).toEqual({ discovery_rule: 'k', host: '{#N}' });
    expect(found?.now).toEqual({ line_ends: { '{$A} value': 'LF' } });
    expect(found?.write({}).parameters.macros).toEqual([
      { hostmacroid: '1', macro: '{$A}', value: 'a\r\nb' },
      { hostmacroid: '2', macro: '{$S}' },
    ]);
  });

  it('is the inventory mode of host prototypes of templates alone in 5.0, and no line ends', () => {
    const lists = (kind: keyof typeof KINDS): string[] =>
      exactClasses(KINDS[kind], parseVersion('5.0.8')).map(({ list }) => list);
    expect(lists('templates')).toEqual(['httptests', 'host_prototypes']);
    expect(lists('hosts')).toEqual(['httptests']);
    expect(lists('mediatypes')).toEqual([]);
  });
});
