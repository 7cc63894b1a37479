import type { OnReadOpts, Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** What is read at once where all of it is copied. */
const SHARED = 256 * 1024;

/** What is read at once otherwise, as by Node.js itself. */
const OWN = 64 * 1024;

/** Connections of which whoever listens copies every piece before it returns. */
const copied = new WeakSet<Socket>();

/**
 * Reads of one connection that go into the same memory again and again while what comes is copied, see `copiesAll`.
 * With new memory for each, V8 looks for what it can clear up every 20 MB or so.
 */
export function sharedReads(): OnReadOpts {
  let socket: Socket | undefined;
  let shared: Buffer | undefined;
  let isShared = false;
  return {
    buffer: () => {
      isShared = socket !== undefined && copied.has(socket);
      if (!isShared) return Buffer.allocUnsafeSlow(OWN);
      shared ??= Buffer.allocUnsafeSlow(SHARED);
      return shared;
    },
    callback(this: Socket, length: number, memory: Uint8Array) {
      socket = this;
      const piece = Buffer.from(memory.buffer, memory.byteOffset, length);
      // Read while all was copied, and given to somebody who may keep it: whether Node.js copies it is its own affair.
      this.emit('data', isShared && !copied.has(this) ? Buffer.from(piece) : piece);
      return true;
    },
  };
}

/**
 * Says that from now on all that comes from here is copied before the listener of `data` returns.
 * @param answer flows, and holds nothing that was not given on yet
 * @returns says that this is over
 */
export function copiesAll(answer: Readable & { socket?: Socket | null }): () => void {
  const { socket } = answer;
  if (!socket) return () => {};
  copied.add(socket);
  return () => copied.delete(socket);
}
