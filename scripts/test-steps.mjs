import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { closingLine, countsOfExit, countsOfReport, sum } from './counts.mjs';
import { BIN, interruptedExitCode, run } from './processes.mjs';
import { noServersMessage, whyNoServers } from './system.mjs';

/**
 * @typedef {{ name: string, needsServers?: boolean, run: (context: StepContext) => Promise<import('./counts.mjs').Counts> }} Step
 * @typedef {{ node: string, reports: string, output?: number }} StepContext `reports`: a folder for what the steps
 * leave; `output`: where a step that is not alone says what it says
 */

/** What `npm test` runs, in this order, those of a list at the same time; each also where one before it failed. */
const TEST = [
  command('build', (node) => [node, 'scripts/build.mjs']),
  command('types', () => [join(BIN, 'tsc'), '--noEmit']),
  command('lint', () => [join(BIN, 'biome'), 'check', '--error-on-warnings', '.']),
  vitest('unit'),
  [vitest('servers', { needsServers: true }), vitest('engines', { needsServers: true })],
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
    async run({ reports, output }) {
      const file = join(reports, `${project}.json`);
      const args = ['run', '--project', project, '--reporter=default', '--reporter=json'];
      const exitCode = await run(join(BIN, 'vitest'), [...args, `--outputFile.json=${file}`], { output });
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
    for (const steps of script === 'test' ? TEST : FULL) {
      const results = await runTogether([steps].flat(), { node, reports }, script);
      if (interruptedExitCode() !== undefined) return interruptedExitCode();
      for (const { name, counts, why, milliseconds } of results) {
        all.push(counts);
        lines.push(summaryLine(name, counts, why, milliseconds));
        if (why !== undefined) exitCode = 2;
        else if (counts.failed > 0 && exitCode === 0) exitCode = 1;
      }
    }
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
  process.stdout.write(`\n== summary\n${lines.join('\n')}\n\n${closingLine(sum(all))}\n`);
  return exitCode;
}

/** Runs steps at the same time. The first shows what it says as it comes, the others when they have ended. */
async function runTogether(steps, context, script) {
  return await Promise.all(
    steps.map(async (step, place) => {
      const startedAt = Date.now();
      const why = step.needsServers ? whyNoServers() : undefined;
      if (place === 0) process.stdout.write(`\n== ${steps.map(({ name }) => name).join(', ')}\n`);
      if (why !== undefined) {
        process.stderr.write(noServersMessage(script, why));
        return { name: step.name, counts: countsOfExit(1), why, milliseconds: 0 };
      }
      const counts = place === 0 ? await step.run(context) : await runAside(step, context);
      return { name: step.name, counts, milliseconds: Date.now() - startedAt };
    }),
  );
}

async function runAside(step, context) {
  const file = join(context.reports, `${step.name}.log`);
  const log = await open(file, 'w');
  try {
    return await step.run({ ...context, output: log.fd });
  } finally {
    await log.close();
    process.stdout.write(`\n== ${step.name}\n${await readFile(file, 'utf8')}`);
  }
}

function summaryLine(name, counts, why, milliseconds) {
  const notRun = counts.notRun > 0 ? `, ${counts.notRun} not run` : '';
  const told = why === undefined ? `${closingLine(counts)}${notRun}` : `not run: ${why}`;
  return `${name.padEnd(8)} ${told} (${Math.round(milliseconds / 1000)} s)`;
}
