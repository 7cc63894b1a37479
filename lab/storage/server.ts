import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConciergeError } from '../../src/errors.ts';
import { freePort } from '../ports.ts';
import { waitFor } from '../processes.ts';

/** A store that runs on this machine, with one bucket or container. */
export interface StoreServer {
  /** Its address: `http://127.0.0.1:20123`. */
  readonly url: string;
  /** The bucket or container. */
  readonly bucket: string;
  /** What STORAGE_LOCATION says: `s3://backups`. */
  readonly location: string;
  /**
   * The settings with which the program reaches it.
   * @param url another address of it: a gateway that stands before it
   */
  environment(url?: string): Record<string, string>;
  stop(): Promise<void>;
}

/** The bucket or container that each has. */
export const BUCKET = 'backups';

export interface NodeServer {
  readonly url: string;
  /** Where its data lies. */
  readonly folder: string;
  stop(): Promise<void>;
}

/**
 * Starts a server that is a Node.js program, on a free port of 127.0.0.1, its data in a folder that is removed with it.
 * @param command the program's arguments for this port and folder
 */
export async function startNodeServer(
  name: string,
  command: (port: number, folder: string) => readonly string[],
): Promise<NodeServer> {
  const folder = await mkdtemp(join(tmpdir(), `concierge-${name}-`));
  const port = await freePort();
  const child = spawn(process.execPath, command(port, folder), {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
  }
  // Where the tests themselves are ended.
  const end = (): boolean => child.kill('SIGKILL');
  process.once('exit', end);
  const stop = async (): Promise<void> => {
    process.off('exit', end);
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  const answers = await waitFor(() => child.exitCode === null && listens(port), 30, 50);
  if (!answers) {
    await stop();
    throw new ConciergeError(`${name} did not start`, { why: said });
  }
  return { url: `http://127.0.0.1:${port}`, folder, stop };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
