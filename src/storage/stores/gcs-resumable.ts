import type { IncomingMessage } from 'node:http';
import { contentChanged, contentCheck, inParts } from '../content.ts';
import type { Limit } from '../limit.ts';
import { repeated } from '../repeat.ts';
import { PART_SIZE } from '../sizes.ts';
import { MissingObjectError, type ObjectToStore, PassingStoreError } from '../store.ts';
import type { GcsAsk } from './gcs.ts';

export interface ResumableOptions {
  readonly ask: GcsAsk;
  /** The path of uploads to the bucket. */
  readonly uploads: string;
  readonly limit: Limit;
  readonly signal: AbortSignal;
}

/** Google has everything up to here; there is more to come. */
const RESUME_INCOMPLETE = 308;

/**
 * Sends a large object in parts, one after the other
 * (https://cloud.google.com/storage/docs/performing-resumable-uploads). After a failure that may pass Google is asked how
 * much it has, and the rest of the part is sent.
 * @returns the answer to the last part: the object as Google holds it
 */
export async function resumableUpload(
  object: ObjectToStore,
  metadata: Readonly<Record<string, string>>,
  { ask, uploads, limit, signal }: ResumableOptions,
): Promise<IncomingMessage> {
  const { name, size } = object;
  const begun = await ask({
    method: 'POST',
    path: `${uploads}?uploadType=resumable&fields=name,size,updated,md5Hash`,
    headers: { 'content-type': 'application/json; charset=UTF-8', 'x-upload-content-length': String(size) },
    body: Buffer.from(JSON.stringify(metadata)),
    name,
    signal,
  });
  begun.resume();
  const path = begun.headers.location;
  if (path === undefined)
    throw new PassingStoreError('the store began an upload and did not say where it goes');

  const check = await contentCheck(object);
  const content = object.open(PART_SIZE);
  let at = 0;
  let last: IncomingMessage | undefined;
  try {
    for await (const bytes of inParts(content, PART_SIZE)) {
      check.add(bytes);
      const end = at + bytes.length;
      if (end > size || (end === size && !check.isRight())) throw contentChanged(name);
      const leave = await limit.enter(signal);
      try {
        last = await sendPart(bytes, at);
      } finally {
        leave();
      }
      at = end;
    }
  } finally {
    content.destroy();
  }
  if (at !== size || last === undefined) throw contentChanged(name);
  return last;

  /** @returns the answer that says that all is there; undefined where there is more to come */
  async function sendPart(bytes: Buffer, start: number): Promise<IncomingMessage | undefined> {
    let from = start;
    let isFirst = true;
    return await repeated(
      `put ${name}, from byte ${start}`,
      async () => {
        if (!isFirst) {
          const state = await tell(Buffer.alloc(0), `bytes */${size}`);
          if (state.statusCode !== RESUME_INCOMPLETE) return state;
          from = received(state);
          if (from < start || from > start + bytes.length) throw contentChanged(name);
        }
        isFirst = false;
        for (;;) {
          const rest = bytes.subarray(from - start);
          if (rest.length === 0) return undefined;
          const answer = await tell(rest, `bytes ${from}-${from + rest.length - 1}/${size}`);
          if (answer.statusCode !== RESUME_INCOMPLETE) return answer;
          const reached = received(answer);
          if (reached <= from) throw new PassingStoreError('the store kept nothing of what was sent');
          from = reached;
        }
      },
      { signal },
    );
  }

  async function tell(body: Buffer, range: string): Promise<IncomingMessage> {
    const answer = await ask({
      method: 'PUT',
      path: path as string,
      headers: { 'content-range': range },
      body,
      name,
      accepted: [RESUME_INCOMPLETE],
      signal,
    }).catch((error) => {
      // The upload, not the object: it has to begin anew.
      throw error instanceof MissingObjectError
        ? new PassingStoreError('the upload under way is gone')
        : error;
    });
    if (answer.statusCode === RESUME_INCOMPLETE) answer.resume();
    return answer;
  }
}

/** How many bytes the store has: `Range: bytes=0-8388607`; none where the header is absent. */
function received(answer: IncomingMessage): number {
  const last = /^bytes=0-(\d+)$/u.exec(answer.headers.range ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}
