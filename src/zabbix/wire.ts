import { readAnswer, readAnswers } from './answer.ts';
import { OutcomeUnknownError } from './errors.ts';
import { Failure, type FailureKind } from './failure.ts';
import { isRead, isWrite } from './methods.ts';
import { publicError } from './public-error.ts';
import { DEFAULT_POLICY, type Retry, type RetryPolicy, withRetries } from './retry.ts';
import type { Route } from './route.ts';
import type { Authorization } from './session.ts';
import type { Result, SharedRead } from './together.ts';
import { Cancelled, type HttpAnswer, post } from './transport.ts';

export interface AskOptions {
  signal?: AbortSignal | undefined;
  /** Ends the wait before the next try, and not a try that is under way. Absent: `signal`. */
  waits?: AbortSignal | undefined;
  timeoutMs?: number;
}

/** JSON-RPC over HTTP, with retries; it knows nothing of sessions and limits. */
export interface Wire {
  /**
   * Asks `apiinfo.version`, without session, and gives what `read` makes of the answer.
   * @throws Failure, at once where its kind is in `final`; what `read` throws; the signal's reason.
   */
  askVersion<T>(
    url: URL,
    read: (answer: HttpAnswer) => T,
    final: ReadonlySet<FailureKind>,
    signal: AbortSignal | undefined,
  ): Promise<T>;
  /** @throws what `Zabbix.call` throws, LoginError excepted. */
  ask(
    url: URL,
    method: string,
    params: unknown,
    authorization: Authorization | undefined,
    options?: AskOptions,
  ): Promise<unknown>;
  /**
   * Asks for all of these in one request and once only; undefined stands for what came to nothing.
   * @throws Failure and whatever else is wrong with the request as a whole, in words that are for nobody
   */
  askTogether(
    url: URL,
    reads: readonly SharedRead[],
    authorization: Authorization,
    signal: AbortSignal | undefined,
  ): Promise<(Result | undefined)[]>;
  close(): void;
}

/** A person waits for the first answer; that a port is wrong should not take long to be told. */
const FIRST_CONTACT_TRIES = 3;

/** `apiinfo.version` asks nothing of Zabbix; what does not answer it by then will not. */
const FIRST_CONTACT_TIMEOUT_MS = 20_000;

/** @param settings time-out of one exchange, answer included, in ms; how often a call is tried; who is told of tries */
export function wire(
  route: Route,
  settings: {
    timeoutMs: number;
    retries?: Partial<RetryPolicy> | undefined;
    onRetry?: ((retry: Retry) => void) | undefined;
  },
): Wire {
  const policy = { ...DEFAULT_POLICY, ...settings.retries };
  let lastId = 0;

  function requestBody(method: string, params: unknown, authorization?: Authorization): string {
    lastId += 1;
    const auth = authorization?.place === 'body' ? { auth: authorization.value } : {};
    return JSON.stringify({ jsonrpc: '2.0', method, params, ...auth, id: lastId });
  }

  return {
    async askVersion(url, read, final, signal) {
      const method = 'apiinfo.version';
      const body = requestBody(method, []);
      const tries = Math.min(FIRST_CONTACT_TRIES, policy.tries);
      const timeoutMs = Math.min(FIRST_CONTACT_TIMEOUT_MS, settings.timeoutMs);
      const options = { timeoutMs, signal, fresh: false };
      try {
        return await withRetries(
          async () => read(await post(url, body, route, options)),
          { method, read: true, signal },
          { ...policy, tries, final },
          settings.onRetry,
        );
      } catch (error) {
        throw error instanceof Cancelled ? error.cause : error;
      }
    },

    async ask(url, method, params, authorization, options = {}) {
      const { signal, waits = signal, timeoutMs = settings.timeoutMs } = options;
      const body = requestBody(method, params, authorization);
      const headers = headersWith(authorization);
      const read = isRead(method);
      try {
        return await withRetries(
          async () =>
            readAnswer(
              await post(url, body, route, { headers, timeoutMs, signal, fresh: !read }),
              method,
              url.href,
            ),
          { method, read, signal: waits },
          policy,
          settings.onRetry,
        );
      } catch (error) {
        if (error instanceof Failure) throw publicError(error, { method, url: url.href });
        if (!(error instanceof Cancelled)) throw error;
        if (!error.sent || !isWrite(method)) throw error.cause;
        throw new OutcomeUnknownError(method, {
          why: 'it was cancelled while it was under way',
          cause: error.cause,
        });
      }
    },

    async askTogether(url, reads, authorization, signal) {
      const firstId = lastId + 1;
      const bodies = reads.map(({ method, params }) => requestBody(method, params, authorization));
      const headers = headersWith(authorization);
      const { timeoutMs } = settings;
      const answer = await post(url, `[${bodies.join()}]`, route, {
        headers,
        timeoutMs,
        signal,
        fresh: false,
      });
      const results = readAnswers(answer);
      return reads.map((_, index) => results.get(firstId + index));
    },

    close: () => route.close(),
  };
}

function headersWith(authorization: Authorization | undefined): Record<string, string> {
  return authorization?.place === 'header' ? { authorization: `Bearer ${authorization.value}` } : {};
}
