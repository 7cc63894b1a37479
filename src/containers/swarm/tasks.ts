import type { Container, ContainerHealth, ContainerState } from '../container.ts';
import type { ServiceRow, TaskRow } from '../engine/objects.ts';

/** How far a task is (docs.docker.com/engine/swarm/how-swarm-mode-works/swarm-task-states), in the words of containers. */
const STATES: Readonly<Record<string, ContainerState>> = {
  running: 'running',
  complete: 'exited',
  shutdown: 'exited',
  failed: 'exited',
  rejected: 'exited',
  orphaned: 'dead',
  remove: 'removing',
};

/** What the Engine that is asked knows more of the containers that run on its own node, by their ids. */
export type LocalHealth = ReadonlyMap<string, ContainerHealth>;

/** Ended for good. */
function hasEnded({ Status }: TaskRow): boolean {
  const state = STATES[Status.State];
  return state === 'exited' || state === 'dead';
}

/** It has ended although it was meant to run. */
function hasFailed(task: TaskRow): boolean {
  return ['failed', 'rejected', 'complete', 'orphaned'].includes(task.Status.State);
}

/** Swarm wants it to run, now or when its predecessor's pause is over. */
function isWanted({ DesiredState }: TaskRow): boolean {
  return DesiredState === 'running' || DesiredState === 'ready';
}

/**
 * The containers of a service: its tasks that run or are about to, those that are going, and those that have failed
 * since the service was last changed. What failed before is history.
 */
export function containersOfService(
  service: ServiceRow,
  tasks: readonly TaskRow[],
  nodes: ReadonlyMap<string, string>,
  health: LocalHealth,
): Container[] {
  const own = tasks.filter(({ ServiceID }) => ServiceID === service.ID);
  const failed = own.filter((task) => hasFailed(task) && task.CreatedAt >= service.UpdatedAt);
  const failuresOf = (task: TaskRow): number =>
    failed.filter(({ Slot, ID }) => Slot === task.Slot && ID !== task.ID).length;
  return own
    .filter((task) => !hasEnded(task) || failed.includes(task))
    .map((task) => {
      const container = containerOfTask(service, task, nodes, health);
      const restarts = hasEnded(task) ? 0 : failuresOf(task);
      return restarts === 0 ? container : { ...container, restarts };
    })
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0) || (a.createdAt < b.createdAt ? -1 : 1));
}

function containerOfTask(
  service: ServiceRow,
  task: TaskRow,
  nodes: ReadonlyMap<string, string>,
  local: LocalHealth,
): Container {
  const { Status } = task;
  const containerId = Status.ContainerStatus?.ContainerID;
  const node = task.NodeID === undefined ? undefined : (nodes.get(task.NodeID) ?? task.NodeID);
  const ended = hasEnded(task);
  const error = Status.Err || (ended ? Status.Message : undefined);
  return {
    id: containerId || task.ID,
    // As the container itself is named on its node.
    name: `${service.Spec.Name}.${task.Slot ?? task.NodeID ?? ''}.${task.ID}`,
    component: service.Spec.Name,
    state: stateOf(task, local),
    health: healthOf(service, task, local),
    createdAt: task.CreatedAt,
    image: (task.Spec.ContainerSpec?.Image ?? '').replace(/@sha256:[\da-f]+$/u, ''),
    ...(node === undefined || node === '' ? {} : { node }),
    ...(task.Slot === undefined ? {} : { number: task.Slot }),
    ...(ended && Status.ContainerStatus?.ExitCode !== undefined
      ? { exitCode: Status.ContainerStatus.ExitCode }
      : {}),
    ...(error === undefined || error === '' ? {} : { error }),
  };
}

function stateOf(task: TaskRow, local: LocalHealth): ContainerState {
  // One that is told to end still runs for a moment, and no longer counts.
  if (!isWanted(task) && !hasEnded(task)) return 'removing';
  // Its container runs, and its health check has not been passed yet.
  if (task.Status.State === 'starting' && local.has(task.Status.ContainerStatus?.ContainerID ?? ''))
    return 'running';
  return STATES[task.Status.State] ?? 'created';
}

/** A task with a health check is `starting` until it is healthy, and is ended where it gets unhealthy (moby, daemon/cluster/executor). */
function healthOf(service: ServiceRow, { Status }: TaskRow, local: LocalHealth): ContainerHealth {
  const known = local.get(Status.ContainerStatus?.ContainerID ?? '');
  if (known !== undefined) return known;
  const test = service.Spec.TaskTemplate.ContainerSpec?.Healthcheck?.Test;
  if (test === undefined || test.length === 0 || test[0] === 'NONE') return 'none';
  return Status.State === 'running' ? 'healthy' : 'starting';
}

/** The id of the task in the name that `containersOfService` gives. */
export function taskIdOf({ name }: Container): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
