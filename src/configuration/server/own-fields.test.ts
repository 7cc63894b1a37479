import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { OwnFieldsContext } from '../kind.ts';
import { insideRules } from '../kinds/templates.ts';
import { deepFreeze, objectOf, V50, V60, V70, VERSIONS } from '../testing/builders.ts';
import { idFor } from '../testing/known-names.ts';
import { allOwnFields, isOwnField, ownFields } from './own-fields.ts';

function contextOf(more: Partial<OwnFieldsContext> = {}): OwnFieldsContext {
  return { version: V70, idOf: idFor, macroIds: new Map(), ...more };
}

function written(
  kind: 'hosts' | 'templates',
  content: JsonObject,
  fields: string[],
  more: Partial<OwnFieldsContext> = {},
): JsonObject {
  return ownFields(objectOf(kind, 'A', deepFreeze(content)), fields, contextOf(more));
}

describe('the own fields of a host', () => {
  it('are written under the names and numbers of the API', () => {
    const host = {
      host: 'A',
      name: 'Visible',
      description: 'a\nb',
      status: 'DISABLED',
      ipmi_authtype: 'RMCP_PLUS',
      ipmi_privilege: 'OEM',
      ipmi_username: 'u',
      ipmi_password: 'p',
      groups: [{ name: 'G' }, { name: 'H' }],
      tags: [{ tag: 'a', value: 'b' }, { tag: 'bare' }],
      inventory_mode: 'AUTOMATIC',
      inventory: { alias: 'x' },
      monitored_by: 'PROXY',
      proxy: { name: 'edge' },
    };
    const expected = {
      host: 'A',
      name: 'Visible',
      description: 'a\nb',
      status: '1',
      ipmi_authtype: '6',
      ipmi_privilege: '5',
      ipmi_username: 'u',
      ipmi_password: 'p',
      groups: [{ groupid: idFor('hostgroups', 'G') }, { groupid: idFor('hostgroups', 'H') }],
      tags: [
        { tag: 'a', value: 'b' },
        { tag: 'bare', value: '' },
      ],
      inventory_mode: '1',
      inventory: { alias: 'x' },
      monitored_by: '1',
      proxyid: idFor('proxies', 'edge'),
    };
    expect(allOwnFields(objectOf('hosts', 'A', host), contextOf())).toEqual(expected);
    expect(written('hosts', host, Object.keys(host))).toEqual(expected);
  });

  it('get their defaults where the backup does not have them any more', () => {
    const fields = [
      'name',
      'description',
      'status',
      'ipmi_authtype',
      'ipmi_privilege',
      'ipmi_password',
      'tags',
      'macros',
    ];
    expect(written('hosts', { host: 'A' }, fields)).toEqual({
      name: 'A',
      description: '',
      status: '0',
      ipmi_authtype: '-1',
      ipmi_privilege: '2',
      ipmi_password: '',
      tags: [],
      macros: [],
    });
  });

  it('are written only where they are asked for, and nothing that is inside the host', () => {
    const host = {
      host: 'A',
      description: 'd',
      items: [{ key: 'k' }],
      templates: [{ name: 'T' }],
      interfaces: [],
    };
    expect(written('hosts', host, ['description'])).toEqual({ description: 'd' });
    expect(allOwnFields(objectOf('hosts', 'A', host), contextOf())).toEqual({
      host: 'A',
      name: 'A',
      description: 'd',
    });
    expect(written('hosts', host, ['constructor', 'toString'])).toEqual({});
  });

  it('say the visible name along with the other, which it would follow', () => {
    expect(written('hosts', { host: 'A', name: 'Visible' }, ['host'])).toEqual({
      host: 'A',
      name: 'Visible',
    });
    expect(written('templates', { template: 'T', name: 'Visible' }, ['template'])).toEqual({
      host: 'T',
      name: 'Visible',
    });
  });

  it('do not guess at words', () => {
    expect(() => written('hosts', { status: 'NEW' }, ['status'])).toThrow('"NEW" is not one of');
  });

  it.each([
    ['5.0', V50, { proxy: { name: 'p' } }, { proxy_hostid: idFor('proxies', 'p') }],
    ['6.0', V60, {}, { proxy_hostid: '0' }],
    ['7.0', V70, {}, { monitored_by: '0' }],
    [
      '7.0',
      V70,
      { monitored_by: 'PROXY', proxy: { name: 'p' } },
      { monitored_by: '1', proxyid: idFor('proxies', 'p') },
    ],
    [
      '7.0',
      V70,
      { monitored_by: 'PROXY_GROUP', proxy_group: { name: 'g' } },
      { monitored_by: '2', proxy_groupid: idFor('proxygroups', 'g') },
    ],
  ])('of %s say what it is monitored by: %#', (_name, version, content, expected) => {
    for (const field of ['proxy', 'proxy_group', 'monitored_by']) {
      expect(written('hosts', content as JsonObject, [field], { version })).toEqual(expected);
    }
  });

  it('have the encryption of an export of 5.0 whole, whatever of it differs', () => {
    const host = { tls_connect: 'TLS_PSK', tls_accept: ['TLS_PSK'], tls_psk_identity: 'i', tls_psk: 'ab' };
    expect(written('hosts', host, ['tls_accept'], { version: V50 })).toEqual({
      tls_connect: '2',
      tls_accept: '2',
      tls_issuer: '',
      tls_subject: '',
      tls_psk_identity: 'i',
      tls_psk: 'ab',
    });
  });
});

describe('inventory', () => {
  it('is emptied where the target holds more: X.update merges it', () => {
    const live = { inventory: { alias: 'old', os: 'old', type: 'old' } };
    expect(written('hosts', { inventory: { os: 'new', tag: 't' } }, ['inventory'], { live })).toEqual({
      inventory_mode: '0',
      inventory: { alias: '', os: 'new', type: '', tag: 't' },
    });
    expect(written('hosts', {}, ['inventory'], { live })).toEqual({
      inventory_mode: '0',
      inventory: { alias: '', os: '', type: '' },
    });
  });

  it('is left alone where it is off, or where there is none', () => {
    const live = { inventory: { alias: 'old' } };
    const off = { inventory_mode: 'DISABLED', inventory: { alias: 'x' } };
    expect(written('hosts', off, ['inventory', 'inventory_mode'], { live })).toEqual({
      inventory_mode: '-1',
    });
    expect(written('hosts', { inventory_mode: 'AUTOMATIC' }, ['inventory_mode'])).toEqual({
      inventory_mode: '1',
    });
  });
});

describe('macros', () => {
  const macroIds = new Map([
    ['{$A}', '1'],
    ['{$S}', '2'],
    ['{$V}', '3'],
  ]);
  const sent = (...macros: JsonObject[]): unknown =>
    written('hosts', { macros }, ['macros'], { macroIds }).macros;

  it('have the ids of those that are there', () => {
    expect(
      sent({ macro: '{$A}', value: 'x', description: 'd' }, { macro: '{$NEW}', value: 'y' }),
    ).toStrictEqual([
      { hostmacroid: '1', macro: '{$A}', type: '0', description: 'd', value: 'x' },
      { macro: '{$NEW}', type: '0', description: '', value: 'y' },
    ]);
  });

  it('have no value where it is secret and the target keeps the one that it has', () => {
    expect(sent({ macro: '{$S}', type: 'SECRET_TEXT' })).toStrictEqual([
      { hostmacroid: '2', macro: '{$S}', type: '1', description: '' },
    ]);
  });

  it('have a value where a person put one into the backup', () => {
    expect(sent({ macro: '{$S}', type: 'SECRET_TEXT', value: 'hush' })).toStrictEqual([
      { hostmacroid: '2', macro: '{$S}', type: '1', description: '', value: 'hush' },
    ]);
  });

  it('have an empty value where a secret one is new: one without is refused', () => {
    expect(sent({ macro: '{$NEW}', type: 'SECRET_TEXT' })).toStrictEqual([
      { macro: '{$NEW}', type: '1', description: '', value: '' },
    ]);
  });

  it('that are not secret are emptied where the backup holds no value', () => {
    expect(sent({ macro: '{$A}' }, { macro: '{$V}', type: 'VAULT', value: 'p:k' })).toStrictEqual([
      { hostmacroid: '1', macro: '{$A}', type: '0', description: '', value: '' },
      { hostmacroid: '3', macro: '{$V}', type: '2', description: '', value: 'p:k' },
    ]);
  });
});

describe('the own fields of a template', () => {
  it.each(VERSIONS)('of %s are written under the names of the API', (_name, version) => {
    const template = {
      uuid: 'u',
      template: 'T',
      name: 'Visible',
      description: 'd',
      vendor: { name: 'Lab', version: '7.0-1' },
      groups: [{ name: 'G' }],
      items: [{ key: 'k' }],
    };
    expect(allOwnFields(objectOf('templates', 'T', template), contextOf({ version }))).toEqual({
      uuid: 'u',
      host: 'T',
      name: 'Visible',
      description: 'd',
      vendor_name: 'Lab',
      vendor_version: '7.0-1',
      groups: [{ groupid: idFor(version === V70 ? 'templategroups' : 'hostgroups', 'G') }],
    });
    expect(written('templates', { template: 'T' }, ['vendor'])).toEqual({
      vendor_name: '',
      vendor_version: '',
    });
  });
});

describe('isOwnField', () => {
  it('is what no import is needed for', () => {
    for (const field of ['host', 'macros', 'groups', 'inventory', 'proxy', 'tls_psk']) {
      expect(isOwnField('hosts', field)).toBe(true);
    }
    for (const field of ['uuid', 'template', 'macros', 'groups', 'vendor'])
      expect(isOwnField('templates', field)).toBe(true);
    expect(isOwnField('templates', 'inventory')).toBe(false);
    expect(isOwnField('hosts', 'uuid')).toBe(false);
  });

  it('is nothing that stands inside, whose changes travel by import', () => {
    const inside = [
      'items',
      'triggers',
      'graphs',
      'discovery_rules',
      'httptests',
      'valuemaps',
      'dashboards',
      'templates',
    ];
    expect(Object.keys(insideRules(V70))).toContain('httptests');
    for (const field of [...inside, 'interfaces', 'applications', 'screens', 'constructor']) {
      expect([isOwnField('hosts', field), isOwnField('templates', field)]).toEqual([false, false]);
    }
  });
});
