import { readFileSync } from 'node:fs';
import type { S3Client } from '@aws-sdk/client-s3';
import { InputError } from '../../errors.ts';
import type { Settings } from '../../settings/settings.ts';
import { registerSecret } from '../../terminal/secrets.ts';
import type { S3Keys } from './s3-sign.ts';

/** Where a bucket is. */
export interface BucketPlace {
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** The region that signatures name. */
  readonly region: string;
}

/** How a bucket is reached. Both ask nobody where the settings say it all; else what AWS's own library finds. */
export interface S3Access {
  /** Renewed when it is time. @throws the library's CredentialsProviderError where there are none */
  keys(): Promise<S3Keys>;
  /**
   * @param region the one that the store said; default: that of the settings
   * @throws the library's error where no region is known
   */
  place(region?: string): Promise<BucketPlace>;
}

/** A store of another maker has no regions; what is signed names one all the same. */
const NO_REGION = 'us-east-1';

/**
 * Access to a bucket with what the settings hold. Where keys and address are given, AWS's library is not loaded: it takes
 * longer than a small backup. What files, roles and regions mean is left to it.
 * @throws InputError where the settings contradict each other
 */
export function s3Access(bucket: string, settings: Settings): S3Access {
  const given = givenKeys(settings);
  const endpoint = settings.awsEndpoint.value;
  if (given !== undefined && endpoint !== undefined) {
    const url = `${endpoint.replace(/\/+$/u, '')}/${bucket}`;
    const own = settings.awsRegion.value ?? NO_REGION;
    return { keys: async () => given, place: async (region = own) => ({ url, region }) };
  }
  const file = settings.awsCredentialFile;
  if (given === undefined && file.value !== undefined) requireReadable(file.name, file.value);
  let library: Promise<S3Client> | undefined;
  const client = (): Promise<S3Client> => {
    library ??= clientOf(settings, given);
    return library;
  };
  return {
    async keys() {
      if (given !== undefined) return given;
      const found = await (await client()).config.credentials();
      for (const part of [found.accessKeyId, found.secretAccessKey, found.sessionToken]) registerSecret(part);
      return found;
    },
    place: async (region) =>
      await placeByLibrary(
        bucket,
        region === undefined ? await client() : await clientOf(settings, given, region),
      ),
  };
}

/** By the request that the library would send: it gets no further than here. */
async function placeByLibrary(bucket: string, client: S3Client): Promise<BucketPlace> {
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
  let place: BucketPlace | undefined;
  client.config.requestHandler = {
    ...client.config.requestHandler,
    async handle({ protocol, hostname, port, path, headers }) {
      const region = /Credential=[^/]+\/\d+\/([^/]+)\/s3\//u.exec(headers.authorization ?? '')?.[1];
      const host = port === undefined ? hostname : `${hostname}:${port}`;
      if (region !== undefined) place = { url: `${protocol}//${host}${path.replace(/\/+$/u, '')}`, region };
      return { response: { statusCode: 200, headers: {} } };
    },
  };
  await client.send(new HeadBucketCommand({ Bucket: bucket }));
  if (place !== undefined) return place;
  throw new InputError(`The bucket ${bucket} is of a kind that cannot be used`, {
    why: 'AWS wants its requests signed in another way than with Signature Version 4 for S3',
    remedy: 'Use a bucket of general purpose.',
  });
}

async function clientOf(settings: Settings, given: S3Keys | undefined, region?: string): Promise<S3Client> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3');
  const endpoint = settings.awsEndpoint.value;
  const own = region ?? settings.awsRegion.value ?? (endpoint === undefined ? undefined : NO_REGION);
  const profile = settings.awsProfile.value;
  return new Client({
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(own !== undefined && { region: own }),
    ...(profile !== undefined && { profile }),
    credentials: await credentialsOf(settings, given),
    maxAttempts: 1,
  });
}

async function credentialsOf({ awsCredentialFile, awsProfile }: Settings, given: S3Keys | undefined) {
  if (given !== undefined) {
    const { sessionToken, ...keys } = given;
    return { ...keys, ...(sessionToken !== undefined && { sessionToken }) };
  }
  const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const profile = awsProfile.value === undefined ? {} : { profile: awsProfile.value };
  const filepath = awsCredentialFile.value;
  return filepath === undefined ? fromNodeProviderChain(profile) : fromIni({ ...profile, filepath });
}

function givenKeys({ awsAccessKeyId, awsSecretAccessKey, awsSessionToken }: Settings): S3Keys | undefined {
  const [id, secret] = [awsAccessKeyId.value, awsSecretAccessKey.value];
  if ((id === undefined) !== (secret === undefined)) {
    throw new InputError('Half of an access key is given', {
      why: `${id === undefined ? awsAccessKeyId.name : awsSecretAccessKey.name} is missing`,
      remedy: 'Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither.',
    });
  }
  if (id === undefined || secret === undefined) return undefined;
  return { accessKeyId: id, secretAccessKey: secret, sessionToken: awsSessionToken.value };
}

function requireReadable(name: string, path: string): void {
  try {
    readFileSync(path);
  } catch (error) {
    throw new InputError(`The file of ${name} cannot be read`, {
      why: (error as Error).message,
      remedy: `Correct ${name}, or the rights of the file.`,
      cause: error,
    });
  }
}
