import type { IncomingMessage } from 'node:http';
import { contentChanged, contentCheck, inParts } from '../content.ts';
import type { Limit } from '../limit.ts';
import { repeated } from '../repeat.ts';
import { PART_SIZE } from '../sizes.ts';
import { MissingObjectError, type ObjectToStore, PassingStoreError } from '../store.ts';
import type { GcsAsking } from './gcs-ask.ts';

export interface ResumableOptions {
  readonly asking: GcsAsking;
  /** What an upload to the bucket begins with. */
  readonly path: string;
  readonly limit: Limit;
  readonly signal: AbortSignal;
}

/** Google has everything up to here; there is more to come. */
const RESUME_INCOMPLETE = 308;

/** An upload that is under way. */
interface Upload {
  readonly asking: GcsAsking;
  readonly name: string;
  /** Bytes of the object. */
  readonly size: number;
  /** Where it goes. */
  readonly address: string;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly answer: IncomingMessage;
  readonly text: string;
}

/**
 * Sends a large object in parts, one after the other
 * (https://cloud.google.com/storage/docs/performing-resumable-uploads). After a failure that may pass Google is asked how
 * much it has, and the rest of the part is sent.
 * @returns the answer to the last part: the object as Google holds it
 */
export async function resumableUpload(
  object: ObjectToStore,
  metadata: Readonly<Record<string, string>>,
  options: ResumableOptions,
): Promise<string> {
  const { name, size } = object;
  const upload = await beginUpload(object, metadata, options);
  const check = await contentCheck(object);
  const content = object.open(PART_SIZE);
  let at = 0;
  let last: Answer | undefined;
  try {
    for await (const bytes of inParts(content, PART_SIZE)) {
      check.add(bytes);
      const end = at + bytes.length;
      if (end > size || (end === size && !check.isRight())) throw contentChanged(name);
      const start = at;
      last = await options.limit.run(() => sendPart(upload, bytes, start), options.signal);
      at = end;
    }
  } finally {
    content.destroy();
  }
  if (at !== size || last === undefined) throw contentChanged(name);
  return last.text;
}

async function beginUpload(
  { name, size }: ObjectToStore,
  metadata: Readonly<Record<string, string>>,
  { asking, path, signal }: ResumableOptions,
): Promise<Upload> {
  const { answer } = await asking.askText({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json; charset=UTF-8', 'x-upload-content-length': String(size) },
    body: Buffer.from(JSON.stringify(metadata)),
    name,
    signal,
  });
  const address = answer.headers.location;
  if (address === undefined)
    throw new PassingStoreError('the store began an upload and did not say where it goes');
  return { asking, name, size, address, signal };
}

/** @returns the answer that says that all is there; undefined where there is more to come */
async function sendPart(upload: Upload, bytes: Buffer, start: number): Promise<Answer | undefined> {
  const { name, size, signal } = upload;
  let from = start;
  let isFirst = true;
  const rest = async (): Promise<Answer | undefined> => {
    if (!isFirst) {
      const state = await tell(upload, Buffer.alloc(0), `bytes */${size}`);
      if (!isIncomplete(state)) return state;
      from = received(state);
      if (from < start || from > start + bytes.length) throw contentChanged(name);
    }
    isFirst = false;
    while (from < start + bytes.length) {
      const piece = bytes.subarray(from - start);
      const told = await tell(upload, piece, `bytes ${from}-${from + piece.length - 1}/${size}`);
      if (!isIncomplete(told)) return told;
      const reached = received(told);
      if (reached <= from) throw new PassingStoreError('the store kept nothing of what was sent');
      from = reached;
    }
    return undefined;
  };
  return await repeated(`put ${name}, from byte ${start}`, rest, { signal });
}

async function tell({ asking, address, name, signal }: Upload, body: Buffer, range: string): Promise<Answer> {
  const headers = { 'content-range': range };
  const accepted = [RESUME_INCOMPLETE];
  try {
    return await asking.askText({ method: 'PUT', path: address, headers, body, name, accepted, signal });
  } catch (error) {
    // The upload, not the object: it has to begin anew.
    throw error instanceof MissingObjectError ? new PassingStoreError('the upload under way is gone') : error;
  }
}

function isIncomplete({ answer }: Answer): boolean {
  return answer.statusCode === RESUME_INCOMPLETE;
}

/** How many bytes the store has: `Range: bytes=0-8388607`; none where the header is absent. */
function received({ answer }: Answer): number {
  const last = /^bytes=0-(\d+)$/u.exec(answer.headers.range ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}
