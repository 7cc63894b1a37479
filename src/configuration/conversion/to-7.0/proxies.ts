import { isObject, text } from '../../json.ts';
import { eachOf, rename } from '../draft.ts';

const PASSIVE_6 = '6';

/** 7.0: proxies are no longer rows of hosts; a passive one has an address and a port where it had an interface. */
export const proxies = eachOf('proxies of their own', ['proxies'], (proxy) => {
  const passive = text(proxy.status) === PASSIVE_6;
  delete proxy.status;
  rename(proxy, [
    ['host', 'name'],
    ['proxy_address', 'allowed_addresses'],
  ]);
  if (passive) delete proxy.allowed_addresses;
  if (isObject(proxy.interface)) {
    const { useip, ip, dns, port } = proxy.interface;
    proxy.address = text(useip) === '1' ? text(ip) : text(dns);
    proxy.port = text(port);
  }
  delete proxy.interface;
  Object.assign(proxy, { operating_mode: passive ? '1' : '0', custom_timeouts: '0', proxy_groupid: null });
});

/** 7.0: what a proxy does is named by the field proxyid, and a network discovery rule says how much it does at once. */
export const discoveryRules = eachOf('network discovery rules', ['drules'], (rule) => {
  rename(rule, [['proxy_hostid', 'proxyid']]);
  rule.concurrency_max = '1';
  for (const check of Array.isArray(rule.dchecks) ? rule.dchecks : []) {
    if (isObject(check)) check.allow_redirect = '0';
  }
});

/** 7.0: a host says by what it is monitored. */
export const monitoredBy = eachOf('hosts behind proxies', ['hosts'], (host) => {
  if (isObject(host.proxy)) host.monitored_by = 'PROXY';
});
