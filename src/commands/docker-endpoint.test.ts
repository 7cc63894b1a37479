import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, makeAuthority } from '../../lab/authority.ts';
import type { Endpoint } from '../containers/endpoint.ts';
import { InputError } from '../errors.ts';
import { loadSettings } from '../settings/load.ts';
import type { Output } from '../terminal/output.ts';
import { createPaint } from '../terminal/paint.ts';
import { openEndpoint } from './docker-endpoint.ts';

let authority: Authority;
let folder: string;
let said: string[];
beforeAll(async () => {
  authority = await makeAuthority();
});
afterAll(() => authority.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'endpoint-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Opens the endpoint that the environment names, as a command does that was given `--certificates`. */
async function open(
  environment: Record<string, string>,
  certificates?: string,
  component: { readonly name: string | undefined } = { name: 'web' },
): Promise<Endpoint> {
  const output: Output = {
    json: false,
    quiet: false,
    verbose: true,
    paint: createPaint(false),
    result() {},
    info: (line) => void said.push(line),
    warn: (line) => void said.push(`warning: ${line}`),
    detail: (line) => void said.push(line),
  };
  const settings = await loadSettings({}, { CONCIERGE_STATE_DIR: join(folder, 'state'), ...environment });
  return await openEndpoint(
    {
      settings,
      environment,
      output,
      signal: new AbortController().signal,
      onExit() {},
      options: { certificates },
    },
    component.name,
  );
}

const TCP = { DOCKER_HOST: 'tcp://docker.example:2376' };
/** Nothing answers there: whoever asks it fails. */
const ZABBIX = { ZBX_API_HOST: 'http://127.0.0.1:1', ZBX_API_USER: 'u', ZBX_API_PASS: 'p-word' };

describe('an endpoint', () => {
  it("is that of Docker's own context, by the environment that the command was given", async () => {
    const config = join(folder, 'docker');
    const id = createHash('sha256').update('near').digest('hex');
    mkdirSync(join(config, 'contexts', 'meta', id), { recursive: true });
    writeFileSync(
      join(config, 'contexts', 'meta', id, 'meta.json'),
      JSON.stringify({ Name: 'near', Endpoints: { docker: { Host: 'unix:///near.sock' } } }),
    );
    const endpoint = await open({ DOCKER_CONFIG: config, DOCKER_CONTEXT: 'near' });
    expect(endpoint.host).toBe('unix:///near.sock');
  });

  it.each(['unix:///run/docker.sock', 'ssh://user@docker.example'])(
    '%s needs no certificates, whatever is set',
    async (host) => {
      for (const source of [undefined, 'zabbix', 'path', 'none']) {
        const endpoint = await open({ DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', ...ZABBIX }, source);
        expect(endpoint).toEqual({ host, timeoutMs: 60_000 });
      }
      expect(said).toEqual([]);
    },
  );

  it('takes the shorter of two time-outs', async () => {
    const host = 'unix:///run/docker.sock';
    const of = async (more: Record<string, string>) => (await open({ DOCKER_HOST: host, ...more })).timeoutMs;
    expect(await of({ DOCKER_CLIENT_TIMEOUT: '7', COMPOSE_HTTP_TIMEOUT: '90' })).toBe(7000);
    expect(await of({ COMPOSE_HTTP_TIMEOUT: '90' })).toBe(90_000);
  });

  it('of tcp has certificates of the person, where they are checked and stay', async () => {
    const { key, certificate } = await authority.issue({ to: 5 });
    writeFileSync(join(folder, 'key.pem'), key);
    writeFileSync(join(folder, 'cert.pem'), certificate);
    writeFileSync(join(folder, 'ca.pem'), authority.ca);
    for (const source of [undefined, 'path']) {
      const endpoint = await open({ ...TCP, DOCKER_CERT_PATH: folder }, source);
      expect(endpoint).toEqual({ host: TCP.DOCKER_HOST, certPath: folder, timeoutMs: 60_000 });
    }
    expect((await open({ ...TCP, ...ZABBIX, DOCKER_CERT_PATH: folder }, 'path')).certPath).toBe(folder);
    expect(said[0]).toContain(`${join(folder, 'cert.pem')}, the certificate: it expires in 4 days`);
    expect(readdirSync(folder).sort()).toEqual(['ca.pem', 'cert.pem', 'key.pem']);

    writeFileSync(join(folder, 'ca.pem'), '');
    await expect(open({ ...TCP, DOCKER_CERT_PATH: folder })).rejects.toMatchObject({
      message: `The certificates in ${folder} cannot be used`,
      why: `${join(folder, 'ca.pem')}, the CA: it is empty`,
      exitCode: 2,
    });
    rmSync(join(folder, 'key.pem'));
    await expect(open({ ...TCP, DOCKER_CERT_PATH: folder })).rejects.toThrow('key.pem cannot be read');
  });

  it('of tcp without any certificates is an error that names every way out', async () => {
    const error = await open(TCP).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    const { remedy } = error as InputError;
    for (const way of ['ZBX_API_HOST', 'DOCKER_CERT_PATH', '--certificates none'])
      expect(remedy).toContain(way);
    for (const verify of ['', '0', 'false'])
      await expect(open({ ...TCP, DOCKER_TLS_VERIFY: verify })).rejects.toThrow(InputError);
  });

  it('of tcp is in clear only where that is said, and then it is warned of', async () => {
    expect(await open({ ...TCP, ...ZABBIX, DOCKER_CERT_PATH: folder }, 'none')).toEqual({
      host: TCP.DOCKER_HOST,
      timeoutMs: 60_000,
    });
    expect(said).toEqual([
      expect.stringMatching(/^warning: tcp:\/\/docker.example:2376 is spoken to in clear/u),
    ]);
  });

  it('of tcp has those of Zabbix where it is set, and of one component', async () => {
    await expect(open({ ...TCP, ...ZABBIX, DOCKER_CERT_PATH: folder })).rejects.toThrow('127.0.0.1:1');
    await expect(open({ ...TCP, ZBX_API_HOST: 'ftp://x' })).rejects.toThrow('ZBX_API_HOST cannot be used');
    await expect(open(TCP, 'zabbix')).rejects.toThrow(InputError);
  });

  it('of tcp needs a component to know whose certificates in Zabbix are meant', async () => {
    const settings = { ...TCP, ...ZABBIX };
    const error = await open(settings, undefined, { name: undefined }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: 'It is not known whose certificates to take', exitCode: 2 });
  });

  it('removes what a killed run has left, in DOCKER_CERT_PATH and in the state folder', async () => {
    const name = `concierge-certificates-${'a'.repeat(32)}`;
    const state = join(folder, 'state', 'certificates');
    const given = join(folder, 'given');
    for (const base of [state, given]) {
      mkdirSync(join(base, name), { recursive: true });
      writeFileSync(join(base, `${name}.lock`), '');
    }
    await open({ DOCKER_HOST: 'unix:///run/docker.sock', DOCKER_CERT_PATH: given });
    expect(readdirSync(state)).toEqual([]);
    expect(readdirSync(given)).toEqual([]);
    expect(said).toHaveLength(2);
  });
});
