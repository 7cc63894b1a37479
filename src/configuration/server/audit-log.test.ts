import { describe, expect, it } from 'vitest';
import type { Zabbix } from '../../zabbix/connection.ts';
import type { JsonObject } from '../json.ts';
import { BACKED_UP } from '../kinds/all-kinds.ts';
import { V50, V60, V70 } from '../testing/builders.ts';
import { knownNames } from '../testing/known-names.ts';
import { auditPosition, changedBy, changesSince, isAfter, positionAfter } from './audit-log.ts';

const record = (auditid: string, clock: number, more: JsonObject = {}): JsonObject => ({
  auditid,
  clock: String(clock),
  userid: '1',
  ...more,
});

/** A front end that gives these rows, whatever it is asked. */
function answering(answers: Readonly<Record<string, unknown>>, version = V70) {
  const asked: [string, JsonObject][] = [];
  const call = async (method: string, parameters: JsonObject): Promise<unknown> => {
    asked.push([method, parameters]);
    return answers[method];
  };
  return { zabbix: { version, call } as unknown as Zabbix, asked };
}

describe('auditPosition', () => {
  it('is none where the audit log is off, and none in 5.0, where it holds too little', async () => {
    const off = { 'settings.get': { auditlog_enabled: '0' }, 'auditlog.get': [] };
    expect(await auditPosition(answering(off).zabbix)).toBeUndefined();
    const { zabbix, asked } = answering({}, V50);
    expect(await auditPosition(zabbix)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('remembers what was there', async () => {
    const on = {
      'settings.get': { auditlog_enabled: '1' },
      'auditlog.get': [record('b', 900), record('a', 800)],
    };
    const position = await auditPosition(answering(on, V60).zabbix);
    expect(position).toEqual({ from: '300', known: new Set(['a', 'b']) });
  });
});

describe('isAfter', () => {
  it('finds what is committed late, with an earlier time', () => {
    const position = positionAfter([record('b', 900)]);
    expect(isAfter(record('b', 900), position)).toBe(false);
    expect(isAfter(record('a', 890), position)).toBe(true);
    expect(isAfter(record('c', 900), position)).toBe(true);
  });

  it('takes no part of a large change before it for a new one', () => {
    // More than are remembered, in one second.
    const many = Array.from({ length: 500 }, (_, index) => record(`c${1999 - index}`, 900));
    const position = positionAfter(many);
    expect(position.from).toBe('900');
    expect(isAfter(record('c1400', 900), position)).toBe(false);
    expect(isAfter(record('c2000', 900), position)).toBe(true);
    expect(isAfter(record('c1400', 901), position)).toBe(true);
  });

  it('takes everything for new where there was nothing', () => {
    expect(isAfter(record('a', 1), positionAfter([]))).toBe(true);
  });
});

describe('changedBy', () => {
  it('says the kinds, those that hold what was changed', () => {
    const of = (resourcetype: string, userid = '1') => changedBy([record('a', 1, { resourcetype, userid })]);
    expect([...of('5')]).toContain('trigger_actions');
    expect([...of('17')]).toEqual(['templates', 'hosts']);
    expect([...of('15')]).toEqual(['templates', 'hosts', 'discovereditems']);
    expect([...of('31')]).toEqual(['templates', 'hosts', 'discoveredtriggers']);
    expect([...of('30')]).toEqual(['templates']);
    expect([...of('11')]).toEqual(['usergroups', 'users']);
    // A node of the cluster, and what later versions may have.
    expect([...of('47'), ...of('999')]).toEqual([]);
  });

  it('leaves out what discovery does', () => {
    const of = (resourcetype: string) => [...changedBy([record('a', 1, { resourcetype, userid: '0' })])];
    expect([...of('15'), ...of('4'), ...of('13'), ...of('14')]).toEqual([]);
    expect(of('26')).toEqual(['proxies']);
  });
});

describe('changesSince', () => {
  const position = positionAfter([record('a', 900)]);
  const byServer = record('b', 901, { resourcetype: '4', resourceid: '7', userid: '0' });

  it('asks about hosts that the server wrote: those of discovery do not count', async () => {
    const names = knownNames({}, V70);
    const made = answering({ 'auditlog.get': [byServer], 'host.get': [] });
    expect((await changesSince(made.zabbix, position, names)).kinds.size).toBe(0);
    expect(made.asked[1]).toEqual(['host.get', { output: ['hostid'], hostids: ['7'], filter: { flags: 0 } }]);
    const own = answering({ 'auditlog.get': [byServer], 'host.get': [{ hostid: '7' }] });
    expect([...(await changesSince(own.zabbix, position, names)).kinds]).toEqual(['hosts']);
  });

  it('counts a host that was read and that the server deleted', async () => {
    const names = knownNames({}, V70);
    names.learn('hosts', '7', 'gone');
    const { zabbix } = answering({ 'auditlog.get': [byServer], 'host.get': [] });
    expect([...(await changesSince(zabbix, position, names)).kinds]).toEqual(['hosts']);
  });

  it('says each change once', async () => {
    const rows = [record('b', 901, { resourcetype: '16', resourceid: '1' })];
    const { zabbix, asked } = answering({ 'auditlog.get': rows });
    const first = await changesSince(zabbix, position, knownNames({}, V70));
    expect([...first.kinds]).toEqual(['images']);
    expect(asked[0]?.[1]).toMatchObject({ time_from: '300' });
    expect((await changesSince(zabbix, first.position, knownNames({}, V70))).kinds.size).toBe(0);
  });

  it('takes everything for changed where more was recorded than is read, and goes on from there', async () => {
    const byDiscovery = { resourcetype: '15', userid: '0' };
    const many = Array.from({ length: 10_000 }, (_, index) =>
      record(`c${19_999 - index}`, 1999 - Math.floor(index / 100), byDiscovery),
    );
    const { zabbix } = answering({ 'auditlog.get': many });
    const storm = await changesSince(zabbix, position, knownNames({}, V70));
    expect([...storm.kinds]).toEqual(BACKED_UP.map(({ name }) => name));
    const after = answering({ 'auditlog.get': many.slice(0, 500) });
    expect((await changesSince(after.zabbix, storm.position, knownNames({}, V70))).kinds.size).toBe(0);
    expect(after.asked[0]?.[1]).toMatchObject({ time_from: '1995' });
  });

  it('finds one change of a person among as many records of discovery as are read', async () => {
    const rows = Array.from({ length: 9_998 }, (_, index) =>
      record(`c${19_999 - index}`, 1999, { resourcetype: '15', userid: '0' }),
    );
    rows.push(record('b', 901, { resourcetype: '16', resourceid: '1' }));
    const { zabbix } = answering({ 'auditlog.get': rows });
    expect([...(await changesSince(zabbix, position, knownNames({}, V70))).kinds]).toEqual(['images']);
  });
});
