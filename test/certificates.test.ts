import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, type Issued, makeAuthority } from '../lab/authority.ts';
import { type DockerLab, dockerLab } from '../lab/docker.ts';
import type { LabServer } from '../lab/zabbix.ts';
import {
  certificateSettings,
  fileOptions,
  type HostMaker,
  hear,
  hostMaker,
  type Texts,
  tellingLines,
  texts,
} from './support/certificates.ts';
import { useDockerTexts } from './support/docker-texts.ts';
import { useFolders } from './support/folders.ts';
import { expectExit } from './support/program.ts';
import { createUser } from './support/secrets.ts';
import { onEachVersion } from './support/servers.ts';

await onEachVersion('certificates in Zabbix', (servers) => {
  const folder = useFolders();
  const state = folder();
  let docker: DockerLab;
  let authority: Authority;
  let client: Issued;
  let server: LabServer;
  let hosts: HostMaker;
  let environment: Record<string, string>;
  let good: Texts;
  /** Those that the lab's Engine takes. */
  let engineTexts: Texts;
  const hidden: string[] = [];

  function hide({ key = '', ca = '', certificate = '' }: Partial<Texts>): void {
    hidden.push(...tellingLines(key, ca, certificate));
  }

  beforeAll(async () => {
    docker = await dockerLab();
    authority = await makeAuthority();
    client = await authority.issue();
    good = texts(authority.ca, client);
    engineTexts = useDockerTexts(docker);
    server = await servers.fresh();
    hosts = await hostMaker(server);
    environment = certificateSettings(server, state);
    hide(good);
    hide(engineTexts);
  });
  afterAll(async () => {
    await authority.remove();
    await docker.stop();
  });

  const check = (component: string, exitCode: number, ...more: string[]) =>
    hear(exitCode, ['certificates', 'check', component, ...more], environment, hidden);
  /** One after the other: two at once would both make the host. */
  const put = async (component: string, exitCode: number, given: Texts) => {
    const options = fileOptions(folder(), given);
    if (exitCode === 0)
      return await expectExit(0, ['certificates', 'put', component, ...options], environment);
    return await hear(exitCode, ['certificates', 'put', component, ...options], environment, hidden);
  };
  const row = async (host: string) =>
    (
      await server.sql(
        `select h.hostid, h.status, i.inventory_mode, i.alias, i.notes, i.poc_1_notes, i.poc_2_notes
         from hosts h join host_inventory i on i.hostid = h.hostid where h.host = '${host}'`,
      )
    )[0];

  describe('put', () => {
    it('makes a dummy host, then changes only what differs, and says what it did', async () => {
      const options = fileOptions(folder(), good);
      const put = ['certificates', 'put', 'made', ...options, '--json'];
      const first = await expectExit(0, put, environment);
      expect(first.json()).toMatchObject({
        action: 'created',
        host: 'concierge-certificates-made',
        groupCreated: true,
      });
      const made = await row('concierge-certificates-made');
      expect(made).toMatchObject({
        status: '1',
        inventory_mode: '0',
        alias: 'made',
        notes: good.key,
        poc_1_notes: good.ca,
        poc_2_notes: good.certificate,
      });
      const second = await expectExit(0, put, environment);
      expect(second.json()).toMatchObject({ action: 'unchanged', written: [] });

      const renewed = { ...good, certificate: good.certificate + authority.ca };
      const third = await expectExit(
        0,
        ['certificates', 'put', 'made', ...fileOptions(folder(), renewed), '--json'],
        environment,
      );
      expect(third.json()).toMatchObject({
        action: 'updated',
        groupCreated: false,
        written: ['inventory field "Secondary POC notes" (poc_2_notes)'],
      });
      expect(await row('concierge-certificates-made')).toEqual({ ...made, poc_2_notes: renewed.certificate });
      await check('made', 0);
    });

    it('writes into the host that has the alias, whatever it is called, and into no other', async () => {
      await hosts.make('kept-consul', 'putconsul', good);
      await hosts.make('kept-Putcon', 'Putcon', {});
      await hosts.make('kept-putcon', 'putcon', { key: good.key });
      const rows = () =>
        server.sql(
          `select h.*, i.* from hosts h left join host_inventory i on i.hostid = h.hostid
           where h.host <> 'kept-putcon' order by h.hostid`,
        );
      const before = await rows();
      await put('putcon', 0, engineTexts);
      expect(await rows()).toEqual(before);
      expect(await row('kept-putcon')).toMatchObject({ notes: engineTexts.key, poc_1_notes: engineTexts.ca });
    });

    it('takes nothing that could not be used, and nothing that it would overwrite', async () => {
      const other = await authority.issue();
      hide(other);
      const mixed = await put('nothing', 2, { ...good, key: other.key });
      expect(mixed.stderr).toContain('key.pem, the private key: it does not belong to the certificate');
      expect(await row('concierge-certificates-nothing')).toBeUndefined();

      await hosts.make('real', 'real', { key: 'Rack 7, call Ann first' }, { status: 0 });
      const refused = await put('real', 4, good);
      expect(refused.stderr).toContain('Host real holds something else than certificates');
      expect(refused.stderr).not.toContain('Ann');
      expect(await row('real')).toMatchObject({ notes: 'Rack 7, call Ann first', poc_1_notes: '' });

      await hosts.make('concierge-certificates-taken', 'another', {});
      expect((await put('taken', 4, good)).stderr).toContain('a host concierge-certificates-taken already');
    });
  });

  describe('check', () => {
    it('asks the Engine, which answers to its own and to no others', async () => {
      await put('engine', 0, engineTexts);
      const ended = await check('engine', 0, '-u', docker.tcpHost);
      expect(ended.stdout).toContain(`${docker.tcpHost} answers`);
      await put('stranger', 0, { ...good, ca: engineTexts.ca });
      expect((await check('stranger', 1, '-u', docker.tcpHost)).stdout).toContain('refuses the certificate');
      await put('wrongca', 0, { ...engineTexts, ca: good.ca });
      expect((await check('wrongca', 1, '-u', docker.tcpHost)).stdout).toContain(
        'the CA did not sign the certificate that the Engine shows',
      );
      expect((await check('engine', 1, '-u', 'tcp://127.0.0.1:1')).stdout).toContain('ECONNREFUSED');
      expect((await check('engine', 0, '-u', 'unix:///nowhere.sock')).stdout).toContain(
        'needs no certificates',
      );
    });

    it('never takes the host of a component whose name is longer, or in another case', async () => {
      await hosts.make('of-consul', 'consul', good);
      await hosts.make('of-CON', 'CON', good);
      await hosts.make('of-blank', ' con', good);
      const ended = await check('con', 1);
      expect(ended.stdout).toContain('Zabbix has no certificates for con');
      expect(ended.stdout).not.toContain('of-');
      await hosts.make('of-con', 'con', { ...good, ca: '' });
      expect((await check('con', 1)).stdout).toMatch(/"Primary POC notes" \(poc_1_notes\) +it is empty/u);
      await check('consul', 0);
    });

    it('names both of two hosts with one alias', async () => {
      await hosts.make('twin-a', 'twin', good);
      await hosts.make('twin-b', 'twin', engineTexts);
      const { stdout } = await check('twin', 1);
      expect(stdout).toContain('is twin on twin-a, twin-b');
      expect((await put('twin', 1, good)).stderr).toContain('is twin on twin-a, twin-b');
    });

    it('takes what went through a form: other line ends, blanks around', async () => {
      const crlf = (text: string): string => `\r\n ${text.trim().replaceAll('\n', '\r\n')}`;
      await hosts.make('form', 'form', {
        key: crlf(engineTexts.key),
        ca: crlf(engineTexts.ca),
        certificate: crlf(engineTexts.certificate),
      });
      await check('form', 0, '-u', docker.tcpHost);
    });

    it('holds a key of 4096 bits', async () => {
      const large = await authority.issue({ rsaBits: 4096 });
      hide(large);
      await put('large', 0, texts(authority.ca, large));
      await check('large', 0);
    });

    it.each([
      ['empty', /\(notes\) +it is empty/u, async () => ({ key: ' \r\n' })],
      [
        'words',
        /\(notes\) +it holds no private key in PEM/u,
        async () => ({ key: 'ask the operators for it' }),
      ],
      ['swapped', /\(notes\) +it holds a certificate, where/u, async () => ({ key: good.certificate })],
      ['expired', /\(poc_2_notes\) +it expired on \d/u, () => authority.issue({ from: -9, to: -1 })],
      ['early', /\(poc_2_notes\) +it is not valid before \d/u, () => authority.issue({ from: 2 })],
      [
        'mismatched',
        /\(notes\) +it does not belong to the certificate/u,
        async () => ({ key: (await authority.issue()).key }),
      ],
      [
        'encrypted',
        /\(notes\) +the key is encrypted/u,
        async () => ({ key: await client.encryptedKey('pkcs8') }),
      ],
      [
        'olderform',
        /\(notes\) +the key is encrypted/u,
        async () => ({ key: await client.encryptedKey('traditional') }),
      ],
    ] as const)('names host and field where it is %s', async (component, said, made) => {
      const { key, certificate } = { ...good, ...((await made()) as Partial<Issued>) };
      const given = { ...good, key, certificate };
      hide(given);
      await hosts.make(`bad-${component}`, component, given);
      const { stdout } = await check(component, 1);
      expect(stdout).toMatch(said);
      expect(stdout).toContain(`bad-${component}`);
      expect(stdout).not.toContain('ask the operators');
    });

    it('warns of a certificate that expires within 14 days', async () => {
      const soon = await authority.issue({ to: 10 });
      hide(soon);
      await hosts.make('soon', 'soon', texts(authority.ca, soon));
      expect((await check('soon', 0)).stdout).toMatch(/warning .* it expires in 9 days, on/u);
    });

    it('says what a user who may not see the host has to ask for', async () => {
      await createUser(server, 'nobody', 'Quiet-River+27', 1);
      await hosts.make('unseen', 'unseen', good);
      const { stdout } = await hear(
        1,
        ['certificates', 'check', 'unseen'],
        { ...environment, ZBX_API_USER: 'nobody', ZBX_API_PASS: 'Quiet-River+27' },
        hidden,
      );
      expect(stdout).toContain('or this user may not see it');
      expect(stdout).toContain("the right to read the host's group");
    });
  });
});
