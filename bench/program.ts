import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabServer } from '../lab/zabbix.ts';

/** One run of the program, as the operating system saw it. */
export interface Run {
  readonly exitCode: number | null;
  /** From its start to its end. */
  readonly seconds: number;
  /** Processor time of its own, user and system. */
  readonly cpuSeconds: number;
  /** The most memory that it held at once (getrusage(2), ru_maxrss), in MB of 10⁶ bytes. */
  readonly megabytes: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** After so many seconds the program is ended with SIGKILL; the run then fails. Default 1800. */
  readonly timeoutSeconds?: number;
  /** Exit codes that are no failure. Default: 0. */
  readonly expected?: readonly number[];
}

/** The program starts Node.js by name, with the flags that it wants: it is to find the Node.js of this run. */
export const PROGRAM_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
};

const REPORT_USAGE = new URL('./report-usage.mjs', import.meta.url).href;

/** A PATH that is given comes after the folder of this Node.js. */
function environmentOf({ PATH = process.env.PATH ?? '', ...given }: Readonly<Record<string, string>> = {}) {
  return {
    NODE_OPTIONS: `--import=${REPORT_USAGE}`,
    ...given,
    PATH: [dirname(process.execPath), PATH].join(delimiter),
  };
}

/**
 * Runs the built program with these arguments, as it is run where it is installed, and measures it. A module loaded
 * before it reports the resources that the process used when it ends, through a pipe of its own.
 * @throws Error where it ends in another way than expected, with what it wrote
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  const started = performance.now();
  const child = spawn(program, args, {
    env: environmentOf(options.env),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const end = (): boolean => child.kill('SIGKILL');
  const timer = setTimeout(end, (options.timeoutSeconds ?? 1800) * 1000);
  process.once('exit', end);
  const [stdout, stderr, usage, [exitCode, seconds]] = await Promise.all([
    textOf(child.stdio[1]),
    textOf(child.stdio[2]),
    textOf(child.stdio[3] as NodeJS.ReadableStream),
    new Promise<[number | null, number]>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve([code, (performance.now() - started) / 1000]));
    }),
  ]).finally(() => {
    clearTimeout(timer);
    process.off('exit', end);
  });
  if (exitCode === null || !(options.expected ?? [0]).includes(exitCode)) {
    throw new Error(`"${args.join(' ')}" ended with ${exitCode ?? 'a signal'}:\n${stderr || stdout}`);
  }
  const { cpuMicroseconds, maxRssKilobytes } = JSON.parse(usage) as Record<string, number>;
  return {
    exitCode,
    seconds,
    cpuSeconds: (cpuMicroseconds ?? 0) / 1e6,
    megabytes: ((maxRssKilobytes ?? 0) * 1024) / 1e6,
    stdout,
    stderr,
  };
}

/** The settings with which the program reaches a lab server. */
export function environmentFor(server: Pick<LabServer, 'url'>): Record<string, string> {
  return { ZBX_API_HOST: server.url, ZBX_API_USER: 'Admin', ZBX_API_PASS: 'zabbix' };
}

/** The program's entry point where a build puts it, in its folder. */
export const BUILT_PROGRAM = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

async function textOf(stream: NodeJS.ReadableStream | null | undefined): Promise<string> {
  if (!stream) return '';
  let text = '';
  stream.setEncoding('utf8');
  for await (const piece of stream) text += piece as string;
  return text;
}
