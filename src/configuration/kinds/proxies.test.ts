import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import type { ZabbixVersion } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import type { ObjectKind } from '../kind.ts';
import { deepFreeze, V50, V60, V70, VERSIONS } from '../testing/builders.ts';
import { kindNamed } from './all-kinds.ts';

const { travel, lookup, key } = kindNamed('proxies') as ObjectKind;

/** A row of proxy.get up to 6.4, where proxies share a table with hosts. */
const ROW_6: JsonObject = {
  proxyid: '10354',
  proxy_hostid: '0',
  host: 'edge',
  status: '5',
  lastaccess: '0',
  ipmi_authtype: '-1',
  ipmi_privilege: '2',
  ipmi_username: '',
  ipmi_password: '',
  maintenanceid: '0',
  maintenance_status: '0',
  name: '',
  flags: '0',
  templateid: '0',
  description: 'at the edge\r\nof the net',
  tls_connect: '1',
  tls_accept: '1',
  tls_issuer: '',
  tls_subject: '',
  proxy_address: '127.0.0.1,lab.example.invalid',
  auto_compress: '1',
  discover: '0',
  custom_interfaces: '0',
  uuid: '',
  interface: [],
};
const INTERFACE = {
  interfaceid: '3',
  hostid: '10354',
  main: '1',
  type: '0',
  useip: '0',
  ip: '127.0.0.1',
  dns: 'localhost',
  port: '10051',
  details: [],
};
const KEYS_50 = { tls_psk_identity: 'id', tls_psk: 'ab' };

const TIMEOUTS = {
  timeout_zabbix_agent: '3s',
  timeout_simple_check: '4s',
  timeout_snmp_agent: '5s',
  timeout_external_check: '6s',
  timeout_db_monitor: '7s',
  timeout_http_agent: '8s',
  timeout_ssh_agent: '9s',
  timeout_telnet_agent: '10s',
  timeout_script: '11s',
  timeout_browser: '12s',
};

/** A row of proxy.get of 7.0, of an active proxy in a group. */
const ROW_7: JsonObject = {
  proxyid: '4',
  name: 'edge',
  proxy_groupid: '1',
  local_address: '127.0.0.1',
  local_port: '30052',
  operating_mode: '0',
  allowed_addresses: '127.0.0.1',
  address: '127.0.0.1',
  port: '10051',
  description: '',
  tls_connect: '1',
  tls_accept: '1',
  tls_issuer: '',
  tls_subject: '',
  custom_timeouts: '0',
  ...Object.fromEntries(Object.keys(TIMEOUTS).map((field) => [field, ''])),
  lastaccess: '0',
  version: '0',
  compatibility: '0',
  state: '0',
};

function read(row: JsonObject, version: ZabbixVersion): JsonObject {
  return travel.fromApi(deepFreeze(row), version);
}

describe('a proxy up to 6.4', () => {
  const common = { host: 'edge', description: 'at the edge\r\nof the net' };
  const open = { tls_connect: '1', tls_accept: '1', tls_issuer: '', tls_subject: '' };

  it.each([
    ['5.0', V50],
    ['6.0', V60],
  ])('of %s is what is its own of a row of a host', (_name, version) => {
    expect(read({ ...ROW_6, tls_psk_identity: '', tls_psk: '' }, version)).toEqual({
      ...common,
      ...open,
      status: '5',
      proxy_address: '127.0.0.1,lab.example.invalid',
    });
  });

  it('has an interface where it is passive, and no address that it would be asked from', () => {
    expect(read({ ...ROW_6, status: '6', proxy_address: '', interface: INTERFACE }, V60)).toEqual({
      ...common,
      ...open,
      status: '6',
      interface: { dns: 'localhost', ip: '127.0.0.1', port: '10051', useip: '0' },
    });
    expect(read({ ...ROW_6, status: '6', interface: [] }, V60)).not.toHaveProperty('interface');
  });

  it('has its key where 5.0 gives it and it is used', () => {
    const psk = { ...ROW_6, ...KEYS_50, tls_accept: '3' };
    expect(read(psk, V50)).toMatchObject(KEYS_50);
    expect(Object.keys(read({ ...ROW_6, ...KEYS_50 }, V50)).filter((field) => field.includes('psk'))).toEqual(
      [],
    );
  });
});

describe('a proxy of 7.0', () => {
  const open = { tls_connect: '1', tls_accept: '1', tls_issuer: '', tls_subject: '' };

  it('has no address where it is active, and none that is allowed where it is passive', () => {
    const grouped = { proxy_groupid: '1', local_address: '127.0.0.1', local_port: '30052' };
    expect(read(ROW_7, V70)).toEqual({
      name: 'edge',
      ...grouped,
      operating_mode: '0',
      allowed_addresses: '127.0.0.1',
      description: '',
      ...open,
      custom_timeouts: '0',
    });
    expect(read({ ...ROW_7, operating_mode: '1' }, V70)).toEqual({
      name: 'edge',
      ...grouped,
      operating_mode: '1',
      address: '127.0.0.1',
      port: '10051',
      description: '',
      ...open,
      custom_timeouts: '0',
    });
  });

  it('has a local address only in a group, and time-outs only of its own', () => {
    const alone = read({ ...ROW_7, proxy_groupid: '0', local_address: '' }, V70);
    expect(Object.keys(alone).filter((field) => field.startsWith('local_'))).toEqual([]);
    expect(alone.proxy_groupid).toBe('0');
    expect(read({ ...ROW_7, custom_timeouts: '1', ...TIMEOUTS }, V70)).toMatchObject(TIMEOUTS);
  });
});

describe('a proxy', () => {
  it.each(VERSIONS)('of %s is asked for with its interface up to 6.4', (_name, version) => {
    expect(travel.parameters(version)).toEqual(
      version === V70 ? { output: 'extend' } : { output: 'extend', selectInterface: 'extend' },
    );
    const field = version === V70 ? 'name' : 'host';
    expect(lookup.output(version)).toEqual([field]);
    expect(lookup.filter?.(['a'], version)).toEqual({ [field]: ['a'] });
    expect(lookup.key({ [field]: 'a' }, version)).toBe('a');
    expect(key?.({ [field]: 'a' })).toBe('a');
  });

  it('that needs a key that nobody has is closed, and a person is told', () => {
    const psk = { tls_connect: '1', tls_accept: '2' };
    expect(travel.closed?.(psk, V70)).toEqual({
      fields: { tls_psk_identity: expect.any(String), tls_psk: expect.stringMatching(/^[0-9a-f]{64}$/) },
      needs: 'its pre-shared key (a random one was set)',
    });
    expect(travel.closed?.({ ...psk, tls_psk: 'ab' }, V50)).toBeUndefined();
    expect(travel.closed?.({ tls_connect: '1', tls_accept: '1' }, V70)).toBeUndefined();
  });
});

describe('the interface of a passive proxy that is updated', () => {
  /** Answers one call of proxy.get, the only one that may be made. */
  function server(version: ZabbixVersion, answer: JsonObject[]): Pick<Zabbix, 'version' | 'call'> {
    return {
      version,
      call: async <T>(method: string, params: unknown): Promise<T> => {
        expect(method).toBe('proxy.get');
        expect(params).toEqual({ proxyids: ['7'], output: ['proxyid'], selectInterface: ['interfaceid'] });
        return answer as T;
      },
    };
  }
  const complete = (
    fields: JsonObject,
    zabbix: Pick<Zabbix, 'version' | 'call'>,
  ): Promise<JsonObject> | undefined => travel.completeUpdate?.(fields, '7', zabbix as Zabbix);
  const fields = { interface: { ip: '127.0.0.2' } };
  const found = [{ proxyid: '7', interface: { interfaceid: '3' } }];

  it('is named by its id on 5.0, so that no second one is made', async () => {
    expect(await complete(fields, server(V50, found))).toEqual({
      interface: { ip: '127.0.0.2', interfaceid: '3' },
    });
  });

  it('is new where there was none, and is left alone where it does not change', async () => {
    expect(await complete(fields, server(V50, [{ proxyid: '7', interface: [] }]))).toStrictEqual(fields);
    expect(await complete(fields, server(V50, []))).toEqual(fields);
    expect(await complete({ status: '5' }, server(V50, found))).toEqual({ status: '5' });
  });

  it('needs no id from 5.4 on', async () => {
    expect(await complete(fields, server(V60, found))).toEqual(fields);
  });
});
