import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { DEFAULT_SOCKET, requireHost, resolveEndpoint } from './resolve-endpoint.ts';

describe('the address of an Engine', () => {
  it.each([
    ['unix:///var/run/docker.sock', 'unix:///var/run/docker.sock'],
    ['tcp://h', 'tcp://h:2376'],
    ['tcp://h:80', 'tcp://h:80'],
    ['tcp://10.0.0.1:1', 'tcp://10.0.0.1:1'],
    ['tcp://[::1]:2376', 'tcp://[::1]:2376'],
    ['https://h:443/', 'tcp://h:443'],
    [' tcp://h:1\n', 'tcp://h:1'],
    ['ssh://me@h:22', 'ssh://me@h:22'],
    ['ssh://h/run/docker.sock', 'ssh://h/run/docker.sock'],
  ])('%s is taken as %s', (given, host) => {
    expect(requireHost(given)).toBe(host);
  });

  it.each([
    'h:2376',
    '/var/run/docker.sock',
    'unix://docker.sock',
    'npipe:////./pipe/docker',
    'fd://',
    'tcp://',
    'tcp://h:99999',
    'tcp://h/path',
    'tcp://me@h',
    'tcp://h?x',
    'tcp://h h',
    'ssh://-oProxyCommand=x',
    'ssh://-oProxyCommand=x@h',
    'ssh://me:secret@h',
    'ssh://h\nx',
    '',
  ])('%j is refused', (given) => {
    expect(() => requireHost(given)).toThrow(InputError);
  });

  it('is refused without the password that it holds', () => {
    expect(() => requireHost('ssh://me:secret@h')).toThrow(
      expect.objectContaining({ why: expect.not.stringContaining('secret') }),
    );
  });
});

describe('the Engine that is meant', () => {
  const config = mkdtempSync(join(tmpdir(), 'concierge-docker-config-'));
  afterAll(() => rmSync(config, { recursive: true }));
  const environment = { DOCKER_CONFIG: config };
  const none = { host: undefined, certPath: undefined, tls: false, timeoutMs: 1, environment };

  function addContext(name: string, host: string, tls: boolean): string {
    const id = createHash('sha256').update(name).digest('hex');
    mkdirSync(join(config, 'contexts', 'meta', id), { recursive: true });
    writeFileSync(
      join(config, 'contexts', 'meta', id, 'meta.json'),
      JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
    );
    const certificates = join(config, 'contexts', 'tls', id, 'docker');
    if (tls) mkdirSync(certificates, { recursive: true });
    return certificates;
  }

  it('is the usual socket where nobody says anything', () => {
    expect(resolveEndpoint(none)).toEqual({ host: DEFAULT_SOCKET, timeoutMs: 1 });
  });

  it('is that of the current context', () => {
    const certPath = addContext('far', 'tcp://far:2376', true);
    writeFileSync(join(config, 'config.json'), JSON.stringify({ currentContext: 'far' }));
    expect(resolveEndpoint(none)).toEqual({ host: 'tcp://far:2376', certPath, timeoutMs: 1 });
  });

  it('is that of DOCKER_CONTEXT before the current one', () => {
    addContext('near', 'unix:///near.sock', false);
    const given = { ...environment, DOCKER_CONTEXT: 'near' };
    expect(resolveEndpoint({ ...none, environment: given })).toEqual({
      host: 'unix:///near.sock',
      timeoutMs: 1,
    });
    const usual = { ...environment, DOCKER_CONTEXT: 'default' };
    expect(resolveEndpoint({ ...none, environment: usual })).toEqual({ host: DEFAULT_SOCKET, timeoutMs: 1 });
  });

  it('is not guessed where the context is not there', () => {
    const given = { ...environment, DOCKER_CONTEXT: 'gone' };
    expect(() => resolveEndpoint({ ...none, environment: given })).toThrow(/"gone" is not there/u);
  });

  it('is DOCKER_HOST before any context, with certificates for tcp only', () => {
    const given = { ...none, certPath: '/c', tls: true };
    expect(resolveEndpoint({ ...given, host: 'tcp://h' })).toEqual({
      host: 'tcp://h:2376',
      certPath: '/c',
      timeoutMs: 1,
    });
    expect(resolveEndpoint({ ...given, host: 'unix:///s' })).toEqual({ host: 'unix:///s', timeoutMs: 1 });
    expect(resolveEndpoint({ ...none, host: 'tcp://h', tls: true })).toMatchObject({ certPath: config });
    expect(resolveEndpoint({ ...none, host: 'tcp://h' })).toEqual({ host: 'tcp://h:2376', timeoutMs: 1 });
  });
});
