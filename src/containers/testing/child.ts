import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Until it has written this line. */
  said(line: string): Promise<void>;
  /** Its exit code, null where a signal ended it, and what it wrote to standard error. */
  readonly ended: Promise<{ code: number | null; stderr: string }>;
}

/** A process of its own that runs these lines of a module; paths of imports are relative to src/containers/. */
export function startChild(code: string): Child {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', code.replace(/from '\.\//gu, `from '${ROOM}`)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data;
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stderr }));
  return {
    process: child,
    async said(line) {
      const has = () => stdout.split('\n').includes(line);
      while (!has()) {
        const over = await Promise.race([
          once(child.stdout, 'data').then(() => false),
          ended.then(() => true),
        ]);
        if (over && !has()) throw new Error(`the process ended without saying ${line}:\n${stderr}`);
      }
    },
    ended,
  };
}

const ROOM = `${fileURLToPath(new URL('../', import.meta.url))}`;
