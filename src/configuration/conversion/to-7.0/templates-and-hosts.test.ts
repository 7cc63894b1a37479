import { describe, expect, it } from 'vitest';
import { type JsonObject, objectsIn } from '../../json.ts';
import type { ConversionStep, Draft } from '../draft.ts';
import { withBackslashes, withBackslashesInMacros } from './backslashes.ts';
import { dashboards } from './dashboards.ts';
import { templatesAndHosts } from './templates-and-hosts.ts';

function converted(
  step: ConversionStep,
  kind: string,
  content: JsonObject,
  more: Draft['objects'] = new Map(),
) {
  const draft: Draft = {
    objects: new Map([...more, [kind, new Map([['it', { content }]])]]),
    notRecorded: new Map(),
    losses: [],
  };
  step.convert(draft);
  return content;
}

function item(content: JsonObject): JsonObject | undefined {
  return (converted(templatesAndHosts, 'templates', { items: [content] }).items as JsonObject[])[0];
}

function rule(content: JsonObject): JsonObject | undefined {
  return (
    converted(templatesAndHosts, 'hosts', { discovery_rules: [content] }).discovery_rules as JsonObject[]
  )[0];
}

describe('items', () => {
  it('say what was left out as the default and is no longer', () => {
    expect(item({ key: 'a' })).toEqual({ key: 'a', history: '90d' });
    expect(item({ key: 'a', history: '31d' })).toEqual({ key: 'a' });
    expect(item({ key: 'a', type: 'SNMP_TRAP', history: '7d' })).toEqual({
      ...{ key: 'a', type: 'SNMP_TRAP', history: '7d', delay: '0' },
    });
  });

  it('have a time-out of their own only as HTTP agent and script', () => {
    expect(item({ type: 'HTTP_AGENT' })?.timeout).toBe('3s');
    expect(item({ type: 'SCRIPT', timeout: '10s' })?.timeout).toBe('10s');
    expect(item({ type: 'DEPENDENT', timeout: '10s' })?.timeout).toBeUndefined();
  });

  it('do not keep what is left over from another type', () => {
    const left = { authtype: 'BASIC', username: 'u', password: 'p', url: 'u', status_codes: '200' };
    expect(item({ key: 'a', history: '1d', ...left })).toEqual({ key: 'a', history: '1d' });
    expect(item({ type: 'SSH', username: 'u' })?.username).toBe('u');
    const http = { request_method: 'POST', allowed_hosts: 'localhost', snmp_oid: '1.2', params: 'x' };
    expect(item({ key: 'a', type: 'INTERNAL', history: '1d', ...http })).toEqual({
      ...{ key: 'a', type: 'INTERNAL', history: '1d' },
    });
    expect(item({ type: 'TRAP', allowed_hosts: 'localhost' })?.allowed_hosts).toBe('localhost');
    expect(rule({ type: 'SSH', params: 'x', posts: 'y' })).toMatchObject({ params: 'x' });
    expect(rule({ type: 'SSH', params: 'x', posts: 'y' })?.posts).toBeUndefined();
  });

  it.each([
    ['CHECK_NOT_SUPPORTED', '', '-1'],
    ['MULTIPLIER', '0.000001', '1.0E-6'],
    ['MULTIPLIER', '0.0000015', '1.5E-6'],
    ['MULTIPLIER', '0.001', '0.001'],
    ['MULTIPLIER', '1024', '1024'],
    ['MULTIPLIER', '{$M}', '{$M}'],
    ['TRIM', '0.000001', '0.000001'],
  ])('have a preprocessing step %s with %j written as %j', (type, before, after) => {
    expect(item({ preprocessing: [{ type, parameters: [before] }] })?.preprocessing).toEqual([
      { type, parameters: [after] },
    ]);
  });

  it('sort the parameters of a script as PHP does', () => {
    const names = ['api_endpoint', 'apikey', 'p10', 'p9'];
    const parameters = names.map((name) => ({ name }));
    const after = item({ type: 'SCRIPT', parameters })?.parameters as JsonObject[];
    expect(after.map(({ name }) => name)).toEqual(['apikey', 'api_endpoint', 'p9', 'p10']);
  });

  it('call last_foreach without a period', () => {
    const formula = 'sum(last_foreach(/*/net.if[a,b]?[group="x"],0)) + last(/h/k,#2)';
    expect(item({ type: 'CALCULATED', params: formula })?.params).toBe(
      'sum(last_foreach(/*/net.if[a,b]?[group="x"])) + last(/h/k,#2)',
    );
  });
});

describe('discovery rules', () => {
  it.each([
    [undefined, { lifetime: '30d', enabled_lifetime_type: 'DISABLE_NEVER' }],
    ['7d', { enabled_lifetime_type: 'DISABLE_NEVER' }],
    ['{$L}', { lifetime: '{$L}', enabled_lifetime_type: 'DISABLE_NEVER' }],
    ['0', { lifetime: '0', lifetime_type: 'DELETE_IMMEDIATELY' }],
    ['0d', { lifetime: '0', lifetime_type: 'DELETE_IMMEDIATELY' }],
  ])('keep what is lost for %j', (lifetime, after) => {
    expect(rule({ key: 'r', ...(lifetime && { lifetime }) })).toEqual({ key: 'r', ...after });
  });

  it('list the operations of an override by what they change', () => {
    const operations = [
      { operationobject: 'HOST_PROTOTYPE', operator: 'NOT_LIKE' },
      { operationobject: 'ITEM_PROTOTYPE', operator: 'NOT_REGEXP' },
      { operationobject: 'ITEM_PROTOTYPE' },
    ];
    expect(rule({ key: 'r', lifetime: '7d', overrides: [{ operations }] })?.overrides).toEqual([
      { operations: [operations[2], operations[1], operations[0]] },
    ]);
  });
});

describe('withBackslashes', () => {
  it.each([
    ['last(/h/k)="a\\b"', 'last(/h/k)="a\\b"'],
    ['find(/h/k,,"regexp","\\d+")=1', 'find(/h/k,,"regexp","\\\\d+")=1'],
    ['find(/h/k["a\\b,c"],,"like","x\\"y")=1', 'find(/h/k["a\\b,c"],,"like","x\\"y")=1'],
    [
      'count(/h/a,5m,,"\\w")+find(/h/b,,"regexp","\\.")',
      'count(/h/a,5m,,"\\\\w")+find(/h/b,,"regexp","\\\\.")',
    ],
  ])('%s', (before, after) => {
    expect(withBackslashes(before)).toBe(after);
  });

  it('goes into macros of a text and nowhere else', () => {
    expect(withBackslashesInMacros('a\\b {?find(/h/k,,"regexp","\\d")} c\\d')).toBe(
      'a\\b {?find(/h/k,,"regexp","\\\\d")} c\\d',
    );
  });
});

describe('dashboards', () => {
  const widget = (type: string, fields: JsonObject[] = []): JsonObject => ({
    ...{ type, x: '8', y: '2', width: '4', height: '2', fields },
  });
  const widgetsAfter = (...widgets: JsonObject[]): JsonObject[] => {
    const dashboard = converted(dashboards, 'dashboards', { pages: [{ widgets }] });
    return (dashboard.pages as { widgets: JsonObject[] }[])[0]?.widgets ?? [];
  };

  it('are three times as wide', () => {
    expect(widgetsAfter(widget('clock'))).toEqual([{ ...widget('clock'), x: '24', width: '12' }]);
  });

  it('name the widgets that others may listen to, each otherwise', () => {
    const named = { type: '1', name: 'reference', value: 'AAAAA' };
    const fields = widgetsAfter(widget('problems'), widget('graph', [named]), widget('url')).map(
      (one) => one.fields,
    );
    expect(fields).toEqual([[{ type: '1', name: 'reference', value: 'AAAAB' }], [named], []]);
  });

  it('write the place in a list before the field', () => {
    const names = ['ds.color.0', 'ds.items.1.0', 'or.hosts.0.2', 'time_from', 'graph_time'];
    const [graph] = widgetsAfter(
      widget(
        'svggraph',
        names.map((name) => ({ type: '1', name, value: 'x' })),
      ),
    );
    expect(objectsIn(graph?.fields).map(({ name }) => name)).toEqual([
      ...['ds.0.color', 'ds.1.items.0', 'or.0.hosts.2', 'time_period.from', 'reference'],
    ]);
  });

  it('show the history of items in columns where they were plain text', () => {
    const content = {
      pages: [{ widgets: [widget('plaintext', [{ type: '4', name: 'itemids', value: 'h/k' }])] }],
    };
    const hosts = new Map([['h', { content: { items: [{ key: 'k', name: 'Log', value_type: 'LOG' }] } }]]);
    converted(dashboards, 'dashboards', content, new Map([['hosts', hosts]]));
    const [page] = content.pages;
    expect(page?.widgets[0]?.type).toBe('itemhistory');
    expect(page?.widgets[0]?.fields).toEqual(
      expect.arrayContaining([
        { type: '1', name: 'columns.0.name', value: 'Log' },
        { type: '4', name: 'columns.0.itemid', value: 'h/k' },
        { type: '0', name: 'columns.0.monospace_font', value: '1' },
      ]),
    );
  });
});
