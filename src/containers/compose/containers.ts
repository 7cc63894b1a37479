import type { Container, ContainerState } from '../container.ts';
import type { Engine } from '../engine/engine.ts';
import { healthIn } from '../engine/health.ts';
import type { ContainerDetail, ContainerRow } from '../engine/objects.ts';

/** What Compose writes on every container, v1 and v2 alike (docker/compose, pkg/api/labels.go). */
export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  oneOff: 'com.docker.compose.oneoff',
  files: 'com.docker.compose.project.config_files',
  workingDir: 'com.docker.compose.project.working_dir',
  envFile: 'com.docker.compose.project.environment_file',
} as const;

/**
 * The containers of a project, or of one service of it, those of `compose run` left out.
 * @param all also those that do not run
 */
export async function containerRows(
  engine: Engine,
  which: { project?: string | undefined; service?: string | undefined; all: boolean },
): Promise<ContainerRow[]> {
  const label = [
    which.project === undefined ? LABEL.project : `${LABEL.project}=${which.project}`,
    ...(which.service === undefined ? [LABEL.service] : [`${LABEL.service}=${which.service}`]),
  ];
  const query = { filters: JSON.stringify({ label }), ...(which.all ? { all: '1' } : {}) };
  const rows = await engine.call<ContainerRow[]>('GET', '/containers/json', { query });
  return rows.filter(({ Labels }) => Labels[LABEL.oneOff] !== 'True');
}

/**
 * A row of the Engine's list of containers as a Container: number and component stand in its labels, how it ended in its
 * status.
 */
export function containerOf(row: ContainerRow): Container {
  const number = Number(row.Labels[LABEL.number]);
  const exitCode = /^Exited \((-?\d+)\)/u.exec(row.Status)?.[1];
  return {
    id: row.Id,
    name: (row.Names[0] ?? row.Id).replace(/^\//u, ''),
    component: row.Labels[LABEL.service] ?? '',
    state: row.State as ContainerState,
    health: healthIn(row.Status),
    createdAt: new Date(row.Created * 1000).toISOString(),
    image: row.Image,
    ...(Number.isInteger(number) && number > 0 ? { number } : {}),
    ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
  };
}

/**
 * Adds what only a closer look tells: the Engine's words on a container that does not run, and how often one was
 * started anew. One that has run for a while is not looked at.
 */
export async function withDetails(engine: Engine, row: ContainerRow): Promise<Container> {
  const container = containerOf(row);
  if (container.state === 'running' && !/^Up (?:Less than a second|\d+ seconds?)\b/u.test(row.Status)) {
    return container;
  }
  const detail = await engine.call<ContainerDetail | undefined>('GET', `/containers/${row.Id}/json`, {
    accept: [404],
  });
  if (detail === undefined) return container;
  const { State, RestartCount } = detail;
  const error = State.Error || (State.OOMKilled ? 'it needed more memory than it may have' : '');
  return {
    ...container,
    // The look is newer than the row, and all of it must be of one moment.
    state: State.Status as ContainerState,
    ...(State.Status === 'running' ? {} : { exitCode: State.ExitCode }),
    ...(error === '' ? {} : { error }),
    ...(RestartCount > 0 ? { restarts: RestartCount } : {}),
  };
}

/** Runs, or will again without anybody's help. These are counted. */
export function isLive({ state }: Pick<Container, 'state'>): boolean {
  return state === 'running' || state === 'restarting' || state === 'paused';
}

/** By component and number. */
export function inOrder(containers: readonly Container[]): Container[] {
  return [...containers].sort(
    (a, b) =>
      compare(a.component, b.component) ||
      (a.number ?? 0) - (b.number ?? 0) ||
      compare(a.createdAt, b.createdAt) ||
      compare(a.id, b.id),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
