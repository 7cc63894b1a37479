import { ConciergeError, type ErrorDetails } from '../../errors.ts';
import { certificateFault, isOfTls, saysNoTls, tlsWords } from '../../tls-failure.ts';
import type { Endpoint } from '../endpoint.ts';

/** The Engine answered, and refused. */
export class EngineError extends ConciergeError {
  /** Of HTTP. */
  readonly status: number;
  /** The Engine's own words. */
  readonly said: string;

  constructor(status: number, said: string, message: string, details: ErrorDetails = {}) {
    super(message, { why: said, ...details });
    this.status = status;
    this.said = said;
  }
}

/**
 * The Engine was not reached, or said nothing any more. Of what it was asked to change nobody can say whether it was done.
 */
export class NoAnswerError extends ConciergeError {}

/** No time-out of ours is shown with more digits than it was given with. */
export function inSeconds(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toFixed(1))} s`;
}

/** The Engine accepted the connection, or did not, and then said nothing. */
export function timeoutError(endpoint: Endpoint, what: string, timeoutMs: number): NoAnswerError {
  return new NoAnswerError(`The Docker Engine at ${endpoint.host} does not answer`, {
    why: `${what}: no answer within ${inSeconds(timeoutMs)}`,
    remedy:
      'See whether the Engine is well there. DOCKER_CLIENT_TIMEOUT and COMPOSE_HTTP_TIMEOUT say how long to wait, in seconds.',
  });
}

/** A connection that did not come about, or broke: in words that say what to do. */
export function connectionError(endpoint: Endpoint, error: unknown): ConciergeError {
  if (error instanceof ConciergeError) return error;
  const { host } = endpoint;
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const why = wordsOf(error);
  const make = (message: string, remedy: string): NoAnswerError =>
    new NoAnswerError(message, { why, remedy, cause: error });
  const path = host.replace(/^unix:\/\//u, '');

  if (host.startsWith('unix://')) {
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return new NoAnswerError(`There is no socket ${path}`, {
        why: 'no Docker Engine listens there',
        remedy: 'Start Docker, or say where it is: -u, or DOCKER_HOST.',
        cause: error,
      });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      return make(
        `This user may not use the socket ${path}`,
        'Run it as root or as a member of the group that owns the socket (mostly docker).',
      );
    }
    if (code === 'ECONNREFUSED' || code === 'ENOTSOCK') {
      return make(
        `Nothing listens at the socket ${path}`,
        'Start Docker, or say where it is: -u, or DOCKER_HOST.',
      );
    }
    return make(`The connection to the Docker Engine at ${host} broke`, 'See the log of dockerd.');
  }
  if (code === 'ECONNREFUSED') {
    return make(
      `Nothing listens at ${host}`,
      'Is it the right port? Docker uses 2376 with TLS and 2375 without.',
    );
  }
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) {
    return make(`The host of ${host} is not known`, 'Correct the name: -u, or DOCKER_HOST.');
  }
  const { certPath, places } = endpoint;
  if (certPath !== undefined) {
    const isTls = isOfTls(code);
    if (isTls && saysNoTls(why)) {
      return make(
        `The Docker Engine at ${host} does not speak TLS`,
        'Correct the port, or say --certificates none.',
      );
    }
    // An alert is what the other side says of ours.
    if (isTls && /alert/iu.test(`${code} ${why}`)) {
      return make(
        `The Docker Engine at ${host} refuses the client certificate`,
        `${places?.certificate ?? `${certPath}/cert.pem`} must be signed by an authority that the Engine trusts, and be valid now.`,
      );
    }
    if (isTls || certificateFault(code) !== undefined) {
      return make(
        `The certificate of the Docker Engine at ${host} is not trusted`,
        `It must be signed by the CA of ${places?.ca ?? `${certPath}/ca.pem`}, be valid now, and name the host as the address has it.`,
      );
    }
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return make(`The Docker Engine at ${host} closed the connection`, 'See the log of dockerd.');
  }
  return make(`The Docker Engine at ${host} cannot be reached`, 'Check the address: -u, or DOCKER_HOST.');
}

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return tlsWords(error instanceof Error ? error.message : String(error));
}
