import type { IncomingMessage } from 'node:http';
import { textOf } from '../http.ts';

/** What every request to a store has. */
export interface AboutObject {
  /** The object that it is about, for errors. */
  readonly name?: string;
  /** Answers besides 2xx that are no failure. */
  readonly accepted?: readonly number[];
  readonly signal: AbortSignal;
}

export interface Asking<Request extends AboutObject> {
  /** Sends a request and gives the answer as soon as its head is there. @throws what the store words */
  ask(request: Request): Promise<IncomingMessage>;
  /** The same, read to its end. */
  askText(request: Request): Promise<{ answer: IncomingMessage; text: string }>;
  /** Words what breaks while an answer is read. */
  inWords(error: unknown, name: string | undefined, signal: AbortSignal): unknown;
}

export interface Ways<Request> {
  send(request: Request): Promise<IncomingMessage>;
  /** Words an answer that is no success. @param text the beginning of its body */
  refused(answer: IncomingMessage, text: string, name: string | undefined): Error;
  /** Words what the network throws, or what finds the credentials. */
  failed(error: unknown, name: string | undefined): Error;
}

/** Asks a store by HTTP, and words whatever is no success. */
export function asking<Request extends AboutObject>({
  send,
  refused,
  failed,
}: Ways<Request>): Asking<Request> {
  function inWords(error: unknown, name: string | undefined, signal: AbortSignal): unknown {
    return signal.aborted ? signal.reason : failed(error, name);
  }

  async function ask(request: Request): Promise<IncomingMessage> {
    const { name, accepted = [], signal } = request;
    const answer = await send(request).catch((error) => {
      throw inWords(error, name, signal);
    });
    const status = answer.statusCode ?? 0;
    if ((status >= 200 && status < 300) || accepted.includes(status)) return answer;
    // What it is about stands in its head too.
    throw refused(answer, await textOf(answer, 64 * 1024).catch(() => ''), name);
  }

  return {
    ask,
    inWords,
    async askText(request) {
      const answer = await ask(request);
      try {
        return { answer, text: await textOf(answer) };
      } catch (error) {
        throw inWords(error, request.name, request.signal);
      }
    },
  };
}
