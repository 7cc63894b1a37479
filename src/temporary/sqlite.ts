import process from 'node:process';
import type { DatabaseSync } from 'node:sqlite';

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;

let loaded: typeof DatabaseSync | undefined;

/**
 * `node:sqlite`, loaded when it is first used. Before 24 Node.js says on standard error that it is experimental, which
 * is no news to whoever uses this program; all other warnings stay.
 */
export function sqlite(): typeof DatabaseSync {
  if (loaded !== undefined) return loaded;
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    const [details] = rest as unknown[];
    const type = typeof details === 'object' ? (details as { type?: string } | null)?.type : details;
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest);
  }) as typeof emitWarning;
  try {
    loaded = process.getBuiltinModule('node:sqlite').DatabaseSync;
  } finally {
    process.emitWarning = emitWarning;
  }
  return loaded;
}

/** True where another process has the database, for the moment. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
}

/** What SQLite says that went wrong; undefined where it was not SQLite. */
export function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  // The low byte of an extended result code is the primary one.
  return typeof code === 'number' ? code & 0xff : undefined;
}
