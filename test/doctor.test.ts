import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import { LAB_VERSIONS, type LabServer, suiteGone, type ZabbixLab, zabbixLab } from '../lab/zabbix.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

interface Doctor {
  readonly exitCode: number | null;
  readonly text: string;
  /** What is said of a subject: status and detail. */
  of(subject: string): string | undefined;
}

interface Line {
  readonly status: string;
  readonly subject: string;
  readonly detail: string;
}

/** Runs `doctor --json` with this environment and nothing else. */
async function doctor(environment: Record<string, string>): Promise<Doctor> {
  const child = spawn(process.execPath, [CLI, 'doctor', '--json'], {
    env: { PATH: process.env.PATH, ZBX_CONFIG_DIR: '/tmp/concierge-doctor-test', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const { checks } = JSON.parse(stdout) as { checks: Line[] };
  return {
    exitCode,
    text: stdout + stderr,
    of(subject) {
      const line = checks.find((each) => each.subject === subject);
      return line && `${line.status}: ${line.detail}`;
    },
  };
}

for (const version of LAB_VERSIONS) {
  const gone = await suiteGone(version);

  describe.skipIf(gone !== undefined)(
    `doctor and Zabbix ${version}${gone ? `, not run: ${gone}` : ''}`,
    () => {
      const password = 'Quiet-River+27';
      let lab: ZabbixLab;
      let server: LabServer;
      let api: LabApi;

      beforeAll(async () => {
        lab = await zabbixLab(version);
        server = await lab.fresh('doctor');
        api = await labApi(server);
      });

      afterAll(() => lab?.stop());

      /** An ordinary user: type 1, in 6.0 and 7.0 by the stock role 1. */
      async function createUser(name: string): Promise<string> {
        const groups = { usrgrps: [{ usrgrpid: '7' }], passwd: password };
        const user = version === '5.0' ? { alias: name, type: 1 } : { username: name, roleid: '1' };
        const { userids } = await api.call<{ userids: string[] }>('user.create', { ...user, ...groups });
        return userids[0] ?? '';
      }

      it('knows a super admin, the version and that nothing is encrypted', async () => {
        const said = await doctor({
          ZBX_API_HOST: server.url,
          ZBX_API_USER: 'Admin',
          ZBX_API_PASS: 'zabbix',
        });
        expect(said.exitCode).toBe(0);
        expect(said.of('Zabbix')).toMatch(`ok: ${version}.`);
        expect(said.of('user')).toMatch(/^ok: Admin, super admin.*everything$/u);
        expect(said.of('TLS')).toMatch(/^ok: not encrypted/u);
      });

      it('warns of a user who sees only a part', async () => {
        await createUser('reader');
        const said = await doctor({
          ZBX_API_HOST: server.url,
          ZBX_API_USER: 'reader',
          ZBX_API_PASS: password,
        });
        expect(said.exitCode).toBe(1);
        expect(said.of('user')).toMatch(/^problem: reader, user.*only a part/u);
        expect(said.text).not.toContain(password);
      });

      it('says that a password is wrong, and does not show it', async () => {
        const said = await doctor({
          ZBX_API_HOST: server.url,
          ZBX_API_USER: 'Admin',
          ZBX_API_PASS: 'wrong-password',
        });
        expect(said.exitCode).toBe(1);
        expect(said.of('Zabbix')).toMatch(/^problem: /u);
        expect(said.text).not.toContain('wrong-password');
      });

      it(`knows whose a token is${version === '5.0' ? ', and that 5.0 has none' : ''}`, async () => {
        if (version === '5.0') {
          const said = await doctor({ ZBX_API_HOST: server.url, ZBX_API_TOKEN: '0123456789abcdef' });
          expect(said.of('Zabbix')).toMatch(/^problem: .*token/u);
          return;
        }
        const userid = await createUser('token-owner');
        const { tokenids } = await api.call<{ tokenids: string[] }>('token.create', [
          { name: 'doctor', userid },
        ]);
        const [generated] = await api.call<{ token: string }[]>('token.generate', tokenids);
        const token = generated?.token ?? '';
        const said = await doctor({ ZBX_API_HOST: server.url, ZBX_API_TOKEN: token });
        expect(said.of('user')).toMatch(/^problem: token-owner, user/u);
        expect(said.of('ZBX_API_TOKEN')).toBe('ok: set (environment)');
        expect(said.text).not.toContain(token);
      });
    },
  );
}
