import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32cBase64 } from './crc32c.ts';
import { Refusal, sendJson, sendRefusal } from './gcs-answers.ts';
import { bytesOf, type Metadata, parseMetadata, splitRelated } from './gcs-body.ts';
import { type Digest, digestOf, type Hashing, hashReceived } from './gcs-digest.ts';
import { answerToken, type Tokens } from './gcs-tokens.ts';
import { BUCKET, type StoreServer } from './server.ts';

/*
 * A stand-in for Google Cloud Storage: there is no emulator of it to be had. Written from the reference of the JSON API
 * (cloud.google.com/storage/docs/json_api/v1) and the pages about uploads, and it refuses what the service refuses.
 * Google's own library is run against it in lab/storage/gcs.test.ts.
 */

export interface GcsStandIn extends StoreServer {
  /** A key of a service account whose tokens it takes. */
  readonly keyFile: string;
  /** Tokens that were given out are refused from now on, as an account's that was closed. */
  revokeTokens(): void;
  /** Objects on a page of a list, at most. */
  pageSize: number;
}

interface HeldObject {
  readonly path: string;
  readonly size: number;
  readonly md5Hash: string;
  readonly crc32c: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly generation: string;
  readonly updated: string;
}

/** A resumable upload that is under way. */
interface Session extends Hashing {
  readonly metadata: Metadata;
  readonly query: URLSearchParams;
  /** The object that it became. */
  done?: string;
}

/** Parts of a resumable upload are multiples of this, save the last. */
const QUANTUM = 256 * 1024;

/** Starts the stand-in on a free port of 127.0.0.1, with one bucket. */
export async function startGcs(): Promise<GcsStandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'concierge-gcs-'));
  const objects = new Map<string, HeldObject>();
  const sessions = new Map<string, Session>();
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const email = 'concierge@lab.iam.gserviceaccount.com';
  const tokens: Tokens = { email, publicKey: pair.publicKey, valid: new Set() };
  let count = 0;
  let url = '';
  const standIn = { pageSize: 1000 };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', url);
    const { pathname, searchParams: query } = asked;
    if (pathname === '/token') return answerToken(request, response, tokens);
    const session = sessions.get(query.get('upload_id') ?? '');
    if (request.method === 'PUT' && pathname.startsWith('/upload/')) {
      if (session === undefined) throw new Refusal(404, 'notFound', 'No such upload session.');
      return await takePart(request, response, session);
    }
    authorize(request);
    const found = /^(\/upload|\/download)?\/storage\/v1\/b\/([^/]+)\/o(?:\/([^/]+))?$/u.exec(pathname);
    if (found === null) throw new Refusal(404, 'notFound', 'Not Found');
    const [, kind, bucket = '', object] = found;
    if (!/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/u.test(decodeURIComponent(bucket))) {
      throw new Refusal(400, 'invalid', `Invalid bucket name: '${decodeURIComponent(bucket)}'`);
    }
    if (decodeURIComponent(bucket) !== BUCKET) {
      throw new Refusal(404, 'notFound', 'The specified bucket does not exist.');
    }
    const name = object === undefined ? undefined : decodeURIComponent(object);
    if (kind === '/upload' && request.method === 'POST') return await begin(request, response, query);
    if (request.method === 'GET' && name === undefined) return list(response, query);
    if (name === undefined) throw new Refusal(405, 'methodNotAllowed', 'Method Not Allowed');
    const held = objects.get(name);
    if (held === undefined) throw new Refusal(404, 'notFound', `No such object: ${BUCKET}/${name}`);
    checkPreconditions(query, held);
    if (request.method === 'DELETE') {
      objects.delete(name);
      await rm(held.path, { force: true });
      response.writeHead(204).end();
    } else if (request.method === 'GET' && query.get('alt') === 'media') {
      sendMedia(request, response, held);
    } else if (request.method === 'GET') {
      sendJson(response, 200, resource(name, held));
    } else throw new Refusal(405, 'methodNotAllowed', 'Method Not Allowed');
  }

  function authorize(request: IncomingMessage): void {
    const token = /^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      throw new Refusal(401, 'required', 'Anonymous caller does not have storage.objects.list access.');
    }
    if (!tokens.valid.has(token)) throw new Refusal(401, 'authError', 'Invalid Credentials');
  }

  /** The first request of an upload: all of it, or what a resumable one is to be. */
  async function begin(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void> {
    const type = query.get('uploadType');
    if (type === 'resumable') {
      const text = (await bytesOf(request)).toString();
      const metadata = { name: query.get('name') ?? undefined, ...parseMetadata(text === '' ? '{}' : text) };
      checkName(metadata.name);
      const id = randomUUID();
      const path = newPath();
      await writeFile(path, '');
      sessions.set(id, { metadata, path, query, received: 0, md5: createHash('md5'), crc: 0, hashed: 0 });
      const location = `http://${request.headers.host}/upload/storage/v1/b/${BUCKET}/o?uploadType=resumable&upload_id=${id}`;
      response.writeHead(200, { location, 'content-length': '0' }).end();
      return;
    }
    const body = await bytesOf(request);
    const path = newPath();
    const { metadata: said, content } =
      type === 'multipart'
        ? splitRelated(request.headers['content-type'] ?? '', body)
        : { metadata: {}, content: body };
    const metadata = { name: query.get('name') ?? undefined, ...said };
    if (type !== 'multipart' && type !== 'media') throw new Refusal(400, 'invalid', 'Unknown upload type.');
    checkName(metadata.name);
    await writeFile(path, content);
    await keep(response, metadata, path, query);
  }

  /** `Content-Range: bytes 0-524287/2000000`, or `bytes *\/2000000` to ask how much has come. */
  async function takePart(
    request: IncomingMessage,
    response: ServerResponse,
    session: Session,
  ): Promise<void> {
    const finished = session.done === undefined ? undefined : objects.get(session.done);
    if (finished !== undefined && session.done !== undefined) {
      request.resume();
      sendJson(response, 200, resource(session.done, finished));
      return;
    }
    const range = /^bytes (?:(\d+)-(\d+|\*)|\*)\/(\d+|\*)$/u.exec(request.headers['content-range'] ?? '');
    if (range === null) throw new Refusal(400, 'invalid', 'Failed to parse Content-Range header.');
    const [, first, last, total] = range;
    let isAll = false;
    if (first !== undefined) {
      if (Number(first) !== session.received) {
        throw new Refusal(
          503,
          'backendError',
          `Invalid request. The part does not begin at ${session.received}.`,
        );
      }
      // `bytes 0-*/*`: all that comes, whatever that is.
      isAll = last === '*';
      const isLast = isAll || (total !== '*' && Number(last) + 1 === Number(total));
      const length = isAll ? Number.NaN : Number(last) - Number(first) + 1;
      if (!isLast && length % QUANTUM !== 0) {
        throw new Refusal(400, 'invalid', 'The part is no multiple of 262144 bytes.');
      }
      const file = createWriteStream(session.path, { flags: 'r+', start: session.received });
      let came = 0;
      try {
        for await (const piece of request) {
          came += (piece as Buffer).length;
          if (!file.write(piece)) await new Promise<void>((resolve) => file.once('drain', () => resolve()));
        }
      } finally {
        await new Promise<void>((resolve) => file.end(() => resolve()));
        // What was cut counts as far as whole quanta came.
        session.received += came === length || (isAll && request.complete) ? came : came - (came % QUANTUM);
      }
      if (came !== length && !isAll) throw new Refusal(400, 'invalid', 'The part is not as long as it says.');
    } else request.resume();
    if (!isAll && (total === '*' || session.received < Number(total))) {
      const header = session.received === 0 ? {} : { range: `bytes=0-${session.received - 1}` };
      await hashReceived(session);
      response.writeHead(308, { ...header, 'content-length': '0' }).end();
      return;
    }
    await hashReceived(session);
    const digest = {
      size: session.received,
      md5Hash: session.md5.digest('base64'),
      crc32c: crc32cBase64(session.crc),
    };
    // One that was refused is over.
    await keep(response, session.metadata, session.path, session.query, digest).catch((error) => {
      for (const [id, held] of sessions) if (held === session) sessions.delete(id);
      throw error;
    });
    session.done = session.metadata.name as string;
  }

  /** Makes the object of what came, where it is what it should be. */
  async function keep(
    response: ServerResponse,
    metadata: Metadata,
    path: string,
    query: URLSearchParams,
    known?: Digest,
  ): Promise<void> {
    const digest = known ?? (await digestOf(path));
    const name = metadata.name as string;
    try {
      if (metadata.md5Hash !== undefined && metadata.md5Hash !== digest.md5Hash) {
        throw new Refusal(
          400,
          'invalid',
          `Provided MD5 hash "${metadata.md5Hash}" doesn't match calculated MD5 hash "${digest.md5Hash}".`,
        );
      }
      if (metadata.crc32c !== undefined && metadata.crc32c !== digest.crc32c) {
        throw new Refusal(
          400,
          'invalid',
          `Provided CRC32C "${metadata.crc32c}" doesn't match calculated CRC32C "${digest.crc32c}".`,
        );
      }
      checkPreconditions(query, objects.get(name));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    count += 1;
    const final = join(folder, `object-${count}`);
    await rename(path, final);
    const before = objects.get(name);
    const held: HeldObject = {
      ...digest,
      path: final,
      contentType: metadata.contentType ?? 'application/octet-stream',
      metadata: metadata.metadata,
      generation: String(Date.now() * 1000 + count),
      updated: new Date().toISOString(),
    };
    objects.set(name, held);
    if (before !== undefined) await rm(before.path, { force: true });
    sendJson(response, 200, resource(name, held));
  }

  function list(response: ServerResponse, query: URLSearchParams): void {
    const prefix = query.get('prefix') ?? '';
    const after = Buffer.from(query.get('pageToken') ?? '', 'base64').toString();
    const most = Math.min(Number(query.get('maxResults') ?? 1000), 1000, standIn.pageSize);
    const names = [...objects.keys()].filter((name) => name.startsWith(prefix) && name > after).sort();
    const page = names.slice(0, most);
    const items = page.map((name) => resource(name, objects.get(name) as HeldObject));
    const nextPageToken = names.length > most ? Buffer.from(page.at(-1) ?? '').toString('base64') : undefined;
    sendJson(response, 200, { kind: 'storage#objects', ...(items.length > 0 && { items }), nextPageToken });
  }

  function newPath(): string {
    return join(folder, `upload-${randomUUID()}`);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (error instanceof Refusal) sendRefusal(response, error);
      else request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const keyFile = join(folder, 'key.json');
  await writeFile(
    keyFile,
    JSON.stringify({
      type: 'service_account',
      project_id: 'lab',
      private_key_id: randomUUID(),
      private_key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: email,
      client_id: '1',
      token_uri: `${url}/token`,
    }),
  );
  return Object.assign(standIn, {
    url,
    bucket: BUCKET,
    location: `gs://${BUCKET}`,
    keyFile,
    revokeTokens: () => tokens.valid.clear(),
    environment: (address: string = url) => ({
      STORAGE_EMULATOR_HOST: address,
      GCP_CREDENTIAL_FILE: keyFile,
      METADATA_SERVER_DETECTION: 'none',
    }),
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await rm(folder, { recursive: true, force: true });
    },
  });
}

function resource(name: string, held: HeldObject): Record<string, unknown> {
  const { size, md5Hash, crc32c: checksum, contentType, generation, updated, metadata } = held;
  return {
    kind: 'storage#object',
    id: `${BUCKET}/${name}/${generation}`,
    name,
    bucket: BUCKET,
    generation,
    metageneration: '1',
    contentType,
    size: String(size),
    md5Hash,
    crc32c: checksum,
    timeCreated: updated,
    updated,
    storageClass: 'STANDARD',
    ...(metadata !== undefined && { metadata }),
  };
}

/** https://cloud.google.com/storage/docs/objects#naming */
function checkName(name: string | undefined): void {
  if (name === undefined || name === '') throw new Refusal(400, 'required', 'Required object name');
  const isBad =
    Buffer.byteLength(name) > 1024 ||
    /[\r\n]/u.test(name) ||
    name === '.' ||
    name === '..' ||
    name.startsWith('.well-known/acme-challenge/') ||
    Buffer.from(name).toString() !== name;
  if (isBad) throw new Refusal(400, 'invalid', 'Disallowed object name');
}

function checkPreconditions(query: URLSearchParams, held: HeldObject | undefined): void {
  const wanted = query.get('ifGenerationMatch');
  if (wanted !== null && wanted !== (held?.generation ?? '0')) {
    throw new Refusal(
      412,
      'conditionNotMet',
      'At least one of the pre-conditions you specified did not hold.',
    );
  }
}

function sendMedia(request: IncomingMessage, response: ServerResponse, held: HeldObject): void {
  const asked = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '');
  const start = asked === null ? 0 : Number(asked[1]);
  const end = asked === null || asked[2] === '' ? held.size - 1 : Math.min(Number(asked[2]), held.size - 1);
  if (asked !== null && start >= held.size) {
    throw new Refusal(416, 'requestedRangeNotSatisfiable', 'Request range not satisfiable');
  }
  const headers = {
    'content-type': held.contentType,
    'content-length': String(end - start + 1),
    'x-goog-hash': `crc32c=${held.crc32c},md5=${held.md5Hash}`,
    'x-goog-generation': held.generation,
    'x-goog-stored-content-encoding': 'identity',
    'x-goog-stored-content-length': String(held.size),
  };
  if (asked === null) response.writeHead(200, headers);
  else response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${end}/${held.size}` });
  if (held.size === 0) response.end();
  else
    createReadStream(held.path, { start, end })
      .on('error', () => response.destroy())
      .pipe(response);
}
