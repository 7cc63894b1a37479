import { isIPv6 } from 'node:net';
import { InputError } from '../errors.ts';

/** The file of the front end that answers API calls, in every version. */
const API_FILE = 'api_jsonrpc.php';

/** Where Debian's and Ubuntu's packages put the front end. */
const PACKAGED_FOLDER = '/zabbix';

type Scheme = 'https' | 'http';

/** Addresses that a typed ZBX_API_HOST can mean, in the order in which they are to be tried. */
export interface Endpoint {
  /**
   * One entry per scheme. Where the scheme was left out https comes first, and http is for the case that https cannot
   * be spoken there at all. Within an entry the further addresses are for the case that there is no API at the first.
   */
  readonly attempts: readonly { readonly scheme: Scheme; readonly urls: readonly string[] }[];
  readonly schemeGiven: boolean;
}

/**
 * Reads ZBX_API_HOST: `zabbix.example.com`, `h:8080/zabbix`, `http://h:8080/zabbix/`, `https://h/zabbix/api_jsonrpc.php`,
 * `[::1]:8080`, also an address copied from the browser (`https://h/zabbix/zabbix.php?action=dashboard.view`).
 * @throws InputError where it is no address, or holds a user name or password.
 */
export function parseEndpoint(typed: string): Endpoint {
  const text = typed.trim();
  if (text === '') throw refused('is empty');
  // Looked for before the address is taken apart, and never repeated in a message: it is likely to be a secret.
  if (/^[^/?#]*(?:\/\/)?[^/?#]*@/.test(text)) {
    throw new InputError('ZBX_API_HOST holds a user name or a password', {
      why: 'an address is shown in messages and logs',
      remedy: 'Give the address alone; ZBX_API_USER and ZBX_API_PASS (or ZBX_API_TOKEN) are for the rest.',
    });
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    throw refused(`begins with ${scheme}://, and only http:// and https:// can be spoken`);
  }
  const { authority, folder, folderGiven } = takeApart(
    scheme === undefined ? `https://${bracketed(text)}` : text,
  );
  const folders = folderGiven ? [folder] : ['', PACKAGED_FOLDER];
  const schemes: Scheme[] = scheme === undefined ? ['https', 'http'] : [scheme];
  return {
    schemeGiven: scheme !== undefined,
    attempts: schemes.map((each) => ({
      scheme: each,
      urls: folders.map((path) => new URL(`${each}://${authority}${path}/${API_FILE}`).href),
    })),
  };
}

function takeApart(address: string): { authority: string; folder: string; folderGiven: boolean } {
  // The URL standard quietly drops tabs and line breaks and turns backslashes round.
  if (/[\s\\\p{Cc}]/u.test(address) || !URL.canParse(address)) throw refused('is not an address');
  const url = new URL(address);
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const namesFile = /\.php$/i.test(segments.at(-1) ?? '');
  if (namesFile) segments.pop();
  // Taken from the text, since URL drops a port that is the default of the scheme we only assumed.
  const port = /^[^/]*\/\/[^/?#]*:(\d+)(?=[/?#]|$)/.exec(address)?.[1];
  return {
    authority: port === undefined ? url.hostname : `${url.hostname}:${port}`,
    folder: segments.map((segment) => `/${segment}`).join(''),
    folderGiven: namesFile || segments.length > 0,
  };
}

/** `::1` as `[::1]`, so that it can stand in a URL. */
function bracketed(text: string): string {
  return isIPv6(text) ? `[${text}]` : text;
}

function refused(why: string): InputError {
  return new InputError('ZBX_API_HOST cannot be used', {
    why: `it ${why}`,
    remedy: 'Give it as zabbix.example.com, http://host:8080/zabbix or https://host/zabbix/api_jsonrpc.php.',
  });
}
