import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../zabbix/version.ts';
import type { Configuration } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { convertTo } from './convert.ts';

/** A Configuration of 6.0 from contents by kind and key. */
function of60(contents: Record<string, Record<string, JsonObject>>): Configuration {
  return {
    zabbixVersion: '6.0.14',
    exportVersion: '6.0',
    objects: new Map(
      Object.entries(contents).map(([kind, all]) => [
        kind,
        new Map(Object.entries(all).map(([key, content]) => [key, { kind, key, content }])),
      ]),
    ),
  };
}

function to70(contents: Record<string, Record<string, JsonObject>>) {
  const { configuration, losses, notRecorded } = convertTo(of60(contents), parseVersion('7.0.22'));
  const content = (kind: string, key: string): JsonObject | undefined =>
    configuration.objects.get(kind)?.get(key)?.content;
  const keys = (kind: string): string[] => [...(configuration.objects.get(kind)?.keys() ?? [])].sort();
  return { configuration, losses, notRecorded, content, keys };
}

describe('convertTo', () => {
  it('leaves a configuration of the same series as it is', () => {
    const configuration = of60({ proxies: { p: { host: 'p' } } });
    expect(convertTo(configuration, parseVersion('6.0.30')).configuration).toBe(configuration);
  });

  it('refuses an older version and one to which nothing leads, with the reason', () => {
    expect(() => convertTo(of60({}), parseVersion('5.0.8'))).toThrow(/6\.0\.14.*5\.0\.8/);
    for (const version of ['6.4.0', '7.2.0']) {
      expect(() => convertTo(of60({}), parseVersion(version))).toThrow(version);
    }
  });

  it('changes nothing in what it was given', () => {
    const configuration = of60({
      proxies: { p: { host: 'p', status: '6', interface: { useip: '0', dns: 'd', ip: '', port: '1' } } },
      hosts: { h: { host: 'h', groups: [{ name: 'g' }], items: [{ key: 'k' }], proxy: { name: 'p' } } },
    });
    const before = structuredClone([...(configuration.objects.get('hosts')?.values() ?? [])]);
    convertTo(configuration, parseVersion('7.0.22'));
    expect([...(configuration.objects.get('hosts')?.values() ?? [])]).toEqual(before);
    expect(configuration.objects.get('proxies')?.get('p')?.content.status).toBe('6');
  });

  it('makes no kind that the backup does not have', () => {
    expect([...to70({ proxies: {} }).configuration.objects.keys()]).toEqual(['proxies']);
  });
});

describe('template groups', () => {
  const group = (name: string): JsonObject => ({ uuid: name, name });
  const groups = ['T', 'T/empty', 'T/both', 'H', 'H/empty', 'alone', 'P', 'P/T', 'P/empty'];
  const contents = {
    hostgroups: Object.fromEntries(groups.map((name) => [name, group(name)])),
    templates: {
      a: { template: 'a', groups: [{ name: 'T' }, { name: 'T/both' }] },
      b: { template: 'b', groups: [{ name: 'P/T' }] },
    },
    hosts: { h: { host: 'h', groups: [{ name: 'H' }] } },
    scripts: { s: { name: 's', scope: '1', groupid: 'T/both' } },
    usergroups: {
      u: {
        name: 'u',
        gui_access: '0',
        rights: [
          { id: 'T', permission: '3' },
          { id: 'H', permission: '2' },
          { id: 'T/both', permission: '0' },
        ],
        tag_filters: [{ groupid: 'P/T', tag: 'x', value: '' }],
      },
    },
  };

  it('come of groups that hold templates, and of those above and empty ones below', () => {
    const { keys } = to70(contents);
    expect(keys('templategroups')).toEqual(['P', 'P/T', 'T', 'T/both', 'T/empty']);
    expect(keys('hostgroups')).toEqual(['H', 'H/empty', 'P/empty', 'T', 'T/both', 'alone'].sort());
  });

  it('have the rights of user groups, those that are no host groups any more alone', () => {
    expect(to70(contents).content('usergroups', 'u')).toEqual({
      name: 'u',
      gui_access: '0',
      hostgroup_rights: [
        { id: 'H', permission: '2' },
        { id: 'T', permission: '3' },
        { id: 'T/both', permission: '0' },
      ],
      templategroup_rights: [
        { id: 'T', permission: '3' },
        { id: 'T/both', permission: '0' },
      ],
      tag_filters: [],
      mfa_status: '0',
      userdirectoryid: null,
    });
  });
});

describe('proxies', () => {
  it('have an address and a port where they had an interface', () => {
    const base = { description: '', tls_connect: '1', tls_accept: '1' };
    const { content } = to70({
      proxies: {
        a: { ...base, host: 'a', status: '5', proxy_address: '127.0.0.1' },
        p: {
          ...base,
          host: 'p',
          status: '6',
          interface: { useip: '0', ip: '127.0.0.1', dns: 'd', port: '9' },
        },
      },
    });
    const both = { ...base, custom_timeouts: '0', proxy_groupid: null };
    expect(content('proxies', 'a')).toEqual({
      ...both,
      name: 'a',
      operating_mode: '0',
      allowed_addresses: '127.0.0.1',
    });
    expect(content('proxies', 'p')).toEqual({
      ...both,
      name: 'p',
      operating_mode: '1',
      address: 'd',
      port: '9',
    });
  });
});

describe('the LDAP server and the SAML identity provider', () => {
  const settings = {
    authentication_type: '1',
    ldap_configured: '1',
    ldap_host: 'ldap://x',
    ldap_port: '389',
    ldap_bind_password: 'known',
    saml_auth_enabled: '1',
    saml_idp_entityid: 'idp',
    saml_sign_messages: '1',
    saml_case_sensitive: '1',
    passwd_min_length: '7',
  };

  it('are user directories, which the authentication names', () => {
    const { content, keys, losses } = to70({ authentication: { global: settings } });
    expect(losses).toEqual([]);
    expect(keys('userdirectories')).toEqual(['(SAML)', 'Default LDAP server']);
    expect(content('userdirectories', 'Default LDAP server')).toMatchObject({
      idp_type: '1',
      host: 'ldap://x',
      port: '389',
      bind_password: 'known',
      provision_status: '0',
    });
    const provider = content('userdirectories', '(SAML)') ?? {};
    expect(provider).toMatchObject({ idp_type: '2', idp_entityid: 'idp', sign_messages: '1' });
    expect(Object.keys(provider)).not.toContain('case_sensitive');
    const after = content('authentication', 'global') ?? {};
    expect(after).toMatchObject({
      authentication_type: '1',
      ldap_auth_enabled: '1',
      ldap_userdirectoryid: 'Default LDAP server',
      saml_auth_enabled: '1',
      passwd_min_length: '7',
    });
    expect(Object.keys(after)).not.toContain('ldap_host');
  });

  it('are none where none is configured', () => {
    const none = { ...settings, authentication_type: '0', ldap_configured: '0', saml_idp_entityid: '' };
    const { content, keys } = to70({ authentication: { global: none } });
    expect(keys('userdirectories')).toEqual([]);
    expect(content('authentication', 'global')).toMatchObject({
      ldap_auth_enabled: '0',
      ldap_userdirectoryid: null,
    });
  });
});

describe('settings', () => {
  it('say nothing of time-outs that are newer than they', () => {
    const { content, notRecorded } = to70({ settings: { global: { auditlog_enabled: '1' } } });
    expect(content('settings', 'global')).toEqual({
      auditlog_enabled: '1',
      auditlog_mode: '1',
      vault_provider: '0',
    });
    expect(notRecorded.get('settings')).toContain('timeout_zabbix_agent');
  });
});

describe('scripts', () => {
  it('go by their place in the menu, wherever they are named', () => {
    const { keys, content } = to70({
      scripts: { restart: { name: 'restart', menu_path: '/Tools', scope: '2' } },
      trigger_actions: {
        a: { name: 'a', operations: [{ operationtype: '1', opcommand: { scriptid: 'restart' } }] },
      },
    });
    expect(keys('scripts')).toEqual(['Tools/restart']);
    expect(content('trigger_actions', 'a')).toEqual({
      name: 'a',
      pause_symptoms: '1',
      operations: [{ operationtype: '1', opcommand: { scriptid: 'Tools/restart' } }],
    });
  });
});

describe('media types', () => {
  it('number the parameters of a script and call the form of a message otherwise', () => {
    const { content } = to70({
      mediatypes: {
        s: { name: 's', type: 'SCRIPT', parameters: ['{ALERT.SENDTO}', 'x'] },
        none: { name: 'none', type: 'SCRIPT', parameters: [''] },
        e: { name: 'e', type: 'EMAIL', content_type: 'TEXT' },
      },
    });
    expect(content('mediatypes', 's')?.parameters).toEqual([
      { sortorder: '0', value: '{ALERT.SENDTO}' },
      { sortorder: '1', value: 'x' },
    ]);
    expect(content('mediatypes', 'none')).toEqual({ name: 'none', type: 'SCRIPT' });
    expect(content('mediatypes', 'e')).toEqual({ name: 'e', type: 'EMAIL', message_format: 'TEXT' });
  });
});

describe('user roles', () => {
  it('may open the pages that came of the page of actions, and what is new follows the default', () => {
    const ui = [
      { name: 'configuration.actions', status: '0' },
      { name: 'configuration.hosts', status: '1' },
    ];
    const rules = {
      ui,
      actions: [],
      actions_default_access: '0',
      api: ['trigger.adddependencies', 'host.get'],
    };
    const after = to70({ roles: { r: { name: 'r', rules } } }).content('roles', 'r')?.rules as JsonObject;
    const names = (after.ui as JsonObject[]).map(({ name, status }) => `${name} ${status}`);
    expect(names).toContain('configuration.trigger_actions 0');
    expect(names).not.toContain('configuration.actions 0');
    expect(names).toContain('configuration.hosts 1');
    expect(after.actions).toContainEqual({ name: 'suppress_problems', status: '0' });
    expect(after.api).toEqual(['host.get']);
  });
});

describe('network discovery rules', () => {
  it('name their proxy otherwise and look for one host at once', () => {
    const after = to70({ drules: { d: { name: 'd', proxy_hostid: 'p', dchecks: [{ type: '12' }] } } });
    expect(after.content('drules', 'd')).toEqual({
      name: 'd',
      proxyid: 'p',
      concurrency_max: '1',
      dchecks: [{ type: '12', allow_redirect: '0' }],
    });
  });
});
