import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LabApi, labApi } from '../lab/api.ts';
import { type Certificates, makeCertificates } from '../lab/certificates.ts';
import { type GatewayOptions, startGateway } from '../lab/gateway.ts';
import { LAB_VERSIONS, type LabServer, suiteGone, type ZabbixLab, zabbixLab } from '../lab/zabbix.ts';
import { ConciergeError } from '../src/errors.ts';
import {
  type ConnectionSettings,
  type ConnectOptions,
  connect,
  type Zabbix,
} from '../src/zabbix/connection.ts';
import {
  AnswerTooLargeError,
  LoginError,
  OutcomeUnknownError,
  TlsError,
  UnreachableError,
  ZabbixApiError,
} from '../src/zabbix/errors.ts';
import { inParts } from '../src/zabbix/parts.ts';

/** So many of the stock templates are more than one export can carry at 128M; 5.0 brings only few, which all fit. */
const MANY_TEMPLATES = { '5.0': 100, '6.0': 240, '7.0': 120 };

/** The connection on real servers: what src/zabbix's unit tests take for granted about Zabbix is shown here. */
const PASSWORD = 'zabbix';
const USER_PASSWORD = 'quiet-River+27';

for (const version of LAB_VERSIONS) {
  const gone = await suiteGone(version);
  const hasTokens = version !== '5.0';
  const hasRoles = version !== '5.0';

  describe.skipIf(gone !== undefined)(
    `the connection to Zabbix ${version}${gone ? `, not run: ${gone}` : ''}`,
    () => {
      let lab: ZabbixLab;
      let server: LabServer;
      let api: LabApi;
      const closers: (() => Promise<void>)[] = [];

      beforeAll(async () => {
        lab = await zabbixLab(version);
        server = await lab.fresh('connection');
        api = await labApi(server);
      });

      afterAll(() => lab?.stop());

      afterEach(async () => {
        for (const close of closers.splice(0).reverse()) await close();
      });

      async function open(
        settings: Partial<ConnectionSettings> = {},
        options: ConnectOptions = {},
      ): Promise<Zabbix> {
        const login = settings.token === undefined ? { user: 'Admin', password: PASSWORD } : {};
        const zabbix = await connect({ host: server.url, tlsVerify: true, ...login, ...settings }, options);
        closers.push(() => zabbix.close());
        return zabbix;
      }

      async function gateway(options: GatewayOptions = {}) {
        const started = await startGateway(server, options);
        closers.push(() => started.stop());
        return started;
      }

      const liveSessions = async () =>
        (await server.sql<{ sessionid: string }>('select sessionid from sessions where status = 0')).map(
          (row) => row.sessionid,
        );

      /** A user of the lowest kind, in a group of its own. */
      async function createUser(
        name: string,
        group: object = {},
        role: object = { roleid: '1' },
      ): Promise<void> {
        const { usrgrpids } = await api.call<{ usrgrpids: [string] }>('usergroup.create', {
          name: `of ${name}`,
          ...group,
        });
        await api.call('user.create', {
          ...(version === '5.0' ? { alias: name, type: '1' } : { username: name, ...role }),
          passwd: USER_PASSWORD,
          usrgrps: [{ usrgrpid: usrgrpids[0] }],
        });
      }

      async function hostGroup(name: string): Promise<{ groupid: string }[]> {
        return await api.call('hostgroup.get', { output: ['groupid'], filter: { name } });
      }

      it('logs in, and its logout really ends the session', async () => {
        const before = new Set(await liveSessions());
        const zabbix = await open();
        expect(zabbix.version.series).toBe(version);
        expect(await zabbix.call('host.get', { output: ['host'] })).toEqual([
          expect.objectContaining({ host: 'Zabbix server' }),
        ]);
        const [session, ...others] = (await liveSessions()).filter((id) => !before.has(id));
        expect([session === undefined, others]).toEqual([false, []]);
        await zabbix.close();
        expect(await liveSessions()).not.toContain(session);
      });

      it('says that the password is wrong, and that the account may be blocked', async () => {
        await createUser('blocked');
        for (let attempt = 1; attempt <= 6; attempt += 1) {
          const error = await errorOf(open({ user: 'blocked', password: 'wrong' }));
          expect(error).toBeInstanceOf(LoginError);
          expect(error).toMatchObject({ exitCode: 2, remedy: expect.stringContaining('ZBX_API_PASS') });
        }
        expect(await errorOf(open({ user: 'blocked', password: USER_PASSWORD }))).toBeInstanceOf(LoginError);
      });

      it('says that a user may not log in', async () => {
        await createUser('disabled', { users_status: 1 });
        const error = await errorOf(open({ user: 'disabled', password: USER_PASSWORD }));
        expect(error).toMatchObject({
          name: 'LoginError',
          exitCode: 4,
          why: expect.stringContaining('No permissions'),
        });
      });

      if (hasRoles)
        it('says that a role forbids the API', async () => {
          const role = { name: 'no API', type: 1, rules: { 'api.access': 0 } };
          const { roleids } = await api.call<{ roleids: [string] }>('role.create', role);
          await createUser('without API', {}, { roleid: roleids[0] });
          const error = await errorOf(open({ user: 'without API', password: USER_PASSWORD }));
          expect(error).toMatchObject({ message: 'User without API may not use the API', exitCode: 4 });
        });

      if (hasRoles)
        it('ends the session again that a role lets do nothing', async () => {
          const forbidden = { 'api.access': 1, 'api.mode': 0, api: ['user.get', 'host.get'] };
          const role = { name: 'no reading', type: 1, rules: forbidden };
          const { roleids } = await api.call<{ roleids: [string] }>('role.create', role);
          await createUser('blind', {}, { roleid: roleids[0] });
          const before = await liveSessions();
          const error = await errorOf(open({ user: 'blind', password: USER_PASSWORD }));
          expect(error).toMatchObject({ message: 'User blind may not use the API', exitCode: 4 });
          expect(await liveSessions()).toEqual(before);
        });

      it('ends the session again where the first call after the login gets no answer', async () => {
        const started = await gateway({
          onRequest: ({ method }) => (method === 'user.get' ? { kind: 'cut', when: 'before' } : undefined),
        });
        const before = await liveSessions();
        const error = await errorOf(open({ host: started.url }, { retries: { firstWaitMs: 1 } }));
        expect(error).toBeInstanceOf(UnreachableError);
        expect(started.requests.at(-1)?.method).toBe('user.logout');
        expect(await liveSessions()).toEqual(before);
      });

      it('lets a user with few rights in, and says what it may not', async () => {
        await createUser('humble');
        const zabbix = await open({ user: 'humble', password: USER_PASSWORD });
        expect(await zabbix.call('host.get', {})).toEqual([]);
        const error = await errorOf(zabbix.call('hostgroup.create', { name: 'by humble' }));
        expect(error).toBeInstanceOf(ZabbixApiError);
        expect(error).toMatchObject({
          method: 'hostgroup.create',
          remedy: expect.stringMatching(/rights|role/),
        });
      });

      if (hasTokens)
        it('takes an API token until it is disabled', async () => {
          const { tokenids } = await api.call<{ tokenids: [string] }>('token.create', { name: 'connection' });
          const [made] = await api.call<{ token: string }[]>('token.generate', tokenids);
          const before = await liveSessions();
          const zabbix = await open({ token: made?.token ?? '' });
          expect(await zabbix.call('host.get', { countOutput: true })).toBe('1');
          await zabbix.close();
          expect(await liveSessions()).toEqual(before);

          const second = await open({ token: made?.token ?? '' });
          await api.call('token.update', { tokenid: tokenids[0], status: 1 });
          expect(await errorOf(second.call('host.get', {}))).toBeInstanceOf(LoginError);
          expect(await errorOf(open({ token: made?.token ?? '' }))).toBeInstanceOf(LoginError);
          await api.call('token.update', { tokenid: tokenids[0], status: 0, expires_at: 1_000_000_000 });
          expect(await errorOf(open({ token: made?.token ?? '' }))).toMatchObject({
            name: 'LoginError',
            why: expect.stringContaining('expired'),
          });
        });

      it('says that a token is unknown, or that this version has none', async () => {
        expect(await errorOf(open({ token: 'f'.repeat(64) }))).toMatchObject({
          name: 'LoginError',
          message: hasTokens ? 'Zabbix does not accept the API token' : 'Zabbix 5.0.8 knows no API tokens',
        });
      });

      it('goes on, writing too, when its session is taken away', async () => {
        const zabbix = await open();
        await server.sql('delete from sessions');
        await zabbix.call('hostgroup.create', { name: 'after the session' });
        await server.sql('update sessions set status = 1');
        await Promise.all([zabbix.call('host.get', {}), zabbix.call('item.get', { limit: 1 })]);
        api = await labApi(server);
        expect(await hostGroup('after the session')).toHaveLength(1);
        expect(zabbix.writes).toBe(1);
      });

      it('makes no write a second time whose answer was lost, and the object is there', async () => {
        const cutting = await gateway({
          onRequest: ({ method }) =>
            method === 'hostgroup.create' ? { kind: 'cut', when: 'after' } : undefined,
        });
        const zabbix = await open({ host: cutting.url });
        const error = await errorOf(zabbix.call('hostgroup.create', { name: 'cut off' }));
        expect(error).toBeInstanceOf(OutcomeUnknownError);
        expect(cutting.requests.filter((request) => request.method === 'hostgroup.create')).toHaveLength(1);
        expect(await hostGroup('cut off')).toHaveLength(1);
      });

      it('reads again where an answer was lost', async () => {
        const faulty = await gateway({
          onRequest: ({ method, nth }) => {
            if (method === 'host.get' && nth === 1) return { kind: 'cut', when: 'after' };
            return method === 'host.get' && nth === 2 ? { kind: 'truncate' } : undefined;
          },
        });
        const zabbix = await open({ host: faulty.url }, { retries: { firstWaitMs: 10 } });
        expect(await zabbix.call('host.get', { countOutput: true })).toBe('1');
      });

      it('waits for a web server that is restarted, and a write is carried out once', async () => {
        const retries: string[] = [];
        const zabbix = await open({}, { onRetry: (retry) => retries.push(retry.method) });
        let calls: Promise<unknown> | undefined;
        await server.restart(async () => {
          calls = Promise.all([
            zabbix.call('host.get', { countOutput: true }),
            zabbix.call('hostgroup.create', { name: 'while it was down' }),
          ]);
          while (new Set(retries).size < 2) await sleep(10);
        });
        await calls;
        expect(await hostGroup('while it was down')).toHaveLength(1);
      });

      it('waits for a database that is away for a moment, and never shows a query that failed', async () => {
        const other = await lab.fresh('connection_other', { workers: 1 });
        closers.push(() => other.stop());
        const retries: string[] = [];
        const zabbix = await open({}, { onRetry: (retry) => retries.push(retry.reason) });
        await other.sql(`alter database ${server.name} with allow_connections false`);
        const call = zabbix.call('hostgroup.create', { name: 'when it is back' });
        while (retries.length === 0) await sleep(10);
        await other.sql(`alter database ${server.name} with allow_connections true`);
        await call;
        expect(retries[0]).toMatch(/database/);
        expect(await hostGroup('when it is back')).toHaveLength(1);

        const [group] = await hostGroup('when it is back');
        await server.sql('alter table hosts rename column ipmi_username to gone');
        const error = await errorOf(
          zabbix.call('host.create', {
            ...{ host: 'secretive', groups: [group], ipmi_username: 'u', ipmi_password: 'hunter2' },
            interfaces: [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }],
          }),
        );
        await server.sql('alter table hosts rename column gone to ipmi_username');
        expect(error).toMatchObject({
          name: 'ZabbixApiError',
          why: expect.stringContaining('SQL statement'),
        });
        expect(JSON.stringify(error) + String(error)).not.toContain('hunter2');
      });

      it('exports in parts what at 128M of memory is too large at once', async () => {
        const poor = await lab.copy(server, 'connection_poor', { memoryLimit: '128M', postMaxSize: '16M' });
        closers.push(() => poor.stop());
        const zabbix = await open({ host: poor.url });
        const templates = await zabbix.call<{ templateid: string }[]>('template.get', {
          output: ['templateid'],
        });
        const ids = templates.map((template) => template.templateid).slice(0, MANY_TEMPLATES[version]);
        const asked: number[] = [];
        const exportOf = async (part: string[]) => {
          asked.push(part.length);
          const text = await zabbix.call<string>('configuration.export', {
            format: 'json',
            options: { templates: part },
          });
          return (JSON.parse(text) as { zabbix_export: { templates: unknown[] } }).zabbix_export.templates
            .length;
        };
        if (version !== '5.0') expect(await errorOf(exportOf(ids))).toBeInstanceOf(AnswerTooLargeError);
        asked.length = 0;
        let exported = 0;
        for await (const part of inParts(ids, ids.length, exportOf, { concurrency: 2 }))
          exported += part.result;
        expect(exported).toBe(ids.length);
        if (version !== '5.0') expect(asked.length).toBeGreaterThan(2);
      });

      describe('over TLS', () => {
        let certificates: Certificates;
        let others: Certificates;

        beforeAll(async () => {
          [certificates, others] = [await makeCertificates(), await makeCertificates(['zabbix.example.com'])];
        });

        afterAll(async () => {
          await Promise.all([certificates?.remove(), others?.remove()]);
        });

        it('trusts the authority in ZBX_CA_FILE, at an address without a scheme too', async () => {
          const secure = await gateway({ tls: certificates });
          const { host } = new URL(secure.url);
          const warnings: string[] = [];
          const onWarning = (message: string) => warnings.push(message);
          const zabbix = await open({ host, caFile: certificates.caFile }, { onWarning });
          expect(zabbix.url).toBe(`https://${host}/api_jsonrpc.php`);
          await zabbix.call('hostgroup.create', { name: 'over TLS' });
          expect(warnings).toEqual([]);
        });

        it('sends nothing to a server that is not trusted', async () => {
          const secure = await gateway({ tls: certificates });
          expect(await errorOf(open({ host: secure.url }))).toBeInstanceOf(TlsError);
          expect(await errorOf(open({ host: secure.url, caFile: others.caFile }))).toBeInstanceOf(TlsError);
          const misnamed = await gateway({ tls: others });
          expect(await errorOf(open({ host: misnamed.url, caFile: others.caFile }))).toBeInstanceOf(TlsError);
          expect([...secure.requests, ...misnamed.requests]).toEqual([]);
        });

        it('does so where verification is off, and warns', async () => {
          const secure = await gateway({ tls: others });
          const warnings: string[] = [];
          await open(
            { host: secure.url, tlsVerify: false },
            { onWarning: (message) => warnings.push(message) },
          );
          expect(warnings).toEqual([expect.stringContaining('ZBX_TLS_VERIFY=false')]);
        });
      });
    },
  );
}

/** The error that a person would be shown: it is one that says so, and it holds no password. */
async function errorOf(act: Promise<unknown>): Promise<unknown> {
  const error = await act.then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConciergeError);
  expect(`${JSON.stringify(error)} ${String(error)}`).not.toContain(USER_PASSWORD);
  return error;
}
