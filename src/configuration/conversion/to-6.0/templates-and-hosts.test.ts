import { describe, expect, it } from 'vitest';
import { INHERITED } from '../../inherited/section.ts';
import { type JsonObject, objectsIn } from '../../json.ts';
import { configurationWith, objectOf, V50, V60 } from '../../testing/builders.ts';
import { convertTo } from '../convert.ts';
import { seedName, seedNames } from './template-names.ts';
import { converted, host, template } from './testing/converted.ts';
import { uuidOf } from './uuids.ts';

const graphOf = (name: string): JsonObject => ({ name, graph_items: [{ item: { host: 'T', key: 'k' } }] });

describe('what is in a template', () => {
  it('gets the uuids that the upgrade makes of names', () => {
    const prototype = { key: 'p[{#A}]', trigger_prototypes: [{ name: 't', expression: '{last()}>1' }] };
    const all = converted({
      templates: {
        T: template({
          items: [
            {
              key: 'k',
              triggers: [{ name: 't', expression: '{last()}>1', recovery_expression: '{last()}<1' }],
            },
          ],
          discovery_rules: [
            {
              key: 'r',
              item_prototypes: [prototype],
              host_prototypes: [{ host: '{#H}' }],
              graph_prototypes: [graphOf('g')],
            },
          ],
          httptests: [{ name: 'w' }],
          graphs: [graphOf('g {T:k.max(5m)}')],
        }),
      },
    }).template;
    const [item] = objectsIn(all.items);
    const [rule] = objectsIn(all.discovery_rules);
    const [itemPrototype] = objectsIn(rule?.item_prototypes);
    expect([all.uuid, item?.uuid, rule?.uuid, objectsIn(all.httptests)[0]?.uuid]).toEqual(
      ['T', 'T/k', 'T/r', 'T/w'].map(uuidOf),
    );
    expect(objectsIn(item?.triggers)[0]).toEqual({
      uuid: uuidOf('t/last(/T/k)>1/last(/T/k)<1'),
      name: 't',
      expression: 'last(/T/k)>1',
      recovery_expression: 'last(/T/k)<1',
    });
    expect(itemPrototype?.uuid).toBe(uuidOf('T/r/p[{#A}]'));
    expect(objectsIn(itemPrototype?.trigger_prototypes)[0]?.uuid).toBe(uuidOf('r/t/last(/T/p[{#A}])>1'));
    expect(objectsIn(rule?.host_prototypes)[0]?.uuid).toBe(uuidOf('T/r/{#H}'));
    expect(objectsIn(rule?.graph_prototypes)[0]?.uuid).toBe(uuidOf('T/r/g'));
    // The seed has the former name of the graph.
    expect(objectsIn(all.graphs)[0]).toMatchObject({
      name: 'g {?max(/T/k,5m)}',
      uuid: uuidOf('g {T:k.max(5m)}/T'),
    });
  });

  it.each([
    ['Template OS Linux SNMPv2', 'Linux SNMP'],
    ['Template App Zabbix Server', 'Zabbix Server'],
    ['Template OS ab', 'Template OS ab'],
    ['My Template OS Linux', 'My Template OS Linux'],
    ['Template Foo Linux', 'Template Foo Linux'],
  ])('is named in the seeds of uuids: %s as %s', (name, seed) => {
    expect(seedName(name)).toBe(seed);
  });

  it('has a uuid of its own where an upgrade would give two templates one', () => {
    const names = ['Template Net X SNMPv2', 'X SNMP', 'Template Net X SNMP', 'Template Net Y SNMPv2'];
    expect([...seedNames(names)]).toEqual([
      ['X SNMP', 'X SNMP'],
      ['Template Net X SNMP', 'Template Net X SNMP'],
      ['Template Net X SNMPv2', 'Template Net X SNMPv2'],
      ['Template Net Y SNMPv2', 'Y SNMP'],
    ]);
  });

  it('has dashboards where it had screens', () => {
    const at = {
      width: '500',
      height: '100',
      colspan: '1',
      rowspan: '1',
      elements: '25',
      style: '0',
      url: '',
    };
    const { template: made, losses } = converted({
      templates: {
        T: template({
          screens: [
            {
              name: 's',
              screen_items: [
                { ...at, resourcetype: '0', resource: { name: 'g', host: 'T' }, x: '0', y: '0' },
                {
                  ...at,
                  resourcetype: '3',
                  resource: { key: 'k', host: 'T' },
                  x: '1',
                  y: '0',
                  elements: '5',
                },
                { ...at, resourcetype: '2', resource: '0', x: '0', y: '1' },
              ],
            },
          ],
        }),
      },
    });
    const [dashboard] = objectsIn(made.dashboards);
    expect(made.screens).toBeUndefined();
    expect(dashboard).toMatchObject({ name: 's', uuid: uuidOf('T/s') });
    expect(
      objectsIn(objectsIn(dashboard?.pages)[0]?.widgets).map(({ type, fields }) => [type, fields]),
    ).toEqual([
      ['GRAPH_CLASSIC', [{ type: 'GRAPH', name: 'graphid', value: { name: 'g', host: 'T' } }]],
      [
        'PLAIN_TEXT',
        [
          { type: 'ITEM', name: 'itemids', value: { key: 'k', host: 'T' } },
          { type: 'INTEGER', name: 'show_lines', value: '5' },
        ],
      ],
    ]);
    expect(losses).toEqual([
      { kind: 'templates', key: 'T', what: expect.stringMatching(/^1 of the elements of its screen "s"/) },
    ]);
  });
});

describe('hosts', () => {
  it('have their encryption beside the document, keys included, and other words for SHA and AES', () => {
    const { host: made } = converted({
      hosts: {
        h: host({
          tls_connect: 'TLS_PSK',
          tls_accept: ['TLS_PSK', 'TLS_CERTIFICATE'],
          tls_psk_identity: 'i',
          tls_psk: 'fake',
          interfaces: [{ interface_ref: 'if1', details: { authprotocol: 'SHA', privprotocol: 'AES' } }],
        }),
      },
    });
    expect(made?.content).toMatchObject({
      interfaces: [{ details: { authprotocol: 'SHA1', privprotocol: 'AES128' } }],
    });
    expect(Object.keys(made?.content ?? {}).filter((field) => field.startsWith('tls'))).toEqual([]);
    expect(made?.supplement).toEqual({
      ...{ tls_connect: '2', tls_accept: '6', tls_issuer: '', tls_subject: '' },
      ...{ tls_psk_identity: 'i', tls_psk: 'fake' },
    });
  });

  it('change the same in what they inherit, in the newer words', () => {
    const section = {
      items: [
        { key: 'k', applications: [{ name: 'CPU' }] },
        { key: 'c', params: 'last(k)' },
      ],
      triggers: [{ name: 't', expression: '{{HOST.HOST}:k.str(a)}=1', status: '1' }],
    };
    const { configuration, losses } = convertTo(
      configurationWith(
        [
          objectOf(
            'templates',
            'T',
            template({ items: [{ key: 'k' }, { key: 'c', type: 'CALCULATED', params: '1' }] }),
          ),
          objectOf('hosts', 'h', host({ applications: [{ name: 'CPU' }], templates: [{ name: 'T' }] }), {
            [INHERITED]: section,
          }),
        ],
        V50,
      ),
      V60,
    );
    expect(losses).toEqual([]);
    expect(configuration.objects.get('hosts')?.get('h')?.supplement?.[INHERITED]).toEqual({
      items: [
        { key: 'k', tags: [{ tag: 'Application', value: 'CPU' }] },
        { key: 'c', params: 'last(//k)' },
      ],
      triggers: [{ name: 't', expression: 'find(/{HOST.HOST}/k,,"like","a")=1', status: '1' }],
    });
  });
});

describe('a host without its template, as in a partial backup', () => {
  it('does not change what may be a formula, and that is said', () => {
    const item = { key: 'k', params: 'last(a)', status: '1' };
    const { configuration, losses } = convertTo(
      configurationWith(
        [objectOf('hosts', 'h', host({ templates: [{ name: 'T' }] }), { [INHERITED]: { items: [item] } })],
        V50,
      ),
      V60,
    );
    expect(configuration.objects.get('hosts')?.get('h')?.supplement?.[INHERITED]).toEqual({
      items: [{ key: 'k', status: '1' }],
    });
    expect(losses).toMatchObject([{ kind: 'hosts', key: 'h', what: expect.stringContaining('"k"') }]);
  });
});

describe('the inventory mode of a host prototype', () => {
  it('comes into the document, and what is beside it stays there', () => {
    const inventory = (mode: string): JsonObject => ({
      discovery_rule: 'r',
      host: mode,
      inventory_mode: mode,
    });
    const raw = [{ name: 'scenario', raw_steps: ['step'] }];
    const rules = [{ key: 'r', host_prototypes: [{ host: '0' }, { host: '1' }, { host: 'none' }] }];
    const before = configurationWith(
      [
        {
          ...objectOf('templates', 'T', template({ discovery_rules: rules })),
          supplement: { exact: { host_prototypes: [inventory('0'), inventory('1')], httptests: raw } },
        },
      ],
      V50,
    );
    const after = convertTo(before, V60).configuration.objects.get('templates')?.get('T');
    const modes = objectsIn(after?.content.discovery_rules).flatMap((rule) =>
      objectsIn(rule.host_prototypes).map(({ host: name, inventory_mode }) => [name, inventory_mode]),
    );
    expect(Object.fromEntries(modes)).toEqual({ '0': 'MANUAL', '1': 'AUTOMATIC', none: undefined });
    expect(after?.supplement).toEqual({ exact: { httptests: raw } });
  });
});
