import { afterAll } from 'vitest';
import { type DockerLab, dockerLab } from '../../lab/docker.ts';

/** The lab's Docker, opened once for all files of tests. It ends with the process: the lab sees to that. */
let opened: Promise<DockerLab> | undefined;

export function theDocker(): Promise<DockerLab> {
  opened ??= dockerLab();
  return opened;
}

let count = 0;

/** A name for a project, stack or service that no other process has. */
export function newName(): string {
  count += 1;
  return `e2e-${process.pid}-${count}`;
}

/** What runs after the tests of the file or block that calls it, the last added first. */
export function useEnders(): (end: () => Promise<unknown>) => void {
  const enders: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const end of enders.splice(0).reverse()) await end();
  });
  return (end) => void enders.push(end);
}

/** One line for each container with these labels, oldest first, those included that do not run. */
export async function containersWith(
  docker: DockerLab,
  labels: Readonly<Record<string, string>>,
): Promise<{ id: string; name: string; state: string }[]> {
  const filters = Object.entries(labels).flatMap(([name, value]) => ['--filter', `label=${name}=${value}`]);
  const { stdout } = await docker.docker([
    ...['ps', '--all', '--no-trunc', ...filters],
    ...['--format', '{{.ID}} {{.Names}} {{.State}}'],
  ]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', name = '', state = ''] = line.split(' ');
      return { id, name, state };
    })
    .reverse();
}
