import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import type { JsonObject } from '../json.ts';
import { isObjectKind } from '../kind.ts';
import { V60, V70 } from '../testing/builders.ts';
import { discoveredHosts } from './discoveredhosts.ts';

if (!isObjectKind(discoveredHosts)) throw new Error('What is set by hand travels as objects');
const { travel } = discoveredHosts;

/** Answers host.get with these rows, and says of every prototype that its hosts have this status. */
function server(hosts: readonly JsonObject[], status = '0', version = V70): Zabbix {
  const call = async (method: string): Promise<readonly JsonObject[]> =>
    method === 'host.get' ? hosts : [{ hostid: 'prototype', status }];
  return { version, call } as unknown as Zabbix;
}

const MADE: JsonObject = {
  hostid: '1',
  host: 'made',
  status: '0',
  description: '',
  inventory_mode: '0',
  inventory: { location: '' },
  hostDiscovery: { parent_hostid: 'prototype', disable_source: '0' },
  parentTemplates: [{ templateid: '9', link_type: '1' }],
  macros: [{ hostmacroid: '5', macro: '{$FOUND}', type: '0', value: 'v', description: '', automatic: '1' }],
  tags: [{ tag: 'found', value: '', automatic: '1' }],
};

async function kept(changes: JsonObject, zabbix = server([])): Promise<JsonObject[]> {
  const rows = (await travel.completeRows?.([{ ...MADE, ...changes }], zabbix, undefined)) ?? [];
  return rows.map((row) => travel.fromApi(row, zabbix.version));
}

describe('what is set by hand on a discovered host', () => {
  it('is nothing where all is as discovery makes it', async () => {
    expect(await kept({})).toEqual([]);
    expect(await kept({ status: '1' }, server([], '1'))).toEqual([]);
    // The server found it no longer.
    const lost = { parent_hostid: 'prototype', disable_source: '1' };
    expect(await kept({ status: '1', hostDiscovery: lost })).toEqual([]);
    // Items fill it in.
    expect(await kept({ inventory_mode: '1', inventory: { location: 'x' } })).toEqual([]);
  });

  it('is each thing that a person may set', async () => {
    const none = { templates: [], tags: [], macros: [] };
    const untouched = { host: 'made', status: '0', description: '', inventory: {}, ...none };
    expect(await kept({ status: '1' })).toEqual([{ ...untouched, status: '1' }]);
    expect(await kept({}, server([], '1'))).toEqual([untouched]);
    expect(await kept({ description: 'd' })).toEqual([{ ...untouched, description: 'd' }]);
    expect(await kept({ inventory: { location: 'x', os: '' } })).toEqual([
      { ...untouched, inventory: { location: 'x' } },
    ]);
    const templates = [
      { templateid: '9', link_type: '1' },
      { templateid: '8', link_type: '0' },
    ];
    expect(await kept({ parentTemplates: templates })).toEqual([
      { ...untouched, templates: [{ templateid: '8' }] },
    ]);
    expect(await kept({ tags: [{ tag: 't', value: 'v', automatic: '0' }] })).toEqual([
      { ...untouched, tags: [{ tag: 't', value: 'v' }] },
    ]);
    const secret = { hostmacroid: '6', macro: '{$S}', type: '1', description: '', automatic: '0' };
    expect(await kept({ macros: [secret] })).toEqual([
      { ...untouched, macros: [{ macro: '{$S}', type: 'SECRET_TEXT', description: '' }] },
    ]);
  });

  it('is less before 7.0', async () => {
    const rows = await kept({ description: 'd' }, server([], '0', V60));
    expect(rows).toEqual([{ host: 'made', status: '0', description: 'd', inventory: {} }]);
  });

  it('is written beside the macros of discovery, and over the inventory that is there', async () => {
    const own = { hostmacroid: '6', macro: '{$OWN}', automatic: '0' };
    const live = {
      ...MADE,
      inventory: { location: 'x', os: 'y' },
      macros: [...(MADE.macros as JsonObject[]), own],
    };
    const macros = [
      { macro: '{$OWN}', type: 'SECRET_TEXT', description: '' },
      { macro: '{$NEW}', type: 'TEXT', value: 'v', description: '' },
    ];
    const fields = { inventory: { os: 'z' }, macros };
    expect(await travel.completeUpdate?.(fields, '1', server([live]))).toEqual({
      inventory: { location: '', os: 'z' },
      macros: [
        { hostmacroid: '5' },
        { macro: '{$OWN}', type: '1', description: '', hostmacroid: '6', automatic: '0' },
        { macro: '{$NEW}', type: '0', description: '', value: 'v' },
      ],
    });
  });

  it('is taken away by what leaves the host as discovery makes it', async () => {
    expect(await travel.emptied?.('1', server([MADE], '1'))).toEqual({
      status: '1',
      description: '',
      inventory: {},
      templates: [],
      tags: [],
      macros: [{ hostmacroid: '5' }],
    });
  });
});
