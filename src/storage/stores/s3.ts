import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { InputError } from '../../errors.ts';
import type { Settings } from '../../settings/settings.ts';
import { registerSecret } from '../../terminal/secrets.ts';
import { IDLE_MS, type StoreAgents, storeAgents } from '../agents.ts';
import { cloudError, type FailureContext } from '../cloud-failure.ts';
import {
  base64OfHex,
  checkedContent,
  checkedWhole,
  extentOf,
  gatherFrom,
  md5Of,
  rangeOf,
  rangeOfGathering,
  wrongChecksum,
} from '../content.ts';
import { createLimit } from '../limit.ts';
import type { StorageLocation } from '../location.ts';
import { partSize, sendParts } from '../parts.ts';
import { repeated } from '../repeat.ts';
import { PART_SIZE, PARTS_AT_ONCE, SMALL } from '../sizes.ts';
import type { ObjectToStore, Store, StoredObject } from '../store.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and what the libraries call theirs. */
const CODES = {
  missingObject: ['NoSuchKey', 'NotFound'],
  missingBucket: ['NoSuchBucket'],
  checksum: [
    'BadDigest',
    'InvalidDigest',
    'XAmzContentSHA256Mismatch',
    'XAmzContentChecksumMismatch',
    'IncompleteBody',
  ],
  credentials: [
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'ExpiredToken',
    'InvalidToken',
    'TokenRefreshRequired',
    'CredentialsProviderError',
    'RequestTimeTooSkewed',
  ],
  passing: [
    'SlowDown',
    'RequestTimeout',
    'InternalError',
    'TimeoutError',
    'ServiceUnavailable',
    'OperationAborted',
    'NoSuchUpload',
  ],
};

const PLAIN_ETAG = /^"?([0-9a-f]{32})"?$/u;
const PARTS_ETAG = /^"?([0-9a-f]{32})-\d+"?$/u;

/**
 * A bucket of S3, or of a store that speaks its language.
 * @throws InputError where the settings contradict each other
 */
export function s3Store(location: StorageLocation, settings: Settings): Store {
  const { bucket: Bucket, folder, url } = location;
  const agents = storeAgents(settings);
  const client = clientOf(settings, agents);
  const context: FailureContext = {
    location: url,
    store: 'S3',
    container: 'bucket',
    page: 'docs/storage-s3.md',
    codes: CODES,
  };
  const parts = createLimit(PARTS_AT_ONCE);
  const base = folder === '' ? '' : `${folder}/`;
  const at = (name: string) => ({ Bucket, Key: `${base}${name}` });

  async function asked<T>(name: string | undefined, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      throw asStoreError(error, context, name);
    }
  }

  async function put(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    if (object.size > PART_SIZE) return putInParts(object, signal);
    const leave = object.size > SMALL ? await parts.enter(signal) : undefined;
    try {
      const body = await checkedWhole(object);
      const md5 = md5Of(body);
      const answer = await asked(object.name, signal, () =>
        client.send(
          new PutObjectCommand({
            ...at(object.name),
            Body: body,
            ContentLength: body.length,
            ContentMD5: base64OfHex(md5),
            Metadata: { md5 },
          }),
          { abortSignal: signal },
        ),
      );
      const held = isEncryptedByKms(answer) ? undefined : PLAIN_ETAG.exec(answer.ETag ?? '')?.[1];
      if (held !== undefined && held !== md5) throw wrongChecksum(object.name);
    } finally {
      leave?.();
    }
  }

  async function putInParts(object: ObjectToStore, signal: AbortSignal): Promise<void> {
    const { name } = object;
    const options = { abortSignal: signal };
    const md5 = await object.md5();
    const begun = await asked(name, signal, () =>
      client.send(new CreateMultipartUploadCommand({ ...at(name), Metadata: { md5 } }), options),
    );
    const upload = { ...at(name), UploadId: begun.UploadId };
    const tags: string[] = [];
    try {
      const digests = await sendParts(
        object,
        async ({ number, bytes, md5: digest }) => {
          const command = new UploadPartCommand({
            ...upload,
            PartNumber: number,
            Body: bytes,
            ContentLength: bytes.length,
            ContentMD5: digest.toString('base64'),
          });
          const { ETag = '' } = await asked(name, signal, () => client.send(command, options));
          tags[number - 1] = ETag;
        },
        { limit: parts, size: partSize(object.size, MOST_PARTS), signal },
      );
      const Parts = tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
      // By itself, as the parts are: else all of them would be sent again.
      const complete = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } });
      const answer = await repeated(
        `put ${name}, its end`,
        () => asked(name, signal, () => client.send(complete, options)),
        { signal },
      );
      const held = isEncryptedByKms(answer) ? undefined : PARTS_ETAG.exec(answer.ETag ?? '')?.[1];
      const expected = createHash('md5').update(Buffer.concat(digests)).digest('hex');
      if (held !== undefined && held !== expected) throw wrongChecksum(name);
    } catch (error) {
      // Parts that belong to nothing cost money. That this fails too is no news.
      await client.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
      throw error;
    }
  }

  async function* list(prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject> {
    let ContinuationToken: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket, Prefix: `${base}${prefix}`, ContinuationToken });
      const page = await asked(undefined, signal, () => client.send(command, { abortSignal: signal }));
      for (const { Key = '', Size = 0, LastModified, ETag = '' } of page.Contents ?? []) {
        const md5 = PLAIN_ETAG.exec(ETag)?.[1];
        yield {
          name: Key.slice(base.length),
          size: Size,
          modifiedAt: (LastModified ?? new Date(0)).toISOString(),
          ...(md5 !== undefined && { md5 }),
        };
      }
      ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  /** Asks for the content of an object, or for a range of it. */
  async function begin(name: string, signal: AbortSignal, Range: string | undefined) {
    const command = new GetObjectCommand({ ...at(name), Range });
    const answer = await asked(name, signal, () => client.send(command, { abortSignal: signal }));
    const inWords = (error: unknown) => (signal.aborted ? signal.reason : asStoreError(error, context, name));
    const body = answer.Body as Readable;
    return { body, ...extentOf(answer.ContentLength, answer.ContentRange), inWords };
  }

  return {
    location: url,
    isRemote: true,
    put,
    async get(name, signal, from = 0, until) {
      const { body, length, total, inWords } = await begin(name, signal, rangeOf(from, until));
      return { size: total, content: checkedContent(body, length, inWords) };
    },
    async gather(name, from, into, signal) {
      const range = rangeOfGathering(from, into);
      const { body, length, inWords } = await begin(name, signal, range);
      await gatherFrom(body, into, length, inWords);
    },
    list,
    async describe(name, signal) {
      const command = new HeadObjectCommand(at(name));
      const answer = await asked(name, signal, () => client.send(command, { abortSignal: signal }));
      const plain = isEncryptedByKms(answer) ? undefined : PLAIN_ETAG.exec(answer.ETag ?? '')?.[1];
      const md5 = plain ?? answer.Metadata?.md5;
      const modifiedAt = (answer.LastModified ?? new Date(0)).toISOString();
      return { name, size: answer.ContentLength ?? 0, modifiedAt, ...(md5 !== undefined && { md5 }) };
    },
    async remove(name, signal) {
      await asked(name, signal, () =>
        client.send(new DeleteObjectCommand(at(name)), { abortSignal: signal }),
      );
    },
    async close() {
      client.destroy();
      agents.close();
    },
  };
}

function clientOf(settings: Settings, agents: StoreAgents): S3Client {
  const endpoint = settings.awsEndpoint.value;
  // A store of another maker has no regions; what is signed names one all the same.
  const region = settings.awsRegion.value ?? (endpoint === undefined ? undefined : 'us-east-1');
  return new S3Client({
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(region !== undefined && { region }),
    ...(settings.awsProfile.value !== undefined && { profile: settings.awsProfile.value }),
    credentials: credentialsOf(settings),
    // What is tried again is decided in one place for all stores.
    maxAttempts: 1,
    followRegionRedirects: true,
    // MD5 goes with every request; more than that not every store of another maker takes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      httpAgent: agents.http,
      httpsAgent: agents.https,
      connectionTimeout: 15_000,
      socketTimeout: IDLE_MS,
    },
  });
}

function credentialsOf(settings: Settings) {
  const { awsAccessKeyId, awsSecretAccessKey, awsSessionToken, awsCredentialFile, awsProfile } = settings;
  const [id, secret] = [awsAccessKeyId.value, awsSecretAccessKey.value];
  if ((id === undefined) !== (secret === undefined)) {
    throw new InputError('Half of an access key is given', {
      why: `${id === undefined ? awsAccessKeyId.name : awsSecretAccessKey.name} is missing`,
      remedy: 'Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither.',
    });
  }
  if (id !== undefined && secret !== undefined) {
    const sessionToken = awsSessionToken.value;
    return { accessKeyId: id, secretAccessKey: secret, ...(sessionToken !== undefined && { sessionToken }) };
  }
  const profile = awsProfile.value === undefined ? {} : { profile: awsProfile.value };
  const filepath = awsCredentialFile.value;
  if (filepath !== undefined) requireReadable(awsCredentialFile.name, filepath);
  const provide = filepath === undefined ? fromNodeProviderChain(profile) : fromIni({ ...profile, filepath });
  return async () => {
    const found = await provide();
    for (const part of [found.accessKeyId, found.secretAccessKey, found.sessionToken]) registerSecret(part);
    return found;
  };
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

/** The ETag is then no MD5 of the content (API reference, Object). */
function isEncryptedByKms(answer: { ServerSideEncryption?: string | undefined }): boolean {
  return answer.ServerSideEncryption?.startsWith('aws:kms') === true;
}

function asStoreError(error: unknown, context: FailureContext, name: string | undefined): Error {
  const {
    name: kind = '',
    message = '',
    code,
    $metadata,
  } = error as {
    name?: string;
    message?: string;
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  if (message === 'Region is missing') {
    return new InputError(`The region of ${context.location} is not known`, {
      why: 'neither AWS_REGION nor the AWS configuration names one',
      remedy: 'Set AWS_REGION to the region of the bucket, for example eu-central-1.',
    });
  }
  const status = $metadata?.httpStatusCode;
  const isOwn = kind !== '' && !['Error', 'TypeError'].includes(kind);
  return cloudError({ status, code: code ?? (isOwn ? kind : undefined), message }, context, name);
}
