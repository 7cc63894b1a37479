import { readFile } from 'node:fs/promises';
import {
  type AuthClient,
  ExternalAccountClient,
  type ExternalAccountClientOptions,
  GoogleAuth,
  JWT,
  UserRefreshClient,
} from 'google-auth-library';
import { InputError } from '../../errors.ts';
import type { Setting, Settings } from '../../settings/settings.ts';
import { registerSecret } from '../../terminal/secrets.ts';

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';

/** Where the library fetches tokens for a key, whatever the key's own token_uri says. */
const TOKEN_ADDRESS = 'https://oauth2.googleapis.com/token';

/** Gives what stands in the header `authorization`. @throws what the library throws where there is no token to be had */
export type GcsAccess = () => Promise<string | undefined>;

/**
 * Access by the credential file of the settings, else by what Google's tools left on this machine. To another address
 * than Google's own, without a credential file, nothing is sent.
 * @throws InputError where the file cannot be used
 */
export async function gcsAccess(settings: Settings): Promise<GcsAccess> {
  const { gcpCredentialFile, googleCredentialFile, gcpEndpoint } = settings;
  const file = gcpCredentialFile.value === undefined ? googleCredentialFile : gcpCredentialFile;
  if (file.value === undefined && gcpEndpoint.value !== undefined) return async () => undefined;
  const credentials = file.value === undefined ? undefined : await readCredentials(file, file.value);
  let client = credentials === undefined ? undefined : clientOf(credentials, file);
  return async () => {
    // What Google's tools left is looked for when it is needed: that may ask the machine's own metadata.
    client ??= await new GoogleAuth({ scopes: SCOPE }).getClient();
    const header = (await client.getRequestHeaders()).get('authorization') ?? undefined;
    registerSecret(header?.replace(/^Bearer /u, ''));
    return header;
  };
}

/** @throws InputError for a kind of credentials that is not known */
function clientOf(credentials: Credentials, { name, value }: Setting<string | undefined>): AuthClient {
  const text = (key: string): string => String(credentials[key] ?? '');
  switch (credentials.type) {
    case 'service_account': {
      const key = { email: text('client_email'), key: text('private_key'), keyId: text('private_key_id') };
      return withTokenAddress(new JWT({ ...key, scopes: SCOPE }), text('token_uri'));
    }
    case 'authorized_user':
      return new UserRefreshClient({
        clientId: text('client_id'),
        clientSecret: text('client_secret'),
        refreshToken: text('refresh_token'),
      });
    case 'external_account': {
      const options = credentials as unknown as ExternalAccountClientOptions;
      const client = ExternalAccountClient.fromJSON({ ...options, scopes: [SCOPE] });
      if (client !== null) return client;
    }
  }
  throw new InputError(`${name} cannot be used: ${value}`, {
    why: 'it holds neither the key of a service account nor credentials of a user or of workload identity federation',
    remedy: 'Give the path of a file that Google Cloud made.',
  });
}

/** A key says where its tokens come from; the library asks Google's usual address all the same. */
function withTokenAddress(client: AuthClient, address: string): AuthClient {
  if (address === '' || address === TOKEN_ADDRESS) return client;
  client.transporter.interceptors.request.add({
    async resolved(request) {
      if (String(request.url) === TOKEN_ADDRESS) request.url = new URL(address);
      return request;
    },
  });
  return client;
}

type Credentials = Readonly<Record<string, unknown>> & { readonly type: string };

async function readCredentials({ name }: Setting<unknown>, path: string): Promise<Credentials> {
  const remedy = `Give ${name} the path of the JSON file that Google Cloud made for the service account.`;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : (code ?? 'it cannot be read');
    throw new InputError(`${name} cannot be used: ${path}`, { why, remedy });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    throw new InputError(`${name} cannot be used: ${path}`, { why: 'it is no JSON', remedy });
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    throw new InputError(`${name} cannot be used: ${path}`, {
      why: 'it holds no Google credentials',
      remedy,
    });
  }
  for (const [key, held] of Object.entries(value)) {
    if (/private_key$|secret|token$/u.test(key) && typeof held === 'string') registerSecret(held);
  }
  return value as Credentials;
}
