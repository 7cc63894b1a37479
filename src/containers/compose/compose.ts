import { ConciergeError, InputError } from '../../errors.ts';
import { type Backend, type Component, ComponentChangedError, type KnownToRun } from '../backend.ts';
import type { Container } from '../container.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError, NoAnswerError } from '../engine/failure.ts';
import { logLines } from '../engine/log-lines.ts';
import type { ContainerRow } from '../engine/objects.ts';
import { ProgramError } from '../process.ts';
import { textOf } from '../scale-errors.ts';
import type { ComposeCli } from './cli.ts';
import type { ComposeConfig } from './config.ts';
import { containerOf, containerRows, inOrder, isLive, LABEL, withDetails } from './containers.ts';
import { type ComposeFiles, filesOfLabels, requireFiles, usualFile } from './files.ts';
import { planCompose } from './plan.ts';
import type { ComposeProject } from './project.ts';
import { watchStarts } from './starts.ts';

export interface ComposeBackendOptions {
  readonly engine: Engine;
  readonly cli: ComposeCli;
  readonly project: ComposeProject;
  /** How long stopping a container, or one run of Compose, may take. */
  readonly orderTimeoutMs: number;
  readonly onDetail?: ((line: string) => void) | undefined;
}

/** The Engine tells of an end 20 to 30 ms after the start, and later where it is slow; then it is slow to be read as well. */
const STEADY_MS = { least: 75, most: 500 };

/**
 * Components as services of a Compose project. What runs is asked of the Engine, and fewer are made through it;
 * only Compose knows how to make more.
 */
export function composeBackend(options: ComposeBackendOptions): Backend {
  const { engine, project } = options;

  async function rowsOf(component: string): Promise<ContainerRow[]> {
    return await containerRows(engine, { project: project.name, service: component, all: true });
  }

  /** @throws InputError where neither a container nor the compose file knows the component */
  async function configured(component: string): Promise<Readonly<Record<string, string>>> {
    const all = await containerRows(engine, { project: project.name, all: true });
    const files = project.files ?? filesOfRows(all);
    const config = files === undefined ? undefined : await configOf(files);
    const labels = config?.services.get(component);
    if (labels !== undefined) return labels;
    throw unknownComponent(component, project.name, files, [
      ...(config?.services.keys() ?? []),
      ...all.map(({ Labels }) => Labels[LABEL.service] ?? ''),
    ]);
  }

  async function configOf(files: ComposeFiles): Promise<ComposeConfig> {
    requireFiles(files, project.name);
    // It brings a parser of YAML, which is not needed where containers tell the labels.
    const { readConfig } = await import('./config.ts');
    return await readConfig(options.cli, files, project.name);
  }

  return {
    name: 'compose',
    steadyMs: STEADY_MS,
    async list(component) {
      const all = await containerRows(engine, { project: project.name, service: component, all: true });
      if (component !== undefined && all.length === 0) await configured(component);
      return inOrder(all.map(containerOf).filter(isLive));
    },
    serviceOf: async (component) => `${project.name}/${component}`,
    async read(component) {
      const rows = await rowsOf(component);
      const containers = inOrder(await Promise.all(rows.map((row) => withDetails(engine, row))));
      const newest = rows.reduce<ContainerRow | undefined>(
        (best, row) => (best === undefined || row.Created > best.Created ? row : best),
        undefined,
      );
      return {
        name: component,
        service: `${project.name}/${component}`,
        labels: newest?.Labels ?? (await configured(component)),
        number: containers.filter(isLive).length,
        containers,
      };
    },
    async order(component, number) {
      const rows = await rowsOf(component.name);
      const containers = rows.map(containerOf);
      refuseChanged(component, containers);
      const plan = planCompose(containers, number);
      // Before anything is changed: where they are missing, nothing was ordered.
      const files = plan.up ? await filesFor(options, rows) : undefined;
      await allDone(plan.stop.map((container) => stop(options, container)));
      await allDone([...plan.stop, ...plan.remove].map((container) => remove(options, container)));
      return files === undefined ? new Map() : await up(options, files, component, number);
    },
    hasProcesses: async (container) => await hasProcesses(engine, container),
    async lastLines(container, lines) {
      return await engine
        .bytes(`/containers/${container.id}/logs`, {
          query: { stdout: '1', stderr: '1', tail: String(lines) },
        })
        .then(logLines, () => []);
    },
  };
}

/** Engine API, ContainerTop: it asks the runtime, and waits where that is just being told of an end. */
async function hasProcesses(engine: Engine, { id }: Container): Promise<boolean | undefined> {
  try {
    const path = `/containers/${id}/top`;
    const top = await engine.call<{ Processes?: unknown[] } | undefined>('GET', path, { accept: [404, 409] });
    return (top?.Processes?.length ?? 0) > 0;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

/** As long as no container has come or gone since the component was read, its number still means the same. */
function refuseChanged(component: Component, containers: readonly Container[]): void {
  const ids = (list: readonly Container[]): string =>
    list
      .filter(isLive)
      .map(({ id }) => id)
      .sort()
      .join();
  if (ids(component.containers) !== ids(containers)) throw new ComponentChangedError(component.service);
}

/** Whoever hears of the first failure counts what is there, and none of it may still be going. */
async function allDone(steps: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(steps)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** Without a time of ours: the container's own `stop_grace_period` counts. */
async function stop(
  { engine, orderTimeoutMs, onDetail }: ComposeBackendOptions,
  { id, name }: Container,
): Promise<void> {
  onDetail?.(`stopping ${name}`);
  await engine.call('POST', `/containers/${id}/stop`, { accept: [304, 404], timeoutMs: orderTimeoutMs });
}

/** Its volumes stay, as with Compose. Somebody else may be removing it as well (409). */
async function remove({ engine, onDetail }: ComposeBackendOptions, { id, name }: Container): Promise<void> {
  onDetail?.(`removing ${name}`);
  await engine.call('DELETE', `/containers/${id}`, { query: { force: '1' }, accept: [404, 409] });
}

/**
 * `--no-deps` keeps Compose from starting what the service depends on, `--no-recreate` from making those anew that run,
 * and naming the service keeps it from all others.
 */
async function up(
  { engine, cli, project }: ComposeBackendOptions,
  files: ComposeFiles,
  { name, service }: Component,
  number: number,
): Promise<KnownToRun> {
  const args = ['up', '-d', '--no-deps', '--no-recreate', '--scale', `${name}=${number}`, name];
  const running = cli.run(files, project.name, args);
  const starts = watchStarts(engine, project.name, name);
  try {
    await running;
    return starts.seen;
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const message = `Compose could not make ${number} of ${service}`;
    const why = `${error.message}:\n${error.why ?? ''}`;
    const silence = await silenceOf(engine, project.name, name);
    if (silence === undefined) throw new ConciergeError(message, { why, cause: error });
    throw new NoAnswerError(message, { why: `${why}\n${textOf(silence)}`, cause: error });
  } finally {
    starts.stop();
  }
}

/** Why the Engine does not answer, where it does not: it has ended under Compose, and what it did until then nobody knows. */
async function silenceOf(
  engine: Engine,
  project: string,
  service: string,
): Promise<NoAnswerError | undefined> {
  try {
    await containerRows(engine, { project, service, all: false });
    return undefined;
  } catch (error) {
    if (error instanceof NoAnswerError) return error;
    // An answer, be it a refusal: then what Compose said is what matters.
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

function filesOfRows(rows: readonly ContainerRow[]): ComposeFiles | undefined {
  const newestFirst = [...rows].sort((a, b) => b.Created - a.Created);
  return newestFirst.map(({ Labels }) => filesOfLabels(Labels)).find((files) => files !== undefined);
}

/** @throws InputError where no compose file is known, or one is not on this machine */
async function filesFor(
  options: ComposeBackendOptions,
  rows: readonly ContainerRow[],
): Promise<ComposeFiles> {
  const { project } = options;
  const files = project.files ?? filesOfRows(rows) ?? (await filesOfProject(options));
  if (files === undefined) throw noFiles(project.name);
  requireFiles(files, project.name);
  return files;
}

async function filesOfProject({ engine, project }: ComposeBackendOptions): Promise<ComposeFiles | undefined> {
  return filesOfRows(await containerRows(engine, { project: project.name, all: true }));
}

function noFiles(project: string): InputError {
  return new InputError(`The compose file of ${project} is not known`, {
    why: `neither --file nor COMPOSE_FILE is given, there is no ${usualFile(project)}, and no container names it`,
    remedy: 'Name it with --file or COMPOSE_FILE.',
  });
}

function unknownComponent(
  component: string,
  project: string,
  files: ComposeFiles | undefined,
  others: readonly string[],
): InputError {
  const known = [...new Set(others)].filter((name) => name !== '').sort();
  const where =
    files === undefined ? 'and its compose file is not known' : `and it is not in ${files.files.join(', ')}`;
  return new InputError(`${project} has no component ${component}`, {
    why: `no container of this name is there, ${where}`,
    remedy:
      known.length === 0
        ? 'Name the compose file with --file or COMPOSE_FILE, or another project with -p.'
        : `Its components are: ${known.join(', ')}.`,
  });
}
