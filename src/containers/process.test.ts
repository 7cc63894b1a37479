import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConciergeError } from '../errors.ts';
import { ProgramError, runProgram } from './process.ts';

const NEVER = new AbortController().signal;

function node(script: string, ...args: string[]): string[] {
  return [process.execPath, '-e', script, ...args];
}

/** One that has ended and only waits to be collected (Z, proc(5)) does not count. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return false;
  }
}

/** A program with a child that goes on for a minute; it prints the ids of both. */
const WITH_CHILD = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  console.log(process.pid + ' ' + child.pid);
  setTimeout(() => {}, 60000)`;

describe('a program', () => {
  it('gets its arguments as they are, this environment and nothing else, and nothing to read', async () => {
    const script = `process.stdin.on('end', () => console.log(JSON.stringify([process.argv.slice(1), process.env]))).resume()`;
    const { stdout } = await runProgram(node(script, '$(x)', '; rm -rf /', 'a b'), {
      environment: { ONLY: '1' },
      timeoutMs: 60_000,
      signal: NEVER,
    });
    expect(JSON.parse(stdout)).toEqual([['$(x)', '; rm -rf /', 'a b'], { ONLY: '1' }]);
  });

  it('that fails keeps its command, output and exit code', async () => {
    const command = node('console.log("out"); console.error("err"); process.exitCode = 7');
    const error = await runProgram(command, { environment: {}, timeoutMs: 60_000, signal: NEVER }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ProgramError);
    expect(error).toMatchObject({
      command,
      code: 7,
      endedBy: null,
      output: { stdout: 'out\n', stderr: 'err\n' },
      why: 'err',
      message: expect.stringMatching(/" ended with 7$/u),
    });
  });

  it('that a signal ends says which', async () => {
    const error = await runProgram(node('process.kill(process.pid, "SIGKILL")'), {
      environment: {},
      timeoutMs: 60_000,
      signal: NEVER,
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: null, endedBy: 'SIGKILL', why: 'it wrote nothing' });
  });

  it('that writes on and on to standard error is heard by its end', async () => {
    const { stderr } = await runProgram(
      node('for (let n = 0; n < 2000; n += 1) console.error(n + " " + "x".repeat(1000))'),
      { environment: {}, timeoutMs: 60_000, signal: NEVER },
    );
    expect(stderr).toHaveLength(64 * 1024);
    expect(stderr).toMatch(/\n1999 x+\n$/u);
  });

  it('that writes on and on to standard output is ended: what is kept has an end', async () => {
    const lines: string[] = [];
    const error = await runProgram(
      node('const text = "x".repeat(1e6); (function more() { process.stdout.write(text, more) })()'),
      { environment: {}, timeoutMs: 60_000, signal: NEVER, onLine: (line) => lines.push(line) },
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProgramError);
    const { message, output } = error as ProgramError;
    expect(message).toMatch(/ wrote more than 16 MB and was ended$/u);
    expect(output.stdout.length).toBeGreaterThan(15_000_000);
    expect(output.stdout.length).toBeLessThanOrEqual(16 * 1024 * 1024);
    // No line ever ended, and none was gathered whole.
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(1_000_000);
  });

  it('that is not there is an error for a person', async () => {
    const running = runProgram(['/nowhere/docker'], { environment: {}, timeoutMs: 1000, signal: NEVER });
    await expect(running).rejects.toBeInstanceOf(ConciergeError);
    await expect(running).rejects.toThrow('/nowhere/docker cannot be run');
  });

  it('that takes too long is ended with its children, also where it does not want to', async () => {
    const stubborn = `process.on('SIGTERM', () => {});${WITH_CHILD}`;
    const error = await runProgram(node(stubborn), { environment: {}, timeoutMs: 1500, signal: NEVER }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ message: expect.stringMatching(/took longer than 1.5 s and was ended$/u) });
    const pids = (error as ProgramError).output.stdout.trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    for (const pid of pids) await expect.poll(() => isAlive(pid)).toBe(false);
  }, 20_000);

  it('is ended with its children where the work is given up', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let pids: number[] = [];
    const running = runProgram(node(WITH_CHILD), {
      environment: {},
      timeoutMs: 60_000,
      signal: controller.signal,
      onLine: (line) => {
        pids = line.split(' ').map(Number);
        controller.abort(reason);
      },
    });
    await expect(running).rejects.toBe(reason);
    expect(pids).toHaveLength(2);
    for (const pid of pids) await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('is not started where the work was given up before', async () => {
    const reason = new Error('enough');
    const running = runProgram(['/nowhere'], {
      environment: {},
      timeoutMs: 1,
      signal: AbortSignal.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
  });
});
