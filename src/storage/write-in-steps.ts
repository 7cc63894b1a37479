import { writeSync } from 'node:fs';

/**
 * What is written to a file at once. Linux looks for pages as large as the write, and large ones that are free have
 * seldom been touched of late: where a virtual machine's memory is made only then, writing megabytes at once took up to
 * ten times as long. As large as what rclone writes.
 */
const STEP = 32 * 1024;

/**
 * Writes into an open file, in steps that take microseconds each: a thread of the pool would take them up more slowly.
 * @param at where in the file
 * @param each is given every step before it is written, and finds it in the processor's cache
 * @throws the file system's error
 */
export function writeInSteps(file: number, bytes: Buffer, at: number, each?: (step: Buffer) => void): void {
  for (let start = 0; start < bytes.length; start += STEP) {
    const step = bytes.subarray(start, start + STEP);
    each?.(step);
    for (let done = 0; done < step.length; ) {
      done += writeSync(file, step, done, step.length - done, at + start + done);
    }
  }
}
