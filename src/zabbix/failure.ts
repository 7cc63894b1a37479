import { certificateFault, isOfTls, saysNoTls, tlsWords } from '../tls-failure.ts';

/** How a call failed on its way, before Zabbix itself had a word. */
export type FailureKind =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'connect timeout'
  /** The certificate. Never worth another try, and never a reason to speak http instead. */
  | 'untrusted'
  /** What answers does not speak TLS, or hung up at the first word of it. */
  | 'not tls'
  /** TLS, but no protocol, cipher or client certificate in common. */
  | 'tls'
  /** Connected, and what answers does not speak HTTP. */
  | 'not http'
  /** An HTTP proxy cannot be reached, or does not reach Zabbix. */
  | 'proxy'
  /** An HTTP proxy does not want us to pass: HTTP 403, 407 and the like. */
  | 'proxy forbids'
  /** Connected, and no whole answer within the time-out. */
  | 'timeout'
  /** Connected, and cut before an answer began. */
  | 'reset'
  /** Cut in the middle of an answer. */
  | 'cut'
  /** HTTP 429, or 503 with Retry-After: turned away at the door. */
  | 'busy'
  /** HTTP 502, 503, 504: a proxy or the web server got nothing from PHP. */
  | 'gateway'
  /** Zabbix could not reach its own database, and so did nothing. */
  | 'database';

/**
 * The internal form of such a failure, from which it is decided whether to try again; `publicError` turns it into
 * what a person sees.
 */
export class Failure extends Error {
  readonly kind: FailureKind;
  /** True only where it is certain that Zabbix did not begin to carry out the call. */
  readonly notProcessed: boolean;
  /** What the server asked us to wait. */
  readonly retryAfterMs: number | undefined;
  /** The connection had been lying idle and was closed by the other side meanwhile. */
  readonly stale: boolean;
  readonly code: string | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    details: {
      notProcessed: boolean;
      retryAfterMs?: number | undefined;
      stale?: boolean;
      code?: string | undefined;
      cause?: unknown;
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.notProcessed = details.notProcessed;
    this.retryAfterMs = details.retryAfterMs;
    this.stale = details.stale ?? false;
    this.code = details.code;
  }

  /** The same failure in other words. */
  withWords(message: string): Failure {
    return new Failure(this.kind, message, this);
  }
}

/** Where in the exchange an error struck. */
export interface Moment {
  /** The connection stood, TLS included. */
  open: boolean;
  /** The first line of the answer had come. */
  answering: boolean;
  secure: boolean;
  /** A connection kept from an earlier call. */
  reused: boolean;
}

/** Sorts an error of node:http, node:tls or node:net. */
export function failureOf(error: unknown, moment: Moment): Failure {
  const code = codeOf(error);
  const message = wordsOf(error, code);
  const make = (kind: FailureKind, details: { notProcessed?: boolean; stale?: boolean } = {}) =>
    new Failure(kind, message, { notProcessed: !moment.open, code, cause: error, ...details });

  if (error instanceof Failure) return error;
  if (certificateFault(code) !== undefined) return make('untrusted');
  const isTls = isOfTls(code);
  if (isTls && !moment.open && saysNoTls(message)) return make('not tls');
  if (code?.startsWith('HPE_') === true && !moment.answering) return make('not http');
  if (moment.answering) return make('cut');
  if (moment.open) {
    if (code === 'ETIMEDOUT') return make('timeout');
    // A TLS 1.3 server refuses a client certificate only after the client believes the handshake to be over.
    if (isTls) return make('tls');
    return make('reset', { stale: moment.reused });
  }
  if (code === 'ENOTFOUND' || code?.startsWith('EAI_') === true) return make('dns');
  if (code === 'ECONNREFUSED') return make('refused');
  if (code === 'ETIMEDOUT') return make('connect timeout');
  if (isTls) return make('tls');
  if (code === 'ECONNRESET' || code === 'EPIPE') return make(moment.secure ? 'not tls' : 'reset');
  return make('unreachable');
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function wordsOf(error: unknown, code: string | undefined): string {
  // A name with several addresses: each was tried, and the error of the whole has no message.
  if (error instanceof AggregateError)
    return error.errors.map((each) => wordsOf(each, codeOf(each))).join('; ');
  if (!(error instanceof Error) || error.message === '') return code ?? String(error);
  // Node's advice on its own options is given in our words (public-error.ts).
  return tlsWords(error.message);
}
