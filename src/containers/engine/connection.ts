import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { join } from 'node:path';
import { InputError } from '../../errors.ts';
import { describeFileError } from '../../settings/env-file.ts';
import type { Endpoint } from '../endpoint.ts';
import { connectBySsh } from './ssh.ts';

/** How requests get to an Engine. */
export interface Connection {
  readonly request: typeof requestHttp;
  /** What every request is made with. */
  readonly options: RequestOptions;
  close(): void;
}

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
    const agent = new HttpAgent({ keepAlive: true });
    const options = { socketPath: host.slice('unix://'.length), agent, headers: { host: 'docker' } };
    return { request: requestHttp, options, close: () => agent.destroy() };
  }
  if (host.startsWith('ssh://')) {
    // Each connection is an ssh of its own: one is enough.
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
    agent.createConnection = () => connectBySsh(host, environment);
    const options = { agent, headers: { host: 'docker' } };
    return { request: requestHttp, options, close: () => agent.destroy() };
  }
  const { hostname, port } = new URL(host.replace('tcp:', 'http:'));
  const address = { host: hostname.replace(/^\[|\]$/gu, ''), port: port || '80' };
  if (certPath === undefined) {
    const agent = new HttpAgent({ keepAlive: true });
    return { request: requestHttp, options: { ...address, agent }, close: () => agent.destroy() };
  }
  const agent = new HttpsAgent({
    keepAlive: true,
    ca: readCertificate(certPath, 'ca.pem'),
    cert: readCertificate(certPath, 'cert.pem'),
    key: readCertificate(certPath, 'key.pem'),
  });
  return { request: requestHttps, options: { ...address, agent }, close: () => agent.destroy() };
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
