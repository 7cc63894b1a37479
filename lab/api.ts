import { request } from 'node:http';
import type { LabServer, LabVersion } from './zabbix.ts';

/** One call of a JSON-RPC batch. */
export interface LabCall {
  method: string;
  params?: unknown;
}

/**
 * A plain client of a lab server's API. It shares nothing with the product's own, so that tests can judge the one by
 * the other: no retries, no limits, no splitting.
 */
export interface LabApi {
  readonly version: LabVersion;
  /** @throws LabApiError with Zabbix's own words. */
  call<T = unknown>(method: string, params?: unknown): Promise<T>;
  /** Several calls in one request, answered in their order. @throws LabApiError on the first that failed. */
  batch<T = unknown>(calls: readonly LabCall[]): Promise<T[]>;
}

export class LabApiError extends Error {
  readonly method: string;
  readonly code: number;
  readonly data: string;

  constructor(method: string, error: RpcError) {
    super(`${method}: ${error.message} ${error.data ?? ''}`.trim());
    this.name = 'LabApiError';
    this.method = method;
    this.code = error.code;
    this.data = error.data ?? '';
  }
}

interface RpcError {
  code: number;
  message: string;
  data?: string;
}

interface RpcAnswer {
  id: number;
  result?: unknown;
  error?: RpcError;
}

/** Logs in to a lab server. */
export async function labApi(server: LabServer, user = 'Admin', password = 'zabbix'): Promise<LabApi> {
  const url = `${server.url}/api_jsonrpc.php`;
  // 5.0 knows only `user`, 7.0 only `username`; 6.0 takes both.
  const name = server.version === '5.0' ? { user } : { username: user };
  const [session] = await exchange(url, [{ method: 'user.login', params: { ...name, password } }], undefined);
  const batch = (calls: readonly LabCall[]): Promise<unknown[]> => exchange(url, calls, String(session));
  return {
    version: server.version,
    call: async <T>(method: string, params: unknown = {}) => (await batch([{ method, params }]))[0] as T,
    batch: async <T>(calls: readonly LabCall[]) => (await batch(calls)) as T[],
  };
}

/** The session goes into the body: all three versions take it there. */
async function exchange(
  url: string,
  calls: readonly LabCall[],
  auth: string | undefined,
): Promise<unknown[]> {
  if (calls.length === 0) return [];
  const messages = calls.map(({ method, params }, id) => ({
    jsonrpc: '2.0',
    method,
    params: params ?? {},
    id,
    ...(auth === undefined || method === 'apiinfo.version' ? {} : { auth }),
  }));
  const answer = JSON.parse(await post(url, JSON.stringify(messages.length === 1 ? messages[0] : messages)));
  const answers = (Array.isArray(answer) ? answer : [answer]) as RpcAnswer[];
  return calls.map(({ method }, id) => {
    const found = answers.find((one) => one.id === id) ?? answers[0];
    if (found === undefined || found.error !== undefined) {
      throw new LabApiError(method, found?.error ?? { code: 0, message: 'No answer.' });
    }
    return found.result;
  });
}

/** An import of all stock templates takes minutes, for which `fetch` would not wait. */
function post(url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json-rpc' }, timeout: 900_000, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 200 && text !== '') resolve(text);
          else
            reject(
              new Error(`${url} answered HTTP ${response.statusCode}: ${text.slice(0, 500) || 'empty'}`),
            );
        });
      },
    );
    sent.once('error', reject);
    sent.once('timeout', () => sent.destroy(new Error(`${url} did not answer within 900 s.`)));
    sent.end(body);
  });
}
