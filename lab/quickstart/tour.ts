import { createPaint, type Paint, wantsColour } from '../../src/terminal/paint.ts';
import { createProgress } from '../../src/terminal/progress.ts';
import { createScreen, type Screen } from '../../src/terminal/screen.ts';
import { populate, populateActionNeeds } from '../populate.ts';
import type { ZabbixLab } from '../zabbix.ts';
import type { DockerDemo } from './docker-demo.ts';
import { runProgram, type StepResult } from './run-step.ts';
import { exportLine, headAndTail, shellWord } from './show.ts';
import { DOCKER_STEPS, STEPS, type Stage, type Step } from './steps.ts';

const PROGRAM = 'npx concierge-scheduler';

/** Lines of standard error that are shown of a command that did not end as it should. */
const LINES_OF_A_FAILURE = 30;

/** Shows what happens on a screen. */
export interface Tour {
  readonly screen: Screen;
  readonly paint: Paint;
}

export function createTour(): Tour {
  return {
    screen: createScreen(process.stdout, process.stderr, process.env),
    paint: createPaint(wantsColour(process.stdout, process.env, false)),
  };
}

/** Two servers: one with sample configuration, one with only the users, groups and scripts that its actions name. */
export async function setTheStage(
  { screen }: Tour,
  lab: ZabbixLab,
  docker: DockerDemo | undefined,
  backupFolder: string,
  signal: AbortSignal,
): Promise<Stage> {
  const progress = createProgress(screen);
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    progress.start(name);
    const result = await work();
    progress.done(name);
    return result;
  };
  try {
    const source = await step('Starting the source', () => lab.fresh('quickstart_source'));
    const target = await step('Starting the target', () => lab.fresh('quickstart_target'));
    await step('Filling the source with sample configuration', () => populate(source));
    await step('Giving the target the users, groups and scripts that actions name', () =>
      populateActionNeeds(target),
    );
    if (docker === undefined) return { sourceUrl: source.url, targetUrl: target.url, backupFolder };
    await step('Starting a demo project on Docker', () => docker.start());
    return { sourceUrl: source.url, targetUrl: target.url, backupFolder, docker: docker.stage };
  } finally {
    progress.close();
  }
}

/**
 * Runs every step and shows its command line and its result; ends with the first that goes wrong.
 * @returns whether each ended with the exit code that it should have
 */
export async function runSteps(tour: Tour, stage: Stage, signal: AbortSignal): Promise<boolean> {
  let before: Readonly<Record<string, string>> = {};
  const steps = stage.docker === undefined ? STEPS : [...STEPS, ...DOCKER_STEPS];
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    const environment = step.environment(stage);
    announce(tour, `${index + 1}. ${step.title}`, step.about);
    showCommand(tour, exportLine(environment, before));
    const args = step.args(stage);
    showCommand(tour, [PROGRAM, ...args.map(shellWord)].join(' '));
    const all = { ...(DOCKER_STEPS.includes(step) ? stage.docker?.programs : {}), ...environment };
    const result = await watched(tour, () => runProgram(args, all, signal));
    signal.throwIfAborted();
    if (!showResult(tour, step, result)) return false;
    before = environment;
  }
  return true;
}

function announce({ screen, paint }: Tour, title: string, about: string): void {
  screen.out(`\n${paint.bold(title)}\n${about}`);
}

function showCommand({ screen, paint }: Tour, line: string | undefined): void {
  if (line !== undefined) screen.out(`  ${paint.blue(`$ ${line}`)}`);
}

/** Shows for how long the work has been going on. */
async function watched<T>({ screen }: Tour, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const ticker = setInterval(() => {
    screen.status(`    running, ${Math.floor((performance.now() - startedAt) / 1000)} s`);
  }, 250);
  try {
    return await work();
  } finally {
    clearInterval(ticker);
    screen.status(undefined);
  }
}

function showResult({ screen, paint }: Tour, step: Step, result: StepResult): boolean {
  const { exitCode, stdout, stderr, seconds } = result;
  const asExpected = exitCode === step.expected;
  const lines = asExpected
    ? headAndTail(stdout, step.head, step.tail)
    : `${stdout}${stderr}`.trimEnd().split('\n').slice(-LINES_OF_A_FAILURE);
  for (const line of lines) screen.out(`    ${line}`);
  const time = `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  screen.out(
    asExpected
      ? `  ${paint.green(`exit code ${exitCode}`)}: ${step.meaning} (${time})`
      : `  ${paint.red(`exit code ${exitCode}`)}, and it should have been ${step.expected} (${time})`,
  );
  return asExpected;
}

/** Where to look, and what to try. */
export function showPlaces({ screen, paint }: Tour, stage: Stage): void {
  const { sourceUrl, targetUrl, backupFolder, docker } = stage;
  const settings = exportLine(STEPS.at(-1)?.environment(stage) ?? {}, {});
  screen.out(
    [
      '',
      paint.bold('Look around'),
      `  source  ${sourceUrl}   (user Admin, password zabbix)`,
      `  target  ${targetUrl}   (user Admin, password zabbix)`,
      `  backup  ${backupFolder}`,
      ...(docker === undefined ? [] : [`  Docker  ${docker.host}   (certificates in ${docker.certPath})`]),
      'Change something in the target, then, in another terminal in this folder, compare again:',
      `  ${paint.blue(`$ ${settings}`)}`,
      `  ${paint.blue(`$ ${PROGRAM} diff`)}`,
    ].join('\n'),
  );
}
