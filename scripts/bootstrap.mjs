/**
 * What every npm script that a newcomer types goes through. It runs on Node.js 20 with nothing installed: it installs
 * what is missing and then starts the real thing with the Node.js of the dependencies.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureInstalled, findNode } from './install.mjs';
import { interruptedExitCode, passSignalsOn, ROOT, run } from './processes.mjs';
import { noServersMessage, whyNoServers } from './system.mjs';
import { runSteps } from './test-steps.mjs';

/** Scripts that are one program; `built`: it runs the bundle in dist/, save with the options of `WITHOUT_BUILD`. */
const PROGRAMS = {
  quickstart: { file: 'lab/quickstart.ts', built: true },
  lab: { file: 'lab/cli.ts', built: false },
  bench: { file: 'bench/run.ts', built: true },
};

/** With these nothing of the bundle is run. It may be in use: --stop ends a quickstart that runs it. */
const WITHOUT_BUILD = ['--stop', '--help', '-h'];

async function main([script, ...args]) {
  const program = PROGRAMS[script];
  if (program === undefined && script !== 'test' && script !== 'test:full') {
    process.stderr.write(
      `error:   "${script}" is not a script; there are test, test:full, ${Object.keys(PROGRAMS).join(', ')}\n`,
    );
    return 2;
  }
  const why = program === undefined ? undefined : whyNoServers();
  if (why !== undefined) {
    process.stderr.write(noServersMessage(script, why));
    return 2;
  }
  if (!(await ensureInstalled())) return interruptedExitCode() ?? 1;
  const node = findNode();
  if (node === undefined) return 2;
  if (program === undefined) return await runSteps(script, node);
  if (!existsSync(join(ROOT, program.file))) {
    process.stderr.write(`error:   ${program.file} is not here\n`);
    return 1;
  }
  if (program.built && !args.some((arg) => WITHOUT_BUILD.includes(arg))) {
    const built = await run(node, ['scripts/build.mjs']);
    if (built !== 0) return built;
  }
  return await run(node, [program.file, ...args], { input: true });
}

passSignalsOn();
process.exitCode = await main(process.argv.slice(2));
