import { BlockList, isIP } from 'node:net';
import { InputError } from '../errors.ts';

/** The values of HTTPS_PROXY, HTTP_PROXY and NO_PROXY; whoever reads the environment takes either case of the names. */
export interface ProxySettings {
  httpsProxy?: string | undefined;
  httpProxy?: string | undefined;
  noProxy?: string | undefined;
}

/**
 * The proxy for an address, or undefined where it is reached directly. As curl does it: HTTPS_PROXY is for https
 * addresses and HTTP_PROXY for http ones, neither stands in for the other, and a proxy without a scheme is http.
 * @throws InputError where the proxy's own address cannot be used. It is not repeated: it may hold a password.
 */
export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const typed = (url.protocol === 'https:' ? settings.httpsProxy : settings.httpProxy)?.trim();
  if (typed === undefined || typed === '' || isExempt(url, settings.noProxy ?? '')) return undefined;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy === undefined || !isUsable(proxy)) {
    throw new InputError(`${name} cannot be used`, {
      why: 'it is not the address of an HTTP proxy',
      remedy: `Give it as http://proxy.example.com:3128 (special characters of a password as %40 and the like), or name ${url.hostname} in NO_PROXY.`,
    });
  }
  return proxy;
}

function isUsable({ protocol, hostname, username, password }: URL): boolean {
  try {
    // Throws where a per cent sign stands for itself.
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return (protocol === 'http:' || protocol === 'https:') && hostname !== '';
}

/**
 * Whether NO_PROXY names the address: `*`, a name (which covers what is below it, with or without a leading dot),
 * `name:port`, an IP address, or a network (`10.0.0.0/8`); separated by commas or blanks.
 */
export function isExempt(url: URL, noProxy: string): boolean {
  const host = withoutBrackets(url.hostname.toLowerCase());
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => covers(entry.toLowerCase(), host, port));
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return coversNetwork(entry, host);
  const withPort = isIP(entry) === 0 ? /^(.+):(\d+)$/.exec(entry) : null;
  if (withPort !== null && withPort[2] !== port) return false;
  const name = withoutBrackets(withPort?.[1] ?? entry).replace(/^\*?\./, '');
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

function coversNetwork(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  const family = isIP(network);
  const length = Number(bits);
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(bits) || length > (family === 4 ? 32 : 128))
    return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, length, kind);
  return list.check(host, kind);
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
