import { ConciergeError, type ErrorDetails } from '../errors.ts';

/**
 * What can go wrong between us and a Zabbix front end. None of these ever holds the parameters of a call: they may
 * be passwords. `method` is the API method (`host.get`), where one was under way.
 */
export interface CallErrorDetails extends ErrorDetails {
  method?: string;
}

/** How Zabbix begins what it says of a method that the user's role does not allow (CLocalApiClient). */
export const FORBIDDEN = 'No permissions to call';

/** Zabbix understood the call and refused it. Exit code 4 where the role of the user forbids the method. */
export class ZabbixApiError extends ConciergeError {
  readonly method: string;
  /** JSON-RPC code: -32602 parameters or session, -32500 permissions or application, -32603 internal. */
  readonly code: number;
  /** Zabbix's short word (`Invalid params.`) and its explanation (`Invalid parameter "/1": …`), as they came. */
  readonly zabbixMessage: string;
  readonly data: string;

  constructor(method: string, code: number, zabbixMessage: string, data: string, remedy?: string) {
    super(`Zabbix refused ${method}`, {
      why: [zabbixMessage, data].filter((part) => part !== '').join(' '),
      ...(remedy === undefined ? {} : { remedy }),
      ...(data.startsWith(FORBIDDEN) && { exitCode: 4 }),
    });
    this.method = method;
    this.code = code;
    this.zabbixMessage = zabbixMessage;
    this.data = data;
  }
}

/** Nothing that speaks HTTP could be reached, or it went away, or a proxy before Zabbix says so. */
export class UnreachableError extends ConciergeError {
  readonly method: string | undefined;

  constructor(message: string, details: CallErrorDetails = {}) {
    super(message, details);
    this.method = details.method;
  }
}

/** The server's certificate is not trusted, or no TLS can be agreed on. */
export class TlsError extends ConciergeError {}

/**
 * The request or its answer is more than the front end can carry: HTTP 413, HTTP 500 without a Zabbix answer, an
 * empty answer, JSON cut short. Asking for less may help (see `inParts`), asking again does not.
 */
export class AnswerTooLargeError extends ConciergeError {
  readonly method: string;
  /**
   * True where a write may have been carried out although it was not confirmed. PHP that dies inside a write takes
   * its database transaction with it (`CLocalApiClient::callMethod` commits only after the method has returned), so
   * nearly always nothing was done; it is not known, though, because PHP can also die after the commit.
   */
  readonly outcomeUnknown: boolean;

  constructor(message: string, details: CallErrorDetails & { method: string; outcomeUnknown: boolean }) {
    super(message, details);
    this.method = details.method;
    this.outcomeUnknown = details.outcomeUnknown;
  }
}

/** A write was sent and its answer never came: it was carried out, or it was not. Look before you send it again. */
export class OutcomeUnknownError extends ConciergeError {
  readonly method: string;
  readonly outcomeUnknown = true;

  constructor(method: string, details: ErrorDetails = {}) {
    super(`The outcome of ${method} is unknown: it was sent and no answer came`, {
      remedy:
        'It may have been carried out. Look at what is there before it is sent again (run the command again).',
      ...details,
    });
    this.method = method;
  }
}

/** Something answered, and it is not a Zabbix API: the address is wrong, or something stands before it. */
export class NotAZabbixError extends ConciergeError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { exitCode: 2, ...details });
  }
}

/** Zabbix does not let this user or token in. Exit code 2 (a setting is wrong), 4 where rights are what is missing. */
export class LoginError extends ConciergeError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { exitCode: 2, ...details });
  }
}

/** A Zabbix whose API is too old to be spoken to. */
export class UnsupportedVersionError extends ConciergeError {}
