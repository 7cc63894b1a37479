import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** Ten times as often as V8 has it by itself; the names are the same in all of these versions of Node.js. */
const FLAGS = ['--invocation-count-for-maglev=4000', '--invocation-count-for-turbofan=30000'];
const KNOWN_SINCE = 22;
const KNOWN_UNTIL = 24;

/**
 * Has V8 wait longer before it optimises a function. Within the seconds that a backup takes its compilers cost more
 * processor time than they save; what runs long is optimised all the same.
 *
 * To be called when most modules are loaded: Node.js compiles those of its own anew that it loads later, since its code
 * cache is valid for the flags that it was made with.
 */
export function optimiseLater(version: string = process.versions.node): void {
  const [major = 0] = version.split('.').map(Number);
  // V8 writes an error to the terminal where it does not know a flag.
  if (major < KNOWN_SINCE || major > KNOWN_UNTIL) return;
  for (const flag of FLAGS) setFlagsFromString(flag);
}
