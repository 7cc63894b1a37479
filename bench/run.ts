import { rmSync } from 'node:fs';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConciergeError, InputError } from '../src/errors.ts';
import { describeMachine, untilQuiet } from './machine.ts';
import { type Bench, type Measurement, NotAvailable } from './measurement.ts';
import { MEASUREMENTS } from './measurements.ts';
import { BUILT_PROGRAM } from './program.ts';
import { type Outcome, outcomeText, type Report, reportMarkdown, reportText } from './report.ts';
import { type Servers, servers } from './servers.ts';

const HELP = `Measures what is claimed about speed, on real Zabbix servers, against the raw operation in the same run.

  npm run bench                       everything (about a quarter of an hour)
  npm run bench -- --quick            one round, fewer hosts
  npm run bench -- --only NAME        one measurement, several, or those whose names begin so (storage): ${MEASUREMENTS.map(({ name }) => name).join(', ')}
  npm run bench -- --when-quiet       wait before each measurement until little else runs, 10 minutes at most,
                                      and before each upload and download half a minute
  npm run bench -- --json             the result as one JSON document
  npm run bench -- --save             write it to bench/results.md too

Exit codes: 0 measured, whether targets are met or not; 1 something could not be measured; 2 wrong arguments.
bench/README.md says how to read it.
`;

const RESULTS = new URL('./results.md', import.meta.url);
const QUIET_MINUTES = 10;
const QUIET_MINUTES_BETWEEN = 0.5;
const ROUNDS = 3;

interface Options {
  readonly quick: boolean;
  readonly whenQuiet: boolean;
  readonly json: boolean;
  readonly save: boolean;
  readonly chosen: readonly Measurement[];
}

async function main(argv: string[]): Promise<number> {
  const options = readArguments(argv);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = await mkdtemp(join(tmpdir(), 'concierge-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const lab = servers(say);
  try {
    const report = await measureAll(options, folder, lab);
    if (options.save) await writeFile(RESULTS, reportMarkdown(report));
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `\n${reportText(report)}\n`);
    return report.outcomes.some(({ failed }) => failed) ? 1 : 0;
  } finally {
    await lab.stop();
  }
}

async function measureAll(options: Options, folder: string, lab: Servers): Promise<Report> {
  const rounds = options.quick ? 1 : ROUNDS;
  // A copy: a build meanwhile would change what is measured.
  const program = join(folder, 'program', 'cli.js');
  await cp(dirname(BUILT_PROGRAM), dirname(program), { recursive: true });
  await writeFile(join(folder, 'program', 'package.json'), '{"type":"module"}\n');
  const machine = await describeMachine();
  const outcomes: Outcome[] = [];
  for (const measurement of options.chosen) {
    say(`${measurement.title} (${measurement.name})`);
    const bench: Bench = {
      rounds,
      quick: options.quick,
      program,
      folder,
      fresh: lab.fresh,
      async quiet() {
        if (options.whenQuiet) await untilQuiet(QUIET_MINUTES_BETWEEN, () => {}, 1);
      },
      say: (line: string) => say(`  ${line}`),
    };
    if (options.whenQuiet && !(await untilQuiet(QUIET_MINUTES, bench.say)))
      bench.say('it does not become quiet');
    const outcome = await outcomeOf(measurement, bench);
    outcomes.push(outcome);
    // A run that is ended before its end has not measured for nothing.
    if (outcome.result !== undefined && options.chosen.length > 1) say(outcomeText(outcome));
    await lab.stopServers();
  }
  const day = new Date().toISOString().slice(0, 10);
  return { day, machine, servers: await lab.describe(), rounds, outcomes };
}

/** What one measurement comes to. One that fails is said, and the others go on. */
async function outcomeOf(measurement: Measurement, bench: Bench): Promise<Outcome> {
  const { name, title } = measurement;
  try {
    return { measurement: { name, title }, result: await measurement.run(bench) };
  } catch (error) {
    const failed = !(error instanceof NotAvailable);
    const notMeasured = error instanceof Error ? error.message : String(error);
    say(`  ${notMeasured}`);
    return { measurement: { name, title }, notMeasured, failed };
  }
}

/** @returns undefined where help was asked for */
function readArguments(argv: string[]): Options | undefined {
  const { values } = parse(argv);
  if (values.help) return undefined;
  const only = values.only ?? [];
  const isChosen = (asked: string, name: string) => name === asked || name.startsWith(`${asked}-`);
  const unknown = only.find((asked) => !MEASUREMENTS.some(({ name }) => isChosen(asked, name)));
  if (unknown !== undefined) throw usage(`There is no measurement "${unknown}".`);
  return {
    quick: values.quick === true,
    whenQuiet: values['when-quiet'] === true,
    json: values.json === true,
    save: values.save === true,
    chosen:
      only.length === 0
        ? MEASUREMENTS
        : MEASUREMENTS.filter(({ name }) => only.some((asked) => isChosen(asked, name))),
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean' },
        'when-quiet': { type: 'boolean' },
        json: { type: 'boolean' },
        save: { type: 'boolean' },
        only: { type: 'string', multiple: true },
      },
    });
  } catch (error) {
    throw usage((error as Error).message);
  }
}

function usage(message: string): InputError {
  return new InputError(message, { remedy: 'See "npm run bench -- --help".' });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

// The lab's guard ends the servers of a process that ends without doing so itself.
for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => process.exit(exitCode));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConciergeError)) throw error;
  say([error.message, error.why, error.remedy].filter((part) => part).join('\n'));
  process.exitCode = error instanceof InputError ? 2 : 1;
}
