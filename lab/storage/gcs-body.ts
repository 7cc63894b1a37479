import type { IncomingMessage } from 'node:http';
import { Refusal } from './gcs-answers.ts';

/** What a request says of the object that it brings. */
export interface Metadata {
  readonly name?: string | undefined;
  readonly md5Hash?: string;
  readonly crc32c?: string;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function parseMetadata(text: string): Metadata {
  try {
    return JSON.parse(text) as Metadata;
  } catch {
    throw new Refusal(400, 'parseError', 'Parse Error');
  }
}

/** multipart/related: a part of JSON, and the content. */
export function splitRelated(type: string, body: Buffer): { metadata: Metadata; content: Buffer } {
  const boundary = /boundary="?([^";]+)"?/u.exec(type)?.[1];
  if (!type.startsWith('multipart/related') || boundary === undefined) {
    throw new Refusal(400, 'badContent', 'The upload must be multipart/related with a boundary.');
  }
  const delimiter = `--${boundary}`;
  const firstHead = body.indexOf('\r\n\r\n', body.indexOf(delimiter));
  const second = body.indexOf(`\r\n${delimiter}`, firstHead);
  const secondHead = body.indexOf('\r\n\r\n', second);
  const end = body.lastIndexOf(`\r\n${delimiter}--`);
  if (firstHead < 0 || second < 0 || secondHead < 0 || end < secondHead) {
    throw new Refusal(400, 'badContent', 'The body is not the two parts of a multipart upload.');
  }
  const metadata = parseMetadata(body.toString('utf8', firstHead + 4, second));
  return { metadata, content: body.subarray(secondHead + 4, end) };
}

export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
