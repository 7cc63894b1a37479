import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { scrub } from '../terminal/secrets.ts';
import { holdsPassword, openDatabase, seriesOf } from './database.ts';

describe('the database of a Zabbix server', () => {
  it.each([
    ['mysql://zabbix@db/zabbix', 'Secrets are read from PostgreSQL only'],
    ['mariadb://zabbix@db/zabbix', 'Secrets are read from PostgreSQL only'],
    ['http://db/zabbix', 'The address of the database is not one of PostgreSQL'],
    ['db/zabbix', 'The address of the database is not one of PostgreSQL'],
    ['postgres://[db/zabbix', 'The address of the database cannot be read'],
  ])('is refused at %s', async (address, message) => {
    await expect(openDatabase(address)).rejects.toMatchObject({ exitCode: 2, message });
  });

  it('has a password in its address that is never shown', async () => {
    const address = 'mysql://zabbix:calm%20Lake%2B9@db/zabbix';
    await expect(openDatabase(address)).rejects.toThrow();
    expect(scrub('calm%20Lake%2B9 and calm Lake+9')).toBe('*** and ***');
    expect(holdsPassword(address)).toBe(true);
    expect(holdsPassword('postgres://zabbix@db/zabbix')).toBe(false);
    expect(holdsPassword('postgres://zabbix@/zabbix?host=/run/postgresql')).toBe(false);
    expect(holdsPassword('postgres://zabbix:x@/zabbix?host=/run/postgresql')).toBe(true);
    expect(holdsPassword('postgres://db/zabbix?user=zabbix&password=x')).toBe(true);
  });

  it('is of a version by the number of its schema', () => {
    expect(['5000000', '6000000', '6040000', '7000005'].map(seriesOf)).toEqual(['5.0', '6.0', '6.4', '7.0']);
    expect(() => seriesOf('')).toThrow('not that of a Zabbix server');
  });

  it('that cannot be opened leaves nothing at the signal', async () => {
    const { signal } = new AbortController();
    await expect(openDatabase('postgres://zabbix@127.0.0.1:1/zabbix', signal)).rejects.toThrow(
      'The database cannot be read',
    );
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
