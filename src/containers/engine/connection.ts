import { readFileSync } from 'node:fs';
import type { RequestOptions, request } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { InputError } from '../../errors.ts';
import { describeFileError } from '../../settings/env-file.ts';
import { http } from '../../zabbix/node-http.ts';
import type { Endpoint } from '../endpoint.ts';
import { connectBySsh } from './ssh.ts';

/** How requests get to an Engine. */
export interface Connection {
  readonly request: typeof request;
  /** What every request is made with. */
  readonly options: RequestOptions;
  close(): void;
}

/** Left to itself, node:http asks whether the name is an address, for TLS: by patterns that take it 5 ms to prepare. */
const NO_HOST = { headers: { host: 'docker' }, servername: '' };

/**
 * Prepares the way to an Engine; nothing is sent yet.
 * @throws InputError where a certificate cannot be read
 */
export function openConnection(
  endpoint: Endpoint,
  environment: Readonly<Record<string, string | undefined>>,
): Connection {
  const { host, certPath } = endpoint;
  if (host.startsWith('unix://')) {
    const agent = new http.Agent({ keepAlive: true });
    const options = { socketPath: host.slice('unix://'.length), agent, ...NO_HOST };
    return { request: http.request, options, close: () => agent.destroy() };
  }
  if (host.startsWith('ssh://')) {
    // Each connection is an ssh of its own: one is enough.
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    agent.createConnection = () => connectBySsh(host, environment);
    const options = { agent, ...NO_HOST };
    return { request: http.request, options, close: () => agent.destroy() };
  }
  const { hostname, port } = new URL(host.replace('tcp:', 'http:'));
  const address = { host: hostname.replace(/^\[|\]$/gu, ''), port: port || '80' };
  if (certPath === undefined) {
    const agent = new http.Agent({ keepAlive: true });
    return { request: http.request, options: { ...address, agent }, close: () => agent.destroy() };
  }
  const https = process.getBuiltinModule('node:https');
  const agent = new https.Agent({
    keepAlive: true,
    ca: readCertificate(certPath, 'ca.pem'),
    cert: readCertificate(certPath, 'cert.pem'),
    key: readCertificate(certPath, 'key.pem'),
  });
  return { request: https.request, options: { ...address, agent }, close: () => agent.destroy() };
}

function readCertificate(folder: string, name: string): Buffer {
  const file = join(folder, name);
  try {
    return readFileSync(file);
  } catch (error) {
    throw new InputError(`${file} cannot be read`, {
      why: describeFileError(error),
      remedy: 'DOCKER_CERT_PATH names a folder that holds ca.pem, cert.pem and key.pem.',
      cause: error,
    });
  }
}
