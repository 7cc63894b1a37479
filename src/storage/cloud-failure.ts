import { ConciergeError, InputError } from '../errors.ts';
import { ENGINES } from '../settings/engines.ts';
import { wrongChecksum } from './content.ts';
import type { StorageLocation } from './location.ts';
import { MissingObjectError, PassingStoreError } from './store.ts';

/** What went wrong, in the words of a store's library or of its HTTP answer. */
export interface CloudFailure {
  /** HTTP; absent where there was no answer. */
  readonly status?: number | undefined;
  /** The store's code (`NoSuchBucket`), or the operating system's (`ECONNRESET`). */
  readonly code?: string | undefined;
  readonly message: string;
}

/** What the codes of one store mean. */
export interface FailureCodes {
  readonly missingObject: readonly string[];
  readonly missingBucket: readonly string[];
  /** The store received something else than was sent, or compared another checksum. */
  readonly checksum: readonly string[];
  /** Credentials that are missing, wrong or expired. */
  readonly credentials: readonly string[];
  /** May pass, whatever the status says. */
  readonly passing: readonly string[];
}

export interface FailureContext {
  /** Without credentials: `gs://bucket/folder`. */
  readonly location: string;
  /** `Google Cloud Storage`. */
  readonly store: string;
  /** `bucket` or `container`. */
  readonly container: string;
  /** The page about the store's rights and credentials. */
  readonly page: string;
  readonly codes: FailureCodes;
}

/** What is said of a store, by what the table of engines says of it. */
export function failureContext({ engine, url }: StorageLocation, codes: FailureCodes): FailureContext {
  const { title, place, page } = ENGINES[engine];
  return { location: url, store: title, container: place, page, codes };
}

const NETWORK =
  /^(?:ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOST|ENET|UND_ERR|ERR_STREAM_PREMATURE_CLOSE|ERR_SOCKET)/u;

const PASSING_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Words a failure of a store. The library's own error is left behind: it holds requests, and those hold credentials.
 * @param name the object that it was about
 * @returns MissingObjectError, PassingStoreError, or a ConciergeError that says what to do
 */
export function cloudError(failure: CloudFailure, context: FailureContext, name?: string): Error {
  const { status, code = '' } = failure;
  const { location, store, container, page, codes } = context;
  const said = [status === undefined ? '' : `HTTP ${status}`, code, oneLine(failure.message)];
  const why = said.filter((part, index) => part !== '' && said.indexOf(part) === index).join(', ');
  if (codes.missingBucket.includes(code)) {
    return new InputError(`The ${container} of ${location} does not exist`, {
      why,
      remedy: `Make the ${container}, or correct STORAGE_LOCATION: nothing is made there but objects.`,
    });
  }
  if (name !== undefined && (codes.missingObject.includes(code) || (status === 404 && code === ''))) {
    return new MissingObjectError(name);
  }
  if (codes.checksum.includes(code)) return wrongChecksum(name ?? location);
  if (codes.passing.includes(code) || PASSING_STATUS.has(status ?? 0)) return new PassingStoreError(why);
  if (status === 401 || codes.credentials.includes(code)) {
    return new ConciergeError(`${store} does not accept the credentials for ${location}`, {
      why,
      remedy: `Correct them; ${page} says which are taken from where.`,
      exitCode: 2,
    });
  }
  // An answer to HEAD has no body, and so no code: S3 leaves it open which of the two it is.
  if (status === 403 && (code === '' || code === 'Unknown')) {
    return new ConciergeError(
      `${store} does not accept the credentials for ${location}, or does not allow this`,
      {
        why,
        remedy: `Correct the credentials, or give their user the rights that ${page} names.`,
        exitCode: 2,
      },
    );
  }
  if (status === 403) {
    return new ConciergeError(`${store} does not allow this in ${location}`, {
      why,
      remedy: `Give the user of these credentials the rights that ${page} names.`,
      exitCode: 2,
    });
  }
  if (status === undefined && NETWORK.test(code)) return new PassingStoreError(why);
  return new ConciergeError(`${store} refused what was asked of ${location}`, {
    why,
    remedy:
      code === 'ENOTFOUND'
        ? 'Correct the address, or the name of the account.'
        : 'Look into that, and run the command again.',
  });
}

/** Some stores answer with a page of XML or HTML. */
function oneLine(text: string): string {
  const line = text
    .replace(/<[^>]*>/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
