import { join } from 'node:path';
import { type LabApi, labApi } from '../../lab/api.ts';
import { credentials, hostEncryption, proxyEncryption, secretMacroValues } from '../../lab/census.ts';
import { SOCKET_FOLDER } from '../../lab/sql.ts';
import { labPaths } from '../../lab/versions.ts';
import type { LabServer } from '../../lab/zabbix.ts';

/** Fields of credentials that are no secret: names, and names of files. */
const PUBLIC = new Set([
  'username',
  'http_user',
  'ipmi_username',
  'securityname',
  'contextname',
  'publickey',
  'privatekey',
  'ssl_cert_file',
  'ssl_key_file',
]);

/** Every password, key, passphrase, community and secret macro value that stands in the tables of a server. */
export async function secretsOf(server: LabServer): Promise<string[]> {
  const held = [...(await credentials(server)).values()].flatMap((fields) =>
    Object.entries(fields).flatMap(([field, value]) => (PUBLIC.has(field) ? [] : [value])),
  );
  const encryption = [
    ...(await hostEncryption(server)).values(),
    ...(await proxyEncryption(server)).values(),
  ];
  const keys = encryption.flatMap(({ identity, psk }) => [identity, psk]);
  const macros = [...(await secretMacroValues(server)).values()];
  // A macro in the place of a secret, and what is too short to be one, are no secret.
  return [...new Set([...held, ...keys, ...macros])].filter(
    (text) => text.length > 6 && !/^\{\$.*\}$/u.test(text),
  );
}

/** Which of these texts something holds: as they are, as JSON, as PHP writes JSON, or as a part of a URL. */
export function shownIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => {
    const json = JSON.stringify(secret).slice(1, -1);
    const php = json.replaceAll('/', '\\/').replace(/[\u007f-\uffff]/gu, escaped);
    return [secret, json, php, encodeURIComponent(secret)].some((form) => text.includes(form));
  });
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Makes a user of the type super admin, or of a lower one. */
export async function createUser(
  server: LabServer,
  name: string,
  password: string,
  type: 1 | 2 | 3,
): Promise<LabApi> {
  const api = await labApi(server);
  const rights = server.version === '5.0' ? { alias: name, type } : { username: name, roleid: String(type) };
  await api.call('user.create', { ...rights, passwd: password, usrgrps: [{ usrgrpid: '7' }] });
  return api;
}

/** The address of a server's database, by the socket of the lab's PostgreSQL, where everybody is let in. */
export function databaseAddress({ name, version }: Pick<LabServer, 'name' | 'version'>): string {
  return `postgres://postgres@/${name}?host=${join(labPaths(version).root, SOCKET_FOLDER)}`;
}
