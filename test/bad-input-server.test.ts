import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labApi } from '../lab/api.ts';
import { type Certificates, makeCertificates } from '../lab/certificates.ts';
import type { LabServer } from '../lab/zabbix.ts';
import { expectFailure, expectNothingWritten, type Told } from './support/failures.ts';
import { hashes, useFolders } from './support/folders.ts';
import { backUp, expectExit, run, settings } from './support/program.ts';
import { onEachVersion } from './support/servers.ts';

/** Settings that are missing or wrong, servers that cannot be reached or trusted, users who may not. */

const COMMANDS = [['backup_config'], ['diff'], ['restore_config', '--yes'], ['get_simple_id_map']];
const PASSWORD = 'Quiet-River+27';

describe('no settings', () => {
  const folder = useFolders();

  it('at all: each command says what it needs first', async () => {
    for (const command of COMMANDS) {
      const told = await expectFailure(2, command, {});
      expect(told.message).toBe('Settings are missing');
      for (const name of ['ZBX_CONFIG_DIR', 'ZBX_API_HOST', 'ZBX_API_USER and ZBX_API_PASS']) {
        expect(told.remedy).toContain(name);
      }
    }
    const doctor = await run(['doctor'], {});
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toContain('ZBX_API_HOST');
  });

  it('of the server, or to log in with', async () => {
    const dir = folder();
    const asked: [Record<string, string>, RegExp, RegExp][] = [
      [{}, /Settings are missing/u, /address of the Zabbix server.*ZBX_API_HOST/su],
      [{ ZBX_API_TOKEN: 'x' }, /address of the Zabbix server is not known/u, /ZBX_API_HOST/u],
      [{ ZBX_API_HOST: '127.0.0.1:1' }, /nothing to log in/u, /ZBX_API_USER and ZBX_API_PASS/u],
      [{ ZBX_API_HOST: '127.0.0.1:1', ZBX_API_USER: 'x' }, /nothing to log in/u, /ZBX_API_PASS/u],
    ];
    for (const [environment, message, remedy] of asked) {
      const told = await expectFailure(2, ['backup_config'], { ...environment, ZBX_CONFIG_DIR: dir });
      expect(told.message).toMatch(message);
      expect(`${told.why} ${told.remedy}`).toMatch(remedy);
    }
    expect(existsSync(dir)).toBe(false);
  });

  it('that can be read', async () => {
    const dir = folder();
    const empty = folder();
    writeFileSync(empty, '');
    const wrong: [Record<string, string>, RegExp][] = [
      [{ ZBX_API_HOST: 'ftp://127.0.0.1' }, /ZBX_API_HOST/u],
      [{ ZBX_API_HOST: `http://Admin:${PASSWORD}@127.0.0.1` }, /ZBX_API_HOST/u],
      [{ ZBX_API_PASS: '/nonexistent/password' }, /ZBX_API_PASS/u],
      [{ ZBX_API_PASS: empty }, /ZBX_API_PASS/u],
      [{ ZBX_API_HOST: 'https://127.0.0.1:1', ZBX_CA_FILE: '/nonexistent/ca.pem' }, /ZBX_CA_FILE/u],
      [{ ZBX_API_HOST: 'https://127.0.0.1:1', ZBX_CA_FILE: empty }, /ZBX_CA_FILE/u],
    ];
    for (const [setting, message] of wrong) {
      const environment = { ...settings({ url: 'http://127.0.0.1:1' }, dir), ...setting };
      const told = await expectFailure(2, ['backup_config'], environment);
      expect(told.message).toMatch(message);
      expect(told.ended.stderr).not.toContain(PASSWORD);
      expect(told.why).toMatch(/\w/u);
    }
    expect(existsSync(dir)).toBe(false);
  });

  it('but a kind, an option or a command that does not exist', async () => {
    const environment = settings({ url: 'http://127.0.0.1:1' }, folder());
    const wrong: [string[], RegExp, RegExp][] = [
      [['diff', '--only', 'host'], /no kind "host"/u, /hostgroups.*hosts.*trigger_actions/u],
      [['backup_config', '--skip', 'widgets'], /no kind "widgets"/u, /mediatypes/u],
      [['restore_config', '--only', 'hosts,'], /not a pattern/u, /kind:name/u],
      [['restore_config', '--only', 'hosts:'], /not a pattern/u, /kind:name/u],
      [['restore_config', '--force-template'], /no option --force-template/u, /--help/u],
    ];
    for (const [args, message, remedy] of wrong) {
      const told = await expectFailure(2, args, environment);
      expect(told.message).toMatch(message);
      expect(told.remedy).toMatch(remedy);
    }
    const unknown = await expectExit(2, ['restore-everything'], environment);
    expect(unknown.stderr).toMatch(
      /^error: +"restore-everything" is not a command\nto do: .*restore_config/u,
    );
    expect(unknown.stdout).toBe('');
  });
});

await onEachVersion('a user who may not', (servers) => {
  const folder = useFolders();
  const { version } = servers;
  const whole = folder();
  const partial = folder();
  let server: LabServer;

  beforeAll(async () => {
    server = await servers.lean();
    await createUser('reader', 1);
    await createUser('administrator', 2);
    await createUser('nobody', 1, '9');
    await backUp(server, whole);
  });

  /** Types: 1 user, 2 admin; group 8 are guests, 9 is the disabled one. */
  async function createUser(name: string, type: 1 | 2, usrgrpid = '8'): Promise<void> {
    const user = version === '5.0' ? { alias: name, type } : { username: name, roleid: String(type) };
    await (await labApi(server)).call('user.create', { ...user, passwd: PASSWORD, usrgrps: [{ usrgrpid }] });
  }

  function as(user: string, at: { url: string }, dir: string): Record<string, string> {
    return { ...settings(at, dir), ZBX_API_USER: user, ZBX_API_PASS: PASSWORD };
  }

  it('log in, with this password or by this name', async () => {
    const dir = folder();
    for (const user of ['reader', 'no such user']) {
      for (const command of [['backup_config'], ['get_simple_id_map']]) {
        const environment = { ...as(user, server, dir), ZBX_API_PASS: 'Wrong-River+28' };
        const told = await expectFailure(2, command, environment);
        expect(told.message).toBe(`Zabbix does not accept user ${user} with this password`);
        expect(told.remedy).toContain('ZBX_API_USER and ZBX_API_PASS');
      }
    }
    expect(existsSync(dir)).toBe(false);
  });

  it('log in, because its group is disabled', async () => {
    const told = await expectFailure(4, ['backup_config'], as('nobody', server, folder()));
    expect(told.message).toBe('User nobody may not log in');
  });

  it('see everything: a backup is refused, and the earlier one stays', async () => {
    const before = hashes(whole);
    for (const [user, type] of [
      ['reader', 'user'],
      ['administrator', 'admin'],
    ] as const) {
      for (const dir of [whole, folder()]) {
        const gateway = await servers.gateway(server);
        const told = await expectFailure(4, ['backup_config'], as(user, gateway, dir));
        expect(told.message).toBe('The backup would not be whole');
        expect(told.why).toContain(`${user} is of the type ${type}`);
        expect(told.remedy).toContain('--partial');
        expectNothingWritten(gateway);
        expect(existsSync(dir)).toBe(dir === whole);
      }
    }
    expect(hashes(whole)).toEqual(before);
  });

  it('see everything: with --partial there is a backup, and its manifest says so', async () => {
    const environment = as('administrator', server, partial);
    const said = await expectExit(0, ['backup_config', '--partial', '--json'], environment);
    expect(said.json()).toMatchObject({ partial: true });
    await expectExit(0, ['backup_config', '--partial'], as('reader', server, folder()));
    const told = await expectFailure(4, ['backup_config', '--partial'], as('administrator', server, whole));
    expect(told.message).toContain('A partial backup would replace one that is not partial in');
    expect(told.remedy).toContain('--config-dir');
    expect(said.stderr).toMatch(/warning: The backup is partial: .*administrator/u);
    expect(JSON.parse(readFileSync(join(partial, 'manifest.json'), 'utf8'))).toMatchObject({ partial: true });
    expect(JSON.parse(readFileSync(join(whole, 'manifest.json'), 'utf8'))).toMatchObject({ partial: false });
  });

  it('see everything: what it backed up is restored only when that is asked for', async () => {
    const gateway = await servers.gateway(server);
    const told = await expectFailure(4, ['restore_config', '--yes'], settings(gateway, partial));
    expect(told.message).toBe('The backup is partial');
    expect(told.remedy).toContain('--partial');
    expectNothingWritten(gateway);
    await expectFailure(4, ['diff'], settings(gateway, partial));
    const { stdout } = await expectExit(0, ['diff', '--partial'], settings(server, partial));
    expect(stdout).toContain('No difference');
    await expectExit(0, ['restore_config', '--partial', '--yes'], settings(server, partial));
    await expectExit(0, ['diff'], settings(server, whole));
  });

  it('see everything: it may restore nothing', async () => {
    for (const user of ['reader', 'administrator']) {
      for (const args of [['--yes'], ['--yes', '--partial'], ['--force-templates', '--yes'], ['--dry-run']]) {
        const gateway = await servers.gateway(server);
        const told = await expectFailure(4, ['restore_config', ...args], as(user, gateway, whole));
        expect(told.message).toBe('What is on the server would not be seen as it is');
        expect(told.why).toContain(user);
        expect(told.remedy).toContain('Super admin');
        expectNothingWritten(gateway);
      }
    }
  });

  // Roles came with 5.2. A super admin sees every object, and may still be kept from a method.
  if (version === '5.0') return;

  it('call a method, because the role of a super admin forbids it', async () => {
    const api = await labApi(server);
    const [group] = await api.call<{ usrgrpid: string }[]>('usergroup.get', {
      filter: { name: 'Zabbix administrators' },
    });
    const { roleids } = await api.call<{ roleids: string[] }>('role.create', {
      name: 'Super admin without tokens',
      type: '3',
      rules: { actions: [{ name: 'manage_api_tokens', status: '0' }] },
    });
    const user = { username: 'keyless', roleid: roleids[0], passwd: PASSWORD };
    await api.call('user.create', { ...user, usrgrps: [{ usrgrpid: group?.usrgrpid }] });
    const dir = folder();
    const told = await expectFailure(4, ['backup_config'], as('keyless', server, dir));
    expect(told.message).toBe('Zabbix refused token.get');
    expect(told.remedy).toContain('Manage API tokens');
    expect(existsSync(dir)).toBe(false);
    await expectExit(0, ['backup_config', '--skip', 'tokens'], as('keyless', server, dir));
  });
});

await onEachVersion(
  'the way to Zabbix',
  (servers) => {
    const folder = useFolders();
    const dir = folder();
    let server: LabServer;
    let silent: Server;
    let untold: Promise<Told>;
    let certificates: Certificates;

    beforeAll(async () => {
      server = await servers.lean();
      await backUp(server, dir);
      certificates = await makeCertificates();
      silent = await listening(createServer(() => {}));
      // Two tries of 20 s each: they go by while the other tests run.
      untold = expectFailure(1, ['backup_config'], settings(at(silent), dir));
      untold.catch(() => {});
    });

    afterAll(async () => {
      silent?.closeAllConnections();
      silent?.close();
      await certificates?.remove();
    });

    it('a host that does not accept connections', async () => {
      const before = hashes(dir);
      const closed = await listening(createServer());
      const environment = settings(at(closed), dir);
      closed.close();
      await once(closed, 'close');
      for (const command of COMMANDS) {
        const told = await expectFailure(1, command, environment);
        expect(told.message).toMatch(/^Zabbix at http:\/\/127\.0\.0\.1:\d+ does not accept connections$/u);
        expect(told.why).toContain('ECONNREFUSED');
      }
      expect(hashes(dir)).toEqual(before);
    });

    it('a host that is no Zabbix', async () => {
      const other = await listening(
        createServer((_, answer) =>
          answer.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Shop</h1>'),
        ),
      );
      const told = await expectFailure(2, ['diff'], settings(at(other), dir));
      expect(told.message).toMatch(/^No Zabbix API answers at http:\/\/127\.0\.0\.1:\d+\//u);
      expect(told.remedy).toMatch(/ZBX_API_HOST/u);
      other.closeAllConnections();
      other.close();
    });

    it('a certificate that is not trusted: nothing is sent, above all no password', async () => {
      const gateway = await servers.gateway(server, { tls: certificates });
      for (const command of COMMANDS) {
        const told = await expectFailure(1, command, settings(gateway, dir));
        expect(told.message).toBe(`The certificate of ${gateway.url} is not accepted`);
        expect(told.remedy).toMatch(/ZBX_CA_FILE.*ZBX_TLS_VERIFY=false/u);
      }
      expect(gateway.requests).toEqual([]);
      // Neither is it where the address leaves the scheme open: http would be no way out.
      const { host } = new URL(gateway.url);
      await expectFailure(1, ['diff'], { ...settings(gateway, dir), ZBX_API_HOST: host });
      expect(gateway.requests).toEqual([]);
    });

    it('a certificate of an authority in ZBX_CA_FILE is trusted', async () => {
      const gateway = await servers.gateway(server, { tls: certificates });
      const environment = { ...settings(gateway, dir), ZBX_CA_FILE: certificates.caFile };
      const said = await expectExit(0, ['diff'], environment);
      expect(said.stderr).not.toContain('warning');
      await expectExit(0, ['backup_config'], { ...environment, ZBX_CONFIG_DIR: folder() });
    });

    it('a certificate that is not trusted is taken with ZBX_TLS_VERIFY=false, and a warning', async () => {
      const gateway = await servers.gateway(server, { tls: certificates });
      for (const off of ['false', 'False', 'no', '0']) {
        const said = await expectExit(0, ['diff'], { ...settings(gateway, dir), ZBX_TLS_VERIFY: off });
        expect(said.stderr).toMatch(/warning: .*not verified \(ZBX_TLS_VERIFY=false\)/u);
      }
      await expectFailure(1, ['diff'], { ...settings(gateway, dir), ZBX_TLS_VERIFY: '1' });
      const told = await expectFailure(2, ['diff'], { ...settings(gateway, dir), ZBX_TLS_VERIFY: 'nope' });
      expect(told.why).toContain('"nope" is none of true,');
    });

    it('a certificate of another name', async () => {
      const others = await makeCertificates(['zabbix.example.com']);
      const gateway = await servers.gateway(server, { tls: others });
      const environment = { ...settings(gateway, dir), ZBX_CA_FILE: others.caFile };
      const told = await expectFailure(1, ['diff'], environment);
      expect(told.message).toBe(`The certificate of ${gateway.url} is not accepted`);
      expect(told.remedy).toContain('Use the name that the certificate is made for');
      expect(gateway.requests).toEqual([]);
      await others.remove();
    });

    it('https where there is only http', async () => {
      const { host } = new URL(server.url);
      const told = await expectFailure(1, ['diff'], settings({ url: `https://${host}` }, dir));
      expect(told.message).toBe(`No TLS connection to https://${host} can be made`);
      expect(told.remedy).toContain('http://');
    });

    it('a host that does not answer', async () => {
      const before = hashes(dir);
      const told = await untold;
      expect(told.message).toMatch(/^Zabbix at http:\/\/127\.0\.0\.1:\d+ does not answer in time$/u);
      expect(told.why).toContain('20 s');
      expect(hashes(dir)).toEqual(before);
    });
  },
  ['7.0'],
);

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function at(server: Server): { url: string } {
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
