import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConciergeError } from '../../errors.ts';
import { contentCheck } from '../content.ts';
import type { ObjectToStore } from '../store.ts';
import { encryptStream } from './age.ts';

/** Up to this many bytes are kept in memory; what is larger goes to a file. */
const IN_MEMORY = 4 * 1024 * 1024;

/** A content that was encrypted once, so that its size and checksum are known and every try sends the same bytes. */
export interface Spooled extends Pick<ObjectToStore, 'size' | 'open'> {
  readonly md5: string;
  /** Takes the bytes away. */
  discard(): Promise<void>;
}

export interface Spool {
  /**
   * Encrypts a content and keeps the result.
   * @throws ConciergeError where the content is not what size and md5 say, or no room is left for the result.
   */
  encrypt(object: ObjectToStore, recipients: readonly string[], signal: AbortSignal): Promise<Spooled>;
}

/**
 * Age gives other bytes each time, and a store wants size and checksum before the first of them: so a content is
 * encrypted into a private folder first. Only encrypted bytes lie there.
 * @param temporary makes that folder, when it is needed for the first time
 */
export function createSpool(temporary: (() => Promise<string>) | undefined): Spool {
  let folder: Promise<string> | undefined;
  let count = 0;

  async function newFile(): Promise<string> {
    if (temporary === undefined) throw new Error('Nothing can be encrypted without a folder for it');
    folder ??= temporary();
    count += 1;
    return join(await folder, String(count));
  }

  return {
    async encrypt(object, recipients, signal) {
      const path = object.size > IN_MEMORY ? await newFile() : undefined;
      const pieces: Buffer[] = [];
      const hash = createHash('md5');
      let size = 0;
      const measure = new Transform({
        transform(piece: Buffer, _, done) {
          hash.update(piece);
          size += piece.length;
          done(undefined, piece);
        },
      });
      const target =
        path === undefined ? collector(pieces) : createWriteStream(path, { flags: 'wx', mode: 0o600 });
      const discard = async (): Promise<void> => {
        pieces.length = 0;
        if (path !== undefined) await rm(path, { force: true });
      };
      try {
        await pipeline(await encryptStream(checked(object), recipients), measure, target, { signal });
      } catch (error) {
        await discard();
        throw spoolFailure(error, path);
      }
      return {
        size,
        md5: hash.digest('hex'),
        open: () => (path === undefined ? Readable.from([Buffer.concat(pieces)]) : createReadStream(path)),
        discard,
      };
    },
  };
}

function collector(pieces: Buffer[]): Writable {
  return new Writable({
    write(piece: Buffer, _, done) {
      pieces.push(piece);
      done();
    },
  });
}

/** The content, ending with an error where it is not the one that was measured. */
function checked(object: ObjectToStore): Readable {
  const source = object.open();
  return Readable.from(
    (async function* pieces(): AsyncGenerator<Buffer> {
      const check = await contentCheck(object);
      for await (const piece of source as AsyncIterable<Buffer>) {
        check.add(piece);
        if (check.size() > object.size) break;
        yield piece;
      }
      if (check.isRight()) return;
      throw new ConciergeError(`${object.name} was not stored`, {
        why: 'its content changed while it was read',
        remedy: 'Run the upload again when nothing writes to the folder.',
      });
    })(),
    { objectMode: false },
  );
}

function spoolFailure(error: unknown, path: string | undefined): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (path === undefined || (code !== 'ENOSPC' && code !== 'EDQUOT')) return error;
  return new ConciergeError('A file could not be encrypted', {
    why: `no room is left in ${dirname(path)}, where large files lie encrypted until they are sent`,
    remedy: 'Make room there, or name another folder with TMPDIR.',
    cause: error,
  });
}
