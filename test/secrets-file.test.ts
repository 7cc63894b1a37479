import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { labApi } from '../lab/api.ts';
import { hostEncryption, proxyEncryption, secretMacroValues } from '../lab/census.ts';
import { run as runCommand } from '../lab/command.ts';
import { USERS } from '../lab/populate/names.ts';
import { populateActionNeeds } from '../lab/populate.ts';
import { ensureProgram } from '../lab/tools.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { openDatabase } from '../src/zabbix/database.ts';
import { useFolders } from './support/folders.ts';
import { backUp, type Ended, expectEqual, expectExit, run, settings } from './support/program.ts';
import { databaseAddress, secretsOf, shownIn } from './support/secrets.ts';
import { onEachVersion, type Source } from './support/servers.ts';

interface Entry {
  readonly kind: string;
  readonly key: string;
  readonly secret: string;
}

/** Values in a secrets file, by kind, name and field. */
type Values = Record<string, Record<string, Record<string, unknown>>>;

await onEachVersion('a secrets file', (servers) => {
  const { version } = servers;
  const folder = useFolders();
  const dir = folder();
  const file = join(dirname(folder()), 'secrets.yaml');
  let source: Source;

  beforeAll(async () => {
    source = await servers.leanSource();
    await backUp(source.server, dir);
  });

  /** A value for a blank that no other one has. */
  function valueFor({ kind, key, secret }: Entry): string {
    const name = `${kind} ${key} ${secret}`;
    const hash = createHash('sha256').update(name).digest('hex');
    if (secret === 'tls_psk') return hash;
    return secret === 'passwd'
      ? `Aa1!${hash.slice(0, 30)}`
      : `"${hash.slice(0, 8)}": \\ ${name.slice(0, 40)} # ü`;
  }

  it('is made for a backup, filled by a person, and set by a restore', async () => {
    const environment = { ZBX_CONFIG_DIR: dir };
    const made = await expectExit(0, ['secrets', 'template', '--secrets', file, '--json'], environment);
    const blank: Entry[] = made.json().blank;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const printed = await expectExit(0, ['secrets', 'template'], environment);
    expect(printed.stdout).toBe(readFileSync(file, 'utf8'));
    const kinds = [...new Set(blank.map(({ kind }) => kind))];
    expect(kinds).toEqual(
      expect.arrayContaining(['users', 'macros', 'templates', 'hosts', 'autoregistration']),
    );
    if (version !== '5.0') expect(kinds).toContain('proxies');

    const values: Values = parse(readFileSync(file, 'utf8'));
    const expected = new Map<string, string>();
    for (const entry of blank) {
      const path = entry.secret.split(': ');
      const above = path
        .slice(0, -1)
        .reduce((at, step) => at[step] as Record<string, unknown>, values[entry.kind]?.[entry.key] ?? {});
      expect(Object.hasOwn(above, path.at(-1) ?? ''), JSON.stringify(entry)).toBe(true);
      above[path.at(-1) ?? ''] = valueFor(entry);
      expected.set(`${entry.kind} » ${entry.key} » ${path.join(' » ')}`, valueFor(entry));
    }
    const user = USERS.operator;
    const password = valueFor({ kind: 'users', key: user, secret: 'passwd' });
    (values.users as Values[string])[user] = { passwd: { env: 'HIS_PASSWORD' } };
    (values.users as Values[string]).Nobody = { passwd: 'of nobody' };
    writeFileSync(file, stringify(values));
    chmodSync(file, 0o644);

    const target = await servers.lean();
    await populateActionNeeds(target);
    const restore = ['restore_config', '--secrets', file, '--json'];
    const refused = await run(restore, settings(target, dir));
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`users: ${user}: passwd: the variable HIS_PASSWORD is not set`);
    const restored = await expectExit(0, restore, { ...settings(target, dir), HIS_PASSWORD: password });
    expect(restored.stderr).toContain(`Others than its owner may read or write the secrets file ${file}`);
    expect(restored.stderr).toContain('users: Nobody: passwd, which fits nothing in the backup');
    expect(shownIn(restored.stdout + restored.stderr, [...expected.values()])).toEqual([]);
    const { needs, secrets_set: set } = restored.json();
    const own = { kind: 'users', key: 'Admin', secret: 'passwd' };
    expect(new Set(set.map(({ kind, key, secret }: Entry) => `${kind} ${key} ${secret}`))).toEqual(
      new Set(
        blank
          .filter((entry) => entry.kind !== own.kind || entry.key !== own.key)
          .map(({ kind, key, secret }) => `${kind} ${key} ${secret}`),
      ),
    );
    // Nothing had to be made up; the password of who restores stays.
    expect(needs).toContainEqual({ kind: 'users', key: 'Admin', needs: expect.stringContaining('passwd') });
    expect(
      needs.filter(({ needs: text }: { needs: string }) => /random|secret macro|empty/u.test(text)),
    ).toEqual([]);

    await labApi(target, user, password);
    await inDatabase();
    await expectEqual(target, dir);

    // On a server that has them already they are set again, since nobody can look, and nothing else is.
    const again = await expectExit(0, restore, { ...settings(target, dir), HIS_PASSWORD: password });
    expect(again.json().secrets_set).toHaveLength(set.length);
    expect(again.json().done.every(({ what }: { what: string }) => what === 'updated')).toBe(true);
    await inDatabase();

    async function inDatabase(): Promise<void> {
      const found = new Map<string, string>();
      for (const [name, { identity, psk }] of await hostEncryption(target)) put('hosts', name, identity, psk);
      for (const [name, { identity, psk }] of await proxyEncryption(target))
        put('proxies', name, identity, psk);
      const [registration] = await target.sql('select tls_psk_identity, tls_psk from config_autoreg_tls');
      put('autoregistration', 'global', registration?.tls_psk_identity ?? '', registration?.tls_psk ?? '');
      for (const { macro, value } of await target.sql(
        'select macro, value from globalmacro where type = 1',
      )) {
        found.set(`macros » ${macro} » value`, value ?? '');
      }
      for (const { place, value } of await directorySecrets(target)) found.set(place ?? '', value ?? '');
      const macros = await secretMacroValues(target);
      for (const [place, value] of expected) {
        const [kind = '', owner = '', first = '', ...rest] = place.split(' » ');
        if (first === 'macros') expect(macros.get([owner, ...rest].join(' » ')), place).toBe(value);
        else if (first === 'host_prototypes')
          expect(macros.get([owner, ...rest].join(' » ')), place).toBe(value);
        else if (kind !== 'users') expect(found.get(place), place).toBe(value);
      }

      function put(kind: string, name: string, identity: string, psk: string): void {
        found.set(`${kind} » ${name} » tls_psk_identity`, identity);
        found.set(`${kind} » ${name} » tls_psk`, psk);
      }
    }
  });

  it('is filled from the database of the source, encrypted, and gives a fresh server the same secrets', async () => {
    const database = databaseAddress(source.server);
    const key = join(dirname(folder()), 'key.txt');
    await ensureProgram('age', 'age', () => {});
    await runCommand(['age-keygen', '-o', key]);
    const identity = readFileSync(key, 'utf8');
    const recipient = /public key: (age1\w+)/u.exec(identity)?.[1] ?? '';
    const sealed = join(dirname(key), 'secrets.yaml.age');
    const fill = ['secrets', 'from-database', database, '--secrets', sealed, '--json'];
    const secrets = [...(await secretsOf(source.server)), /^AGE-SECRET-KEY-\S+$/mu.exec(identity)?.[0] ?? ''];
    const environment = { ZBX_CONFIG_DIR: dir, STORAGE_IDENTITY: key };
    const filled = await expectExit(0, [...fill, '--encrypt-to', recipient], environment);
    expect(shownIn(filled.stdout + filled.stderr, secrets)).toEqual([]);
    expect(filled.json().filled.length).toBeGreaterThan(3);
    // Of passwords there are hashes only; nothing else is left to fill.
    expect(
      new Set(filled.json().blank.map(({ kind, why }: { kind: string; why: string }) => `${kind} ${why}`)),
    ).toEqual(new Set(['users the database holds a hash of it, and the API takes none']));
    expect(statSync(sealed).mode & 0o777).toBe(0o600);
    expect(shownIn(readFileSync(sealed, 'latin1'), secrets)).toEqual([]);
    const opened = await runCommand(['age', '-d', '-i', key, sealed]);
    expect(parse(opened.stdout).autoregistration.global.tls_psk).toMatch(/^[0-9a-f]{64}$/u);
    // It would be written in the clear, and it would not be opened.
    await expectExit(2, fill, environment);
    await expectExit(2, [...fill, '--encrypt-to', recipient], { ZBX_CONFIG_DIR: dir });
    const again = await expectExit(0, [...fill, '--encrypt-to', recipient], environment);
    expect(again.json()).toMatchObject({ filled: [], kept: filled.json().filled });

    const target = await servers.lean();
    await populateActionNeeds(target);
    const restore = ['restore_config', '--secrets', sealed, '--json'];
    const restored = await expectExit(0, restore, { ...settings(target, dir), STORAGE_IDENTITY: key });
    expect(shownIn(restored.stdout + restored.stderr, secrets)).toEqual([]);
    expect(restored.stderr).not.toContain('warning');
    expect(await secretMacroValues(target)).toEqual(await secretMacroValues(source.server));
    expect(await hostEncryption(target)).toEqual(await hostEncryption(source.server));
    expect(await proxyEncryption(target)).toEqual(await proxyEncryption(source.server));
    expect(await directorySecrets(target)).toEqual(await directorySecrets(source.server));
    for (const table of [
      'globalmacro where type = 1 order by macro',
      'config_autoreg_tls where tls_psk is not null order by tls_psk',
    ]) {
      const columns = table.startsWith('global') ? 'macro, value' : 'tls_psk_identity, tls_psk';
      const query = `select ${columns} from ${table}`;
      expect(await target.sql(query), table).toEqual(await source.server.sql(query));
    }
  });

  it('is filled only from the right database, which is not written to', async () => {
    const database = databaseAddress(source.server);
    const opened = await openDatabase(database);
    await expect(opened.select("update users set name = ''")).rejects.toMatchObject({
      exitCode: 1,
      why: expect.stringContaining('read-only transaction'),
    });
    await opened.close();
    const fill = (address: string): Promise<Ended> =>
      run(['secrets', 'from_database', address, '--secrets', join(dirname(folder()), 'new.yaml')], {
        ZBX_CONFIG_DIR: dir,
        HOME: folder(),
      });
    const none = await fill(database.replace(source.server.name, 'postgres'));
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain('The database is not that of a Zabbix server');
    expect(none.stderr).toContain('no table dbversion');
    const password = 'Quiet-River-27';
    const wrong = await fill(`postgres://zabbix:${password}@127.0.0.1:9/zabbix`);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toContain('can be seen in the list of processes');
    expect(wrong.stderr).toContain('ECONNREFUSED');
    expect(wrong.stderr).not.toContain(password);
    expect((await fill('mysql://zabbix@127.0.0.1/zabbix')).exitCode).toBe(2);
  });
});

/** What directories and MFA methods keep to themselves, by its place in a secrets file; 7.0 has these classes. */
async function directorySecrets(server: LabServer): Promise<Record<string, string | null>[]> {
  if (server.version !== '7.0') return [];
  return await server.sql(`
    select 'userdirectories » ' || d.name || ' » bind_password' as place, l.bind_password as value
      from userdirectory d join userdirectory_ldap l on l.userdirectoryid = d.userdirectoryid
    union select 'mfas » ' || name || ' » client_secret', client_secret from mfa order by place`);
}
