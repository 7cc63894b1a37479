import { Worker } from 'node:worker_threads';

export type Algorithm = 'sha256' | 'md5';

/** Reads a file again that is being written, and hashes what it finds: the digest is of what the file holds. */
export interface ReadBack {
  /** So many bytes are written, from the beginning of the file. */
  written(bytes: number): void;
  /** Of all that was said to be written; hexadecimal, lower case. @throws the file system's error; Error where there is less; the signal's reason */
  digest(): Promise<string>;
  /** When it returns nothing reads the file any more: it may be closed. */
  stop(): Promise<void>;
}

/** From this size on a thread of its own is worth it: to start one takes as long as to hash so much. */
const ASIDE_FROM = 32 * 1024 * 1024;

/** There is one thread at most. A second file that is written meanwhile is hashed here: there is work for both. */
let isThreadTaken = false;

/**
 * @param file open for reading and writing
 * @param size how large it becomes, as far as that is known
 * @param signal nobody waits for the digest any more
 */
export function readBack(file: number, algorithm: Algorithm, size: number, signal: AbortSignal): ReadBack {
  return size < ASIDE_FROM || isThreadTaken ? here(file, algorithm) : aside(file, algorithm, signal);
}

function here(file: number, algorithm: Algorithm): ReadBack {
  const reader = readerOf(file, algorithm);
  return {
    written: (bytes) => reader.readUntil(bytes),
    digest: async () => reader.digest(),
    async stop() {},
  };
}

/** While this thread receives and writes, another one reads and hashes: hashing takes longest of all. */
function aside(file: number, algorithm: Algorithm, signal: AbortSignal): ReadBack {
  isThreadTaken = true;
  // Its text and not a file of the program, which may have been replaced since it was started. It inherits nothing:
  // modules that NODE_OPTIONS loads are none of its business.
  const thread = new Worker(THREAD, { eval: true, workerData: { file, algorithm }, execArgv: [], env: {} });
  const digest = new Promise<string>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () =>
      reject(signal.aborted ? signal.reason : new Error('the thread that reads the file has ended')),
    );
  });
  const end = () => thread.terminate();
  signal.addEventListener('abort', end);
  // Whoever asks for the digest is told.
  digest.catch(() => {});
  return {
    written: (bytes) => thread.postMessage(bytes),
    digest() {
      thread.postMessage('digest');
      return digest;
    },
    async stop() {
      signal.removeEventListener('abort', end);
      await end();
      isThreadTaken = false;
    },
  };
}

/** Its text is run in the thread too: it may name nothing that stands outside of it. */
function readerOf(file: number, algorithm: Algorithm) {
  const { readSync } = process.getBuiltinModule('node:fs');
  const hash = process.getBuiltinModule('node:crypto').createHash(algorithm);
  const held = Buffer.allocUnsafeSlow(64 * 1024);
  let at = 0;
  return {
    readUntil(end: number): void {
      while (at < end) {
        const read = readSync(file, held, 0, Math.min(held.length, end - at), at);
        if (read === 0) throw new Error('the file is shorter than what was written to it');
        hash.update(held.subarray(0, read));
        at += read;
      }
    },
    digest: () => hash.digest('hex'),
  };
}

const THREAD = `
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const reader = (${readerOf})(workerData.file, workerData.algorithm);
  parentPort.on('message', (said) => {
    if (said === 'digest') parentPort.postMessage(reader.digest());
    else reader.readUntil(said);
  });`;
