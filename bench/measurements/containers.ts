import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DockerLab, dockerLab, LAB_IMAGES } from '../../lab/docker.ts';
import { waitFor } from '../../lab/processes.ts';
import { type Figure, medianOf } from '../figures.ts';
import type { Bench, Measurement, Result } from '../measurement.ts';
import { runProgram } from '../program.ts';

/** Pairs of one raw operation and one of the program's, taking turns, in each round. */
const PAIRS = 3;

/** A component that goes from one container to two, by Docker's own command and by ours. */
interface Subject {
  readonly name: string;
  /** Scales as a person does with Docker's own command, and waits as that does. */
  raw(number: number): Promise<unknown>;
  /** Settings with which the program finds it. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many run. */
  running(): Promise<number>;
  remove(): Promise<unknown>;
}

interface Pair {
  readonly raw: number;
  readonly ours: number;
}

/** One container more, and a list, against Docker's own commands. */
export const containers: Measurement = {
  name: 'containers',
  title: 'scaling and listing containers',
  async run(bench: Bench): Promise<Result> {
    const docker = await dockerLab({ onProgress: (line) => bench.say(line) });
    const figures: Figure[] = [];
    try {
      for (const make of [composeSubject, swarmSubject]) {
        const subject = await make(docker, bench.folder);
        try {
          bench.say(`${subject.name}: ${bench.rounds * PAIRS} times each, taking turns`);
          const scaled = await times(bench, () => scalePair(bench, subject));
          const listed = await times(bench, () => listPair(bench, docker, subject));
          figures.push(...figuresOf(subject.name, scaled, listed));
        } finally {
          await subject.remove();
        }
      }
    } finally {
      await docker.stop();
    }
    return { figures };
  },
};

async function times<T>({ rounds }: Bench, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let at = 0; at < rounds * PAIRS; at += 1) results.push(await work());
  return results;
}

async function scalePair(bench: Bench, subject: Subject): Promise<Pair> {
  await backToOne(subject);
  const raw = await seconds(() => subject.raw(2));
  await backToOne(subject);
  const ours = await runProgram(bench.program, ['scale_up', 'web', '1', '1'], {
    env: { ...subject.environment, CONCIERGE_STATE_DIR: join(bench.folder, 'state') },
  });
  return { raw, ours: ours.seconds };
}

/** What the program adds to Docker's own list is Node.js, which has to start. */
async function listPair(bench: Bench, docker: DockerLab, subject: Subject): Promise<Pair> {
  const raw = await seconds(() => docker.docker(['ps']));
  // Measured in the same way as the program, which costs a few milliseconds.
  const node = await runProgram(process.execPath, ['-e', '0']);
  const ours = await runProgram(bench.program, ['list', 'web'], { env: subject.environment });
  return { raw: raw + node.seconds, ours: ours.seconds };
}

async function backToOne(subject: Subject): Promise<void> {
  await subject.raw(1);
  if (!(await waitFor(async () => (await subject.running()) === 1, 60, 100)))
    throw new Error(`${subject.name}: it did not come to one container`);
}

function figuresOf(name: string, scaled: readonly Pair[], listed: readonly Pair[]): Figure[] {
  const [command, raw] =
    name === 'Compose' ? ['up', 'docker compose up --scale'] : ['service', 'docker service scale'];
  return [
    { what: `${name}: ${raw}, from 1 to 2`, value: medianOf(scaled, (pair) => pair.raw), unit: 's' },
    { what: `${name}: scale_up, from 1 to 2`, value: medianOf(scaled, (pair) => pair.ours), unit: 's' },
    {
      what: `${name}: scale_up : docker ${command === 'up' ? 'compose up' : 'service scale'}`,
      value: medianOf(scaled, (pair) => pair.ours / pair.raw),
      unit: 'times',
      target: { atMost: 1.25 },
    },
    {
      what: `${name}: docker ps + node -e 0`,
      value: medianOf(listed, (pair) => pair.raw * 1000),
      unit: 'ms',
    },
    { what: `${name}: list`, value: medianOf(listed, (pair) => pair.ours * 1000), unit: 'ms' },
    {
      what: `${name}: list : docker ps + node -e 0`,
      value: medianOf(listed, (pair) => pair.ours / pair.raw),
      unit: 'times',
      target: { atMost: 1.5 },
    },
  ];
}

async function composeSubject(docker: DockerLab, folder: string): Promise<Subject> {
  const project = `bench-${process.pid}`;
  const file = join(folder, 'compose.yml');
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ services: { web: { image: LAB_IMAGES.runs, init: true } } }));
  const compose = (...args: string[]) => docker.compose('v2', ['-p', project, '-f', file, ...args]);
  return {
    name: 'Compose',
    raw: (number) => compose('up', '-d', '--no-deps', '--no-recreate', '--scale', `web=${number}`, 'web'),
    environment: { ...docker.environment(), COMPOSE_PROJECT_NAME: project, COMPOSE_FILE: file },
    running: async () => await count(docker, `com.docker.compose.project=${project}`),
    remove: () => compose('down', '--timeout', '1'),
  };
}

async function swarmSubject(docker: DockerLab): Promise<Subject> {
  const stack = `bench-${process.pid}`;
  const service = `${stack}_web`;
  await docker.docker([
    ...['service', 'create', '--detach', '--quiet', '--no-resolve-image', '--name', service],
    ...['--label', `com.docker.stack.namespace=${stack}`, LAB_IMAGES.runs],
  ]);
  return {
    name: 'Swarm',
    raw: (number) => docker.docker(['service', 'scale', `${service}=${number}`]),
    environment: { ...docker.environment(), COMPOSE_PROJECT_NAME: stack },
    running: async () => await count(docker, `com.docker.swarm.service.name=${service}`),
    remove: () => docker.docker(['service', 'rm', service]),
  };
}

async function count(docker: DockerLab, label: string): Promise<number> {
  const { stdout } = await docker.docker(['ps', '--quiet', '--filter', `label=${label}`]);
  return stdout.split('\n').filter((line) => line !== '').length;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
