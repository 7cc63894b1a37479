import { describe, expect, it } from 'vitest';
import { isRead, isWithoutSession, isWrite } from './methods.ts';

describe('methods', () => {
  it.each([
    'host.get',
    'Host.Get',
    'script.getscriptsbyhosts',
    'settings.getglobal',
    'configuration.export',
    'configuration.importcompare',
    'apiinfo.version',
    'user.login',
    'user.checkAuthentication',
  ])('%s is a read', (method) => {
    expect([isRead(method), isWrite(method)]).toEqual([true, false]);
  });

  it.each([
    'host.create',
    'host.massupdate',
    'configuration.import',
    'script.execute',
    'token.generate',
    'a.b',
  ])('%s is a write', (method) => {
    expect([isRead(method), isWrite(method)]).toEqual([false, true]);
  });

  it('counts a logout neither as one nor as the other', () => {
    expect([isRead('user.logout'), isWrite('user.logout')]).toEqual([false, false]);
  });

  it('knows what Zabbix refuses with a session', () => {
    expect(isWithoutSession('apiinfo.version')).toBe(true);
    expect(isWithoutSession('user.checkAuthentication')).toBe(true);
    expect(isWithoutSession('user.logout')).toBe(false);
  });
});
