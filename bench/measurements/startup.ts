import { spawn } from 'node:child_process';
import { median } from '../figures.ts';
import type { Bench, Measurement, Result } from '../measurement.ts';
import { PROGRAM_ENVIRONMENT } from '../program.ts';

const RUNS = 20;

/** What a person waits for before anything happens: Node.js itself, and what the program adds to it. */
export const startup: Measurement = {
  name: 'startup',
  title: 'the start of the program',
  async run(bench: Bench): Promise<Result> {
    bench.say(`${RUNS} starts of each, one after the other`);
    const commands = {
      bare: [process.execPath, '-e', '0'],
      version: [bench.program, '--version'],
      help: [bench.program, '--help'],
    } as const;
    const times = { bare: [] as number[], version: [] as number[], help: [] as number[] };
    for (let run = 0; run < RUNS; run += 1) {
      for (const name of ['bare', 'version', 'help'] as const) times[name].push(await start(commands[name]));
    }
    const [bare, version, help] = [median(times.bare), median(times.version), median(times.help)];
    return {
      figures: [
        { what: 'node -e 0', value: bare, unit: 'ms' },
        { what: 'concierge-scheduler --version', value: version, unit: 'ms' },
        {
          what: 'concierge-scheduler --version : node -e 0',
          value: version / bare,
          unit: 'times',
          target: { atMost: 2 },
        },
        { what: 'concierge-scheduler --help : node -e 0', value: help / bare, unit: 'times' },
      ],
    };
  },
};

/** @returns milliseconds from start to end */
function start([file, ...args]: readonly [string, ...string[]]): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(file, args, { stdio: 'ignore', env: PROGRAM_ENVIRONMENT });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve(performance.now() - started);
      else reject(new Error(`${file} ${args.join(' ')} ended with ${code}`));
    });
  });
}
