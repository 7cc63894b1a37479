import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { closingLine, countsOfExit, countsOfReport, sum } from './counts.mjs';
import { BIN, interruptedExitCode, run } from './processes.mjs';
import { noServersMessage, whyNoServers } from './system.mjs';

/**
 * @typedef {{ name: string, needsServers?: boolean, run: (context: StepContext) => Promise<import('./counts.mjs').Counts> }} Step
 * @typedef {{ node: string, reports: string }} StepContext `reports`: a folder for what the steps leave
 */

/** What `npm test` runs, in this order; each also where one before it failed. */
const TEST = [
  command('build', (node) => [node, 'scripts/build.mjs']),
  command('types', () => [join(BIN, 'tsc'), '--noEmit']),
  command('lint', () => [join(BIN, 'biome'), 'check', '--error-on-warnings', '.']),
  vitest('unit'),
  vitest('servers', { needsServers: true }),
];

/** What `npm run test:full` adds. The tests run the built program. */
const FULL = [
  command('build', (node) => [node, 'scripts/build.mjs']),
  vitest('full', { needsServers: true }),
];

/** @param {(node: string) => string[]} line */
function command(name, line) {
  return {
    name,
    async run({ node }) {
      const [program, ...args] = line(node);
      return countsOfExit(await run(program, args));
    },
  };
}

/** A project of vitest.config.ts. */
function vitest(project, options = {}) {
  return {
    name: project,
    ...options,
    async run({ reports }) {
      const file = join(reports, `${project}.json`);
      const exitCode = await run(join(BIN, 'vitest'), [
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ]);
      return countsOfReport(await readFile(file, 'utf8').catch(() => undefined), exitCode);
    },
  };
}

/**
 * Runs the steps of `test` or `test:full`, sums them up, and closes with `N passed, N failed`.
 * @param {'test' | 'test:full'} script
 * @param {string} node
 * @returns {Promise<number>} the exit code
 */
export async function runSteps(script, node) {
  const reports = await mkdtemp(join(tmpdir(), 'concierge-tests-'));
  const lines = [];
  const all = [];
  let exitCode = 0;
  try {
    for (const step of script === 'test' ? TEST : FULL) {
      const why = step.needsServers ? whyNoServers() : undefined;
      process.stdout.write(`\n== ${step.name}\n`);
      const startedAt = Date.now();
      if (why !== undefined) process.stderr.write(noServersMessage(script, why));
      const counts = why === undefined ? await step.run({ node, reports }) : countsOfExit(1);
      if (interruptedExitCode() !== undefined) return interruptedExitCode();
      all.push(counts);
      lines.push(summaryLine(step.name, counts, why, Date.now() - startedAt));
      if (why !== undefined) exitCode = 2;
      else if (counts.failed > 0 && exitCode === 0) exitCode = 1;
    }
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
  process.stdout.write(`\n== summary\n${lines.join('\n')}\n\n${closingLine(sum(all))}\n`);
  return exitCode;
}

function summaryLine(name, counts, why, milliseconds) {
  const notRun = counts.notRun > 0 ? `, ${counts.notRun} not run` : '';
  const told = why === undefined ? `${closingLine(counts)}${notRun}` : `not run: ${why}`;
  return `${name.padEnd(8)} ${told} (${Math.round(milliseconds / 1000)} s)`;
}
