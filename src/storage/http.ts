import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { IDLE_MS, type StoreAgents } from './agents.ts';

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly signal: AbortSignal;
}

/**
 * Sends a request and gives the answer as soon as its head is there. Where a kept connection turns out to have been closed
 * by the store meanwhile, the request goes over another one: it is no failure of either
 * (https://nodejs.org/api/http.html#requestreusedsocket).
 * @throws the network's error, the signal's reason
 */
export function send(
  url: string | URL,
  { method, headers, body, signal }: HttpRequest,
  agents: StoreAgents,
): Promise<IncomingMessage> {
  const isTls = (typeof url === 'string' ? url : url.protocol).startsWith('https:');
  return new Promise((resolve, reject) => {
    const outgoing = (isTls ? tlsRequest : plainRequest)(url, {
      method,
      headers: { ...headers, 'content-length': String(body?.length ?? 0) },
      agent: isTls ? agents.https : agents.http,
      timeout: IDLE_MS,
      signal,
    });
    let isAnswered = false;
    outgoing.once('response', (incoming) => {
      isAnswered = true;
      incoming.once('error', () => {});
      resolve(incoming);
    });
    outgoing.once('timeout', () => {
      outgoing.destroy(Object.assign(new Error('no answer came'), { code: 'ETIMEDOUT' }));
    });
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      const isStale =
        outgoing.reusedSocket && !isAnswered && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');
      if (isStale && !signal.aborted)
        resolve(send(url, { method, headers, signal, ...(body && { body }) }, agents));
      else reject(error);
    });
    outgoing.end(body);
  });
}

/** The answer's body as text. @param most characters; the rest is not kept */
export async function textOf(answer: IncomingMessage, most = 64 * 1024 * 1024): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of answer) {
    length += (piece as Buffer).length;
    if (length <= most) pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString();
}
