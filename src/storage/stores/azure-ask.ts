import type { IncomingMessage } from 'node:http';
import type { StoreAgents } from '../agents.ts';
import { cloudError, type FailureContext } from '../cloud-failure.ts';
import { send } from '../http.ts';
import { type AboutObject, type Asking, asking } from './asking.ts';
import type { AzureAccess } from './azure-access.ts';
import { textIn } from './xml.ts';

export interface AzureRequest extends AboutObject {
  readonly method: string;
  /** In the container; absent for the container itself. */
  readonly blob?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services */
const VERSION = '2021-12-02';

/** Asks a container by the REST API (https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api). */
export function azureAsking(
  access: AzureAccess,
  agents: StoreAgents,
  context: FailureContext,
): Asking<AzureRequest> {
  /** The one of the account, where it is another than that of whoever asks. */
  let tenant: string | undefined;

  async function sendOnce(request: AzureRequest): Promise<IncomingMessage> {
    const { method, blob, query = {}, body, signal } = request;
    const { origin, pathname, search } = access.url;
    const path = blob === undefined ? '' : `/${blob.split('/').map(encodeURIComponent).join('/')}`;
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    // As text: to change its parameters one by one would write the signature of a SAS anew.
    const parameters = [search.slice(1), ...pairs].filter((part) => part !== '').join('&');
    const url = new URL(`${origin}${pathname}${path}${parameters === '' ? '' : `?${parameters}`}`);
    const headers = { ...request.headers, 'x-ms-date': new Date().toUTCString(), 'x-ms-version': VERSION };
    const length = body?.length ?? 0;
    const authorization = await access.authorization({ method, url, headers, length, tenant });
    const all = { ...headers, ...(authorization !== undefined && { authorization }) };
    return await send(url, { method, headers: all, signal, ...(body !== undefined && { body }) }, agents);
  }

  return asking({
    async send(request) {
      const answer = await sendOnce(request);
      const named = tenantOf(answer);
      if (named === undefined || named === tenant) return answer;
      tenant = named;
      answer.resume();
      return await sendOnce(request);
    },
    refused(answer, text, name) {
      const said = answer.headers['x-ms-error-code'];
      const code = typeof said === 'string' ? said : textIn(text, 'Code');
      const message = textIn(text, 'Message')?.split('\n')[0] ?? text;
      return cloudError({ status: answer.statusCode, code, message }, context, name);
    },
    failed(error, name) {
      const {
        name: kind = '',
        message = '',
        code,
      } = error as { name?: string; message?: string; code?: string };
      const own = ['Error', 'TypeError'].includes(kind) ? undefined : kind;
      return cloudError({ code: code ?? own, message: message.split('\n')[0] ?? '' }, context, name);
    },
  });
}

/** Where a token is of another tenant than the account, the refusal names that of the account. */
function tenantOf({ statusCode, headers }: IncomingMessage): string | undefined {
  if (statusCode !== 401) return undefined;
  return /^Bearer .*authorization_uri="?https:\/\/[^/]+\/([^/" ]+)\//iu.exec(
    headers['www-authenticate'] ?? '',
  )?.[1];
}
