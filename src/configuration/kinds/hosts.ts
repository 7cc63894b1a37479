import { atLeast } from '../../zabbix/version.ts';
import { text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { lookupBy } from './lookup.ts';
import { referencesInside } from './template-and-host-references.ts';
import { insideRules } from './templates.ts';

/** Hosts made by a person. Those that discovery made (flags 4) are made again by the server. */
export const hosts: Kind = {
  name: 'hosts',
  singular: 'host',
  lookup: lookupBy('host', 'host', 'hostid'),
  travel: {
    by: 'document',
    element: () => 'hosts',
    exportOption: () => 'hosts',
    partSize: 200,
    credentials: { ipmi_password: 'ipmi_password' },
    // 5.0 exports encryption, keys included (C50XmlValidator); later versions have no place for it in a document.
    supplement: (version) =>
      atLeast(version, '5.4') ? ['tls_connect', 'tls_accept', 'tls_issuer', 'tls_subject'] : [],
    where: { filter: { flags: 0 } },
    rules: (version) => ({ hosts: { createMissing: true, updateExisting: false }, ...insideRules(version) }),
  },
  references: [
    { path: 'groups[].name', to: 'hostgroups' },
    { path: 'proxy.name', to: 'proxies' },
    { path: 'proxy_group.name', to: 'proxygroups', since: '7.0' },
    ...referencesInside('hosts'),
  ],
  key: (content) => text(content.host),
  alias: [(content) => text(content.name ?? content.host)],
};
