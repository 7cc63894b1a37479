import type { IncomingMessage } from 'node:http';
import type { StoreAgents } from '../agents.ts';
import { type CloudFailure, cloudError, type FailureContext } from '../cloud-failure.ts';
import { send } from '../http.ts';
import { type AboutObject, type Asking, asking } from './asking.ts';
import type { GcsAccess } from './gcs-access.ts';

export interface GcsRequest extends AboutObject {
  readonly method: string;
  /** Below the address of the API, or whole where it begins with http. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface GcsAsking extends Asking<GcsRequest> {
  /** The document that an answer is. @throws what the store words, also where it is none */
  askJson<T>(request: GcsRequest): Promise<T>;
  /** Reads the document in the body of an answer. */
  parse<T>(text: string, name: string | undefined): T;
}

/**
 * Asks Google Cloud Storage by its JSON API (https://cloud.google.com/storage/docs/json_api/v1).
 * @param address of the API, without a slash at the end
 */
export function gcsAsking(
  address: string,
  access: GcsAccess,
  agents: StoreAgents,
  context: FailureContext,
): GcsAsking {
  const asked = asking<GcsRequest>({
    async send({ method, path, headers, body, signal }) {
      const isWhole = path.startsWith('http');
      // The address of an upload that is under way is itself the right to write to it.
      const authorization = isWhole ? undefined : await access();
      const all = { ...headers, ...(authorization !== undefined && { authorization }) };
      const request = { method, headers: all, signal, ...(body !== undefined && { body }) };
      return await send(isWhole ? path : `${address}${path}`, request, agents);
    },
    refused: ({ statusCode }: IncomingMessage, text, name) =>
      cloudError(refusal(statusCode, text), context, name),
    failed: (error, name) => cloudError(failureOf(error), context, name),
  });

  function parse<T>(text: string, name: string | undefined): T {
    try {
      return JSON.parse(text) as T;
    } catch {
      const message = 'the answer was cut, or is none of the API';
      throw cloudError({ code: 'backendError', message }, context, name);
    }
  }

  return {
    ...asked,
    parse,
    askJson: async <T>(request: GcsRequest) => parse<T>((await asked.askText(request)).text, request.name),
  };
}

/** An answer that is a refusal: `{"error": {"code": 404, "message": "…", "errors": [{"reason": "notFound"}]}}`. */
function refusal(status: number | undefined, text: string): CloudFailure {
  let message = text;
  let code: string | undefined;
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; errors?: { reason?: string }[] } };
    message = error?.message ?? text;
    code = error?.errors?.[0]?.reason;
  } catch {
    // Not every answer is one of the API: what stands before it may answer in plain text.
  }
  if (status === 404) code = /bucket does not exist/iu.test(message) ? 'bucketNotFound' : 'objectNotFound';
  if (status === 400 && /hash.*(?:match|correspond)/iu.test(message)) code = 'checksumMismatch';
  return { status, code, message };
}

/** What the network or the library for tokens throws. */
function failureOf(error: unknown): CloudFailure {
  const {
    code,
    message = '',
    response,
    cause,
  } = error as {
    code?: string | number;
    message?: string;
    response?: { status?: number; data?: { error?: string; error_description?: string } };
    cause?: { code?: string };
  };
  const status = response?.status;
  const said = response?.data?.error;
  if (/default credentials/iu.test(message))
    return { code: 'noCredentials', message: 'no credentials were found' };
  if (String(code).startsWith('ERR_OSSL')) {
    return { code: 'noCredentials', message: 'the private key in the credential file cannot be read' };
  }
  const own = typeof said === 'string' ? said : (cause?.code ?? code);
  return { status, code: own === undefined ? undefined : String(own), message };
}
