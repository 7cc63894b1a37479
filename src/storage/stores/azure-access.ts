import { createHmac, createSecretKey } from 'node:crypto';
import { InputError } from '../../errors.ts';
import type { Settings } from '../../settings/settings.ts';
import { registerSecret } from '../../terminal/secrets.ts';

/** A request as its signature sees it. */
export interface ToAuthorize {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number;
  /** The tenant that the answer to an earlier request named. */
  readonly tenant?: string | undefined;
}

/** How a container is reached. */
export interface AzureAccess {
  /** Of the container, without a slash at the end; with the signature of a SAS in its query. */
  readonly url: URL;
  /** What stands in the header `authorization`; undefined where the address says it all. @throws the library's error */
  authorization(request: ToAuthorize): Promise<string | undefined>;
}

interface Account {
  readonly service: string;
  readonly name?: string | undefined;
  readonly key?: string | undefined;
  readonly sas?: string | undefined;
}

/** The emulator's own account, which everybody knows (https://learn.microsoft.com/azure/storage/common/storage-use-azurite). */
const EMULATOR = {
  service: 'http://127.0.0.1:10000/devstoreaccount1',
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
};

/** Whatever Azure's tools left on this machine gives a token for this. */
const SCOPE = 'https://storage.azure.com/.default';

/** A token that ends within this is fetched anew. */
const RENEWED_BEFORE_MS = 5 * 60_000;

/**
 * Access to a container with what the settings hold, in this order: a connection string, the key of an account, a SAS,
 * and the token of Azure's own library, which is loaded for that only.
 * @throws InputError where the settings name no account, or a connection string that is none
 */
export function azureAccess(container: string, settings: Settings): AzureAccess {
  const { service, name, key, sas } = accountOf(settings);
  const url = new URL(`${service.replace(/\/+$/u, '')}/${container}${sas === undefined ? '' : `?${sas}`}`);
  if (sas !== undefined) return { url, authorization: async () => undefined };
  if (name !== undefined && key !== undefined) {
    // Made once: from bytes Node.js makes it anew for each signature, which takes longer than the signature.
    const secret = createSecretKey(key, 'base64');
    return {
      url,
      async authorization(request) {
        const signature = createHmac('sha256', secret).update(textToSign(request, name)).digest('base64');
        return `SharedKey ${name}:${signature}`;
      },
    };
  }
  return { url, authorization: tokens() };
}

/** https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
function textToSign({ method, url, headers, length }: ToAuthorize, account: string): string {
  const plain = [
    'content-encoding',
    'content-language',
    'content-length',
    'content-md5',
    'content-type',
    'date',
  ];
  const conditions = ['if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'];
  const all: Readonly<Record<string, string>> = {
    ...headers,
    'content-length': length === 0 ? '' : String(length),
  };
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .sort();
  const query = [...url.searchParams].map(([name, value]) => `${name.toLowerCase()}:${value}`).sort();
  return [
    method,
    ...[...plain, ...conditions].map((name) => all[name] ?? ''),
    ...own.map((name) => `${name}:${headers[name]}`),
    `/${account}${url.pathname}`,
    ...query,
  ].join('\n');
}

/** Tokens of Azure's library, each as long as it holds. */
function tokens(): AzureAccess['authorization'] {
  const held = new Map<string | undefined, { readonly token: string; readonly until: number }>();
  return async ({ tenant }) => {
    const known = held.get(tenant);
    if (known !== undefined && known.until - RENEWED_BEFORE_MS > Date.now()) return `Bearer ${known.token}`;
    const { DefaultAzureCredential } = await import('@azure/identity');
    const { token, expiresOnTimestamp } = await new DefaultAzureCredential().getToken(SCOPE, {
      ...(tenant !== undefined && { tenantId: tenant }),
    });
    registerSecret(token);
    held.set(tenant, { token, until: expiresOnTimestamp });
    return `Bearer ${token}`;
  };
}

function accountOf({ azureConnectionString, azureAccount, azureKey, azureSasToken }: Settings): Account {
  const connection = azureConnectionString.value;
  if (connection !== undefined) return accountIn(connection, azureConnectionString.name);
  const name = azureAccount.value;
  requireBase64(azureKey.name, azureKey.value);
  if (name === undefined) {
    throw new InputError('The storage account in Azure is not known', {
      why: 'neither AZURE_STORAGE_CONNECTION_STRING nor AZURE_STORAGE_ACCOUNT is given',
      remedy: 'Give one of the two; docs/storage-azure.md says what else.',
    });
  }
  const account = { service: `https://${name}.blob.core.windows.net`, name };
  requireAddress(azureAccount.name, account.service);
  if (azureKey.value !== undefined) return { ...account, key: azureKey.value };
  return { ...account, sas: azureSasToken.value?.replace(/^\?/u, '') };
}

/**
 * https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
 * @param setting for messages, none of which quotes the string
 */
function accountIn(connection: string, setting: string): Account {
  const parts = new Map(
    connection
      .split(';')
      .map((part) => /^\s*(\w+)=(.*)$/u.exec(part))
      .map((found) => [found?.[1] ?? '', found?.[2] ?? '']),
  );
  if (parts.get('UseDevelopmentStorage') === 'true') return EMULATOR;
  const name = parts.get('AccountName');
  const key = parts.get('AccountKey');
  const sas = parts.get('SharedAccessSignature')?.replace(/^\?/u, '');
  requireBase64(setting, key);
  const suffix = parts.get('EndpointSuffix') ?? 'core.windows.net';
  const byName = `${parts.get('DefaultEndpointsProtocol') ?? 'https'}://${name}.blob.${suffix}`;
  const service = parts.get('BlobEndpoint') ?? (name === undefined ? '' : byName);
  if ((key === undefined || name === undefined) && sas === undefined) throw unusable(setting);
  requireAddress(setting, service);
  return key === undefined ? { service, sas } : { service, name, key };
}

function requireAddress(setting: string, service: string): void {
  if (!URL.canParse(service) || !/^https?:$/u.test(new URL(service).protocol)) throw unusable(setting);
}

/** Any text would do as a key, and Azure would say that the signature is wrong. */
function requireBase64(name: string, key: string | undefined): void {
  if (key === undefined || (/^[A-Za-z0-9+/]+={0,2}$/u.test(key) && key.length % 4 === 0)) return;
  throw new InputError(`${name} cannot be used`, {
    why: 'the key of the account in it is not Base64',
    remedy: 'Copy it again from the access keys of the storage account.',
  });
}

function unusable(setting: string): InputError {
  return new InputError(`${setting} cannot be used`, {
    why: 'it is not what Azure gives out under that name',
    remedy: 'Copy it again from the access keys of the storage account.',
  });
}
