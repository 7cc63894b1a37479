import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type Encryption, hostEncryption, proxyEncryption } from '../lab/census.ts';
import { drift } from '../lab/drift.ts';
import { HOSTS } from '../lab/populate/names.ts';
import { populateActionNeeds } from '../lab/populate.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { useFolders } from './support/folders.ts';
import { backUp, type Ended, expectExit, run, settings } from './support/program.ts';
import { createUser, secretsOf, shownIn } from './support/secrets.ts';
import { onEachVersion, type Source } from './support/servers.ts';

const PASSWORD = 'Quiet-River+27 "ü"';

await onEachVersion('secrets', (servers) => {
  const { version } = servers;
  const folder = useFolders();
  const dir = folder();
  let source: Source;
  let secrets: string[];

  beforeAll(async () => {
    source = await servers.leanSource();
    await backUp(source.server, dir);
    secrets = [...(await secretsOf(source.server)), PASSWORD];
  });

  /** Runs a command as a user whose password is one that can be looked for, and looks for every secret in what it says. */
  async function hear(
    exitCode: number,
    args: readonly string[],
    server: Pick<LabServer, 'url'>,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    const login = { ZBX_API_USER: 'e2e.super', ZBX_API_PASS: PASSWORD };
    const ended = await run(args, { ...settings(server, dir), ...login, ...more });
    expect(ended.exitCode, `${args.join(' ')}:\n${ended.stderr.slice(-3000)}`).toBe(exitCode);
    expect(shownIn(ended.stdout + ended.stderr, secrets), args.join(' ')).toEqual([]);
    return ended;
  }

  it('are known to this test: the sample is full of them', () => {
    expect(secrets.length).toBeGreaterThan(25);
    const files = ['hosts.json', 'templates.json', 'mediatypes.json'];
    const text = files.map((file) => readFileSync(join(dir, file), 'utf8')).join('');
    expect(shownIn(text, secrets).length).toBeGreaterThan(10);
  });

  it('are not shown by any command that works, with --json, --verbose and --debug neither', async () => {
    const target = await servers.copy(source.server);
    await createUser(target, 'e2e.super', PASSWORD, 3);
    const { mustSurvive } = await drift(target);
    secrets.push(...(await secretsOf(target)));
    expect(mustSurvive.secretMacros.length).toBeGreaterThan(0);
    const loud = ['--verbose', '--debug'];
    const other = { ZBX_CONFIG_DIR: folder() };
    await hear(3, ['diff', ...loud], target);
    await hear(3, ['diff', '--json', ...loud], target);
    await hear(3, ['restore_config', '--dry-run', ...loud], target);
    await hear(0, ['backup_config', ...loud], target, other);
    await hear(0, ['get_simple_id_map', '--json', ...loud], target, other);
    await hear(0, ['doctor', ...loud], target);
    await hear(0, ['restore_config', '--allow-many', '--yes', ...loud], target);
  });

  it('are not shown by a restore into a fresh server, as text and as JSON', async () => {
    for (const json of [[], ['--json']]) {
      const target = await servers.lean();
      await createUser(target, 'e2e.super', PASSWORD, 3);
      if (json.length === 0) await populateActionNeeds(target);
      await hear(0, ['restore_config', '--debug', '--verbose', ...json], target);
    }
  });

  it('are not shown where something fails: the login, the server, a file, the address', async () => {
    const target = await servers.lean();
    await hear(2, ['backup_config', '--debug'], target, { ZBX_API_PASS: `${PASSWORD} wrong` });
    await hear(2, ['diff', '--json', '--debug'], target, { ZBX_API_PASS: `${PASSWORD} wrong` });
    await createUser(target, 'e2e.super', PASSWORD, 3);

    const nobody = { ZBX_API_HOST: `http://somebody:${encodeURIComponent(PASSWORD)}@127.0.0.1:9/` };
    const refused = await run(['diff', '--debug'], { ...settings(target, dir), ...nobody });
    expect(refused.exitCode).not.toBe(0);
    expect(shownIn(refused.stdout + refused.stderr, secrets)).toEqual([]);

    // Zabbix quotes the whole statement, values included, where its database refuses one.
    for (const table of ['interface', 'hostmacro', 'media_type', 'hosts']) {
      await target.sql(`alter table ${table} add constraint e2e_refused check (false) not valid`);
    }
    await hear(1, ['restore_config', '--debug', '--verbose'], target);
    await hear(1, ['restore_config', '--debug', '--json'], target);

    const broken = folder();
    cpSync(dir, broken, { recursive: true });
    for (const file of ['hosts.json', 'mediatypes.json', 'templates.json']) {
      const text = readFileSync(join(dir, file), 'utf8');
      const place = text.indexOf('assword"');
      writeFileSync(join(broken, file), text.slice(0, place + 30));
      await hear(2, ['diff', '--accept-edited', '--debug'], target, { ZBX_CONFIG_DIR: broken });
      cpSync(join(dir, file), join(broken, file));
    }
  });

  it(`of hosts and proxies: ${version === '5.0' ? 'keys come from the backup' : 'who needs a key is created closed'}`, async () => {
    const target = await servers.lean();
    await populateActionNeeds(target);
    const restored = await expectExit(0, ['restore_config', '--json'], settings(target, dir));
    const { needs } = restored.json();
    const there = [await hostEncryption(target), await proxyEncryption(target)] as const;
    const keys = new Set<string>();
    for (const { host, ...key } of source.sample.hostsWithPsk) closed('hosts', host, key, there[0].get(host));
    for (const { proxy, ...key } of source.sample.proxiesWithPsk) {
      closed('proxies', proxy, key, there[1].get(proxy));
    }
    const wanted = await hostEncryption(source.server);
    for (const host of source.sample.hostsWithCertificate) {
      const { connect, accept, issuer, subject } = there[0].get(host) ?? {};
      expect({ connect, accept, issuer, subject }, host).toEqual({
        connect: wanted.get(host)?.connect,
        accept: wanted.get(host)?.accept,
        issuer: wanted.get(host)?.issuer,
        subject: wanted.get(host)?.subject,
      });
    }

    function closed(
      kind: string,
      key: string,
      former: { identity: string; psk: string },
      encryption: Encryption | undefined,
    ): void {
      expect((Number(encryption?.connect) | Number(encryption?.accept)) & 2, key).toBe(2);
      if (version === '5.0') {
        expect(encryption, key).toMatchObject(former);
        return;
      }
      expect(encryption?.identity, key).not.toBe(former.identity);
      expect(encryption?.psk, key).toMatch(/^[0-9a-f]{64}$/u);
      expect(encryption?.psk, key).not.toBe(former.psk);
      expect(keys.has(encryption?.psk ?? ''), key).toBe(false);
      keys.add(encryption?.psk ?? '');
      expect(needs).toContainEqual({ kind, key, needs: expect.stringContaining('pre-shared key') });
    }
  });

  if (version !== '5.0')
    it('of encryption are left alone where a backup records none, and new hosts get none and are listed', async () => {
      const silent = folder();
      cpSync(dir, silent, { recursive: true });
      const manifest = JSON.parse(readFileSync(join(silent, 'manifest.json'), 'utf8'));
      delete manifest.files['hosts_supplement.json'];
      writeFileSync(join(silent, 'manifest.json'), JSON.stringify(manifest));
      rmSync(join(silent, 'hosts_supplement.json'));

      const target = await servers.copy(source.server);
      await drift(target, { only: ['changePsk', 'changeEncryption', 'deleteHostWithPsk', 'alterHostTags'] });
      const before = await hostEncryption(target);
      const restored = await expectExit(0, ['restore_config', '--json'], settings(target, silent));
      const after = await hostEncryption(target);
      const none = { connect: '1', accept: '1', issuer: '', subject: '', identity: '', psk: '' };
      expect(after.get(HOSTS.encryptedPsk)).toEqual(none);
      after.delete(HOSTS.encryptedPsk);
      expect(after).toEqual(before);
      expect(restored.json().needs).toContainEqual({
        kind: 'hosts',
        key: HOSTS.encryptedPsk,
        needs: expect.stringContaining('encryption'),
      });
    });
});
