import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** The name is the same in all of these versions of Node.js. */
const FLAG = '--semi-space-growth-factor=1';
const KNOWN_SINCE = 22;
const KNOWN_UNTIL = 24;

/**
 * Keeps V8's place for new objects as small as it is by now. It would grow to 100 MB and more where thousands of
 * requests leave garbage behind, for nothing: what an upload or a download holds is small, and gone soon.
 *
 * To be called when most modules are loaded, for the reason that commands/optimise-later.ts gives.
 */
export function steadyMemory(version: string = process.versions.node): void {
  const [major = 0] = version.split('.').map(Number);
  // V8 writes an error to the terminal where it does not know a flag.
  if (major < KNOWN_SINCE || major > KNOWN_UNTIL) return;
  setFlagsFromString(FLAG);
}
