import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

export const BIN = join(ROOT, 'node_modules', '.bin');

/** npm and the terminal may both deliver one Ctrl-C; within this time it is the same one. */
const SAME_SIGNAL_MILLISECONDS = 500;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** The first signal that came, or undefined. */
let received;

const lastAt = new Map();

/**
 * Passes SIGINT and SIGTERM on to what runs, each once, and lets it end by itself. What runs is in a process group of
 * its own, so that a Ctrl-C does not reach it by two ways: programs here take a second Ctrl-C as "at once".
 */
export function passSignalsOn() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = Date.now();
      const isSame = now - (lastAt.get(signal) ?? 0) < SAME_SIGNAL_MILLISECONDS;
      lastAt.set(signal, now);
      received ??= signal;
      if (isSame) return;
      for (const child of running) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
      if (running.size === 0) process.exit(exitCodeOf(signal));
    });
  }
}

/** The exit code that is due because of a signal, or undefined where none came. */
export function interruptedExitCode() {
  return received === undefined ? undefined : exitCodeOf(received);
}

function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}

/**
 * Runs a program to its end, its output shown as it comes, or kept in a file.
 * @param {string} program a path, or a name that the project's own programs are looked up by first
 * @param {readonly string[]} args
 * @param {{ input?: boolean, output?: number, env?: Record<string, string> }} [options] `input`: it may read standard
 * input; `output`: the descriptor of an open file for all that it says
 * @returns {Promise<number>} its exit code; 128 and the signal's number where a signal ended it; 127 where it could not
 * be started
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: [options.input ? 'inherit' : 'ignore', options.output ?? 'inherit', options.output ?? 'inherit'],
      env: { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`, ...options.env },
      detached: true,
    });
    running.add(child);
    child.on('error', (error) => {
      running.delete(child);
      process.stderr.write(`${program} could not be started: ${error.message}\n`);
      resolve(127);
    });
    child.on('exit', (code, signal) => {
      running.delete(child);
      resolve(code ?? exitCodeOf(signal));
    });
  });
}
