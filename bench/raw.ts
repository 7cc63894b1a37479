import { request } from 'node:http';
import type { LabServer } from '../lab/zabbix.ts';

/**
 * The API without anything around it: a request, and its answer's bytes thrown away. This is what the program is
 * measured against, so it does nothing that costs time on this side.
 */
export interface RawApi {
  /** Asks, and reads the answer to its end. @returns its length in bytes. @throws Error where it is no result */
  ask(method: string, params: unknown): Promise<number>;
  /** Asks for something small and gives the result. */
  get<T>(method: string, params: unknown): Promise<T>;
}

/** How an answer begins that holds a result. */
const RESULT = /^\s*\{"jsonrpc":"2\.0","result":/;

export async function rawApi(server: LabServer): Promise<RawApi> {
  const url = `${server.url}/api_jsonrpc.php`;
  const name = server.version === '5.0' ? { user: 'Admin' } : { username: 'Admin' };
  let auth: string | undefined;
  const send = (method: string, params: unknown): Promise<Buffer[]> =>
    post(url, JSON.stringify({ jsonrpc: '2.0', method, params, id: 1, ...(auth && { auth }) }));
  const api: RawApi = {
    async ask(method, params) {
      const chunks = await send(method, params);
      requireResult(method, chunks);
      return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    },
    async get<T>(method: string, params: unknown): Promise<T> {
      const chunks = await send(method, params);
      requireResult(method, chunks);
      return (JSON.parse(Buffer.concat(chunks).toString()) as { result: T }).result;
    },
  };
  auth = await api.get<string>('user.login', { ...name, password: 'zabbix' });
  return api;
}

function requireResult(method: string, [first]: readonly Buffer[]): void {
  const beginning = first?.subarray(0, 300).toString() ?? '';
  if (!RESULT.test(beginning)) throw new Error(`${method} gave no result: ${beginning || 'empty'}`);
}

function post(url: string, body: string): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json-rpc' };
    const sent = request(url, { method: 'POST', headers, timeout: 900_000, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => resolve(chunks));
    });
    sent.once('error', reject);
    sent.once('timeout', () => sent.destroy(new Error(`${url} did not answer within 900 s`)));
    sent.end(body);
  });
}

/** The time that something takes, in seconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** The ids of all objects of a class that a person made, by name: every order of them is the same one. */
export async function idsOf(api: RawApi, kind: 'template' | 'host'): Promise<string[]> {
  const rows = await api.get<Record<string, string>[]>(`${kind}.get`, {
    output: [`${kind}id`, 'host'],
    ...(kind === 'host' && { filter: { flags: 0 } }),
  });
  return rows.sort((a, b) => ((a.host ?? '') < (b.host ?? '') ? -1 : 1)).map((row) => row[`${kind}id`] ?? '');
}

/** configuration.export of these objects in one call. @returns bytes */
export function exportAll(
  api: RawApi,
  option: 'templates' | 'hosts',
  ids: readonly string[],
): Promise<number> {
  return api.ask('configuration.export', { format: 'json', options: { [option]: ids } });
}

/** The same in parts of `size`, so many at a time. */
export async function exportInParts(
  api: RawApi,
  option: 'templates' | 'hosts',
  ids: readonly string[],
  size: number,
  atOnce: number,
): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < ids.length) {
      const part = ids.slice(next, next + size);
      next += size;
      await exportAll(api, option, part);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
