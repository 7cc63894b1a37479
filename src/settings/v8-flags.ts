import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/*
 * What V8 is told while a command runs. To be called when most modules are loaded: Node.js compiles those of its own anew
 * that it loads later, since its code cache is valid for the flags that it was made with.
 */

/** The names of all flags here are the same in these versions of Node.js. */
const KNOWN_SINCE = 22;
const KNOWN_UNTIL = 24;

/** Ten times as often as V8 has it by itself. */
const LATER = ['--invocation-count-for-maglev=4000', '--invocation-count-for-turbofan=30000'];
const STEADY = ['--semi-space-growth-factor=1'];

/**
 * Has V8 wait longer before it optimises a function. Within the seconds that a backup takes its compilers cost more
 * processor time than they save; what runs long is optimised all the same.
 */
export function optimiseLater(version?: string): void {
  give(LATER, version);
}

/**
 * Keeps V8's place for new objects as small as it is by now. It would grow to 100 MB and more where thousands of
 * requests leave garbage behind, for nothing: what an upload or a download holds is small, and gone soon.
 */
export function steadyMemory(version?: string): void {
  give(STEADY, version);
}

function give(flags: readonly string[], version: string = process.versions.node): void {
  const [major = 0] = version.split('.').map(Number);
  // V8 writes an error to the terminal where it does not know a flag.
  if (major < KNOWN_SINCE || major > KNOWN_UNTIL) return;
  for (const flag of flags) setFlagsFromString(flag);
}
