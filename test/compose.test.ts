import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { awaitSettled } from '../src/containers/settle.ts';
import { ConciergeError, InputError } from '../src/errors.ts';
import { failureOf, scaleTo } from './support/backend-contract.ts';
import { newName } from './support/docker.ts';
import { type Project, useComposeProjects } from './support/projects.ts';

const SETTLE = { signal: new AbortController().signal, timeoutMs: 60_000 };

describe.each(['v2', 'v1'] as const)('Compose %s', (version) => {
  const make = useComposeProjects(version);

  /** A container of the component web as Compose would make it, with a number of our choice. */
  async function addByHand(project: Project, number: number): Promise<string> {
    const [model = ''] = await project.running('web');
    const { stdout } = await project.docker.docker(['inspect', model, '--format', '{{json .Config.Labels}}']);
    const labels = { ...JSON.parse(stdout), 'com.docker.compose.container-number': String(number) };
    const args = Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
    const name = `${project.name}-web-${number}`;
    const run = await project.docker.docker([
      ...['run', '--detach', '--name', name, '--network', 'none', ...args],
      'concierge-lab/runs',
    ]);
    return run.stdout.trim();
  }

  it('takes the highest-numbered first, also where that is not the newest', async () => {
    const project = await make({ web: { image: 'runs', number: 3 } });
    const [first, second = '', third = ''] = await project.running('web');
    await project.docker.docker(['rm', '--force', second]);
    const newest = await addByHand(project, 2);
    await scaleTo(project, 'web', 2);
    const left = await project.running('web');
    expect(left.toSorted()).toEqual([first, newest].toSorted());
    expect(left).not.toContain(third);
  });

  it('starts again what has crashed, before anything is created, and removes none that runs', async () => {
    const project = await make({ web: { image: 'runs', number: 4 } });
    const [first = '', second, third = '', fourth] = await project.running('web');
    await project.docker.docker(['kill', first, third]);
    const backend = await project.open('web');
    expect(await backend.read('web')).toMatchObject({ number: 2 });
    expect((await backend.list('web')).map(({ id }) => id)).toEqual([second, fourth]);

    await scaleTo(project, 'web', 3);
    expect((await project.running('web')).toSorted()).toEqual([first, second, fourth].toSorted());
  });

  it('does not count what has crashed where there are to be fewer', async () => {
    const project = await make({ web: { image: 'runs', number: 4 } });
    const [first = '', second, third, fourth] = await project.running('web');
    await project.docker.docker(['kill', first]);
    await scaleTo(project, 'web', 2);
    expect(await project.running('web')).toEqual([second, third]);
    expect(fourth).not.toBe(third);
  });

  it('says what Compose said where a container cannot be started', async () => {
    const more = { entrypoint: ['/nowhere'] };
    const project = await make({ web: { image: 'runs', number: 0, more }, db: { image: 'runs', number: 1 } });
    const backend = await project.open('web');
    const thrown = await backend.order(await backend.read('web'), 1).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ConciergeError);
    const { message, why } = thrown as ConciergeError;
    expect(message).toBe(`Compose could not make 1 of ${project.name}/web`);
    expect(why).toContain('/nowhere');
    expect(await project.running('db')).toHaveLength(1);
  });

  it('is not taken in by a container that Docker starts anew again and again', async () => {
    const project = await make({ web: { image: 'fails', number: 0, more: { restart: 'always' } } });
    const failed = await failureOf(project, 'web', 1);
    expect(failed.why).toMatch(/ends again and again, at last with 3, after it was started anew \d+ times/u);
    expect(failed.failures[0]?.lastLines).toContain('reading the configuration');
  });

  it('works over TCP with mutual TLS', async () => {
    const project = await make({ web: { image: 'runs', number: 1 } });
    const { tcpHost, certPath } = project.docker;
    const endpoint = { host: tcpHost, certPath, timeoutMs: 60_000 };
    const backend = await project.open('web', { endpoint });
    await backend.order(await backend.read('web'), 2);
    await awaitSettled(backend, 'web', 2, SETTLE);
    expect(await project.running('web')).toHaveLength(2);
  });

  it('lets only those fail that failed', async () => {
    const project = await make({ web: { image: 'runs', number: 2 } });
    const [first = ''] = await project.running('web');
    await project.docker.docker(['pause', first]);
    const backend = await project.open('web');
    const waiting = awaitSettled(backend, 'web', 2, SETTLE);
    await expect(waiting).rejects.toMatchObject({
      failures: [{ container: { id: first }, reason: 'is paused' }],
    });
  });
});

describe('the project', () => {
  const make = useComposeProjects('v2');
  const made: string[] = [];
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });

  it('is found by the containers of the component, several are listed', async () => {
    const component = newName();
    const services = { [component]: { image: 'runs', number: 1 } } as const;
    const one = await make(services);
    const backend = await one.open(component, { project: undefined });
    expect(await backend.read(component)).toMatchObject({ service: `${one.name}/${component}`, number: 1 });
    await backend.order(await backend.read(component), 2);
    expect(await one.running(component)).toHaveLength(2);

    const two = await make(services);
    await expect(two.open(component, { project: undefined })).rejects.toMatchObject({
      exitCode: 2,
      why: [one.name, two.name].sort().join(', '),
    });
  });

  it('is found by its file, with the name that the file gives', async () => {
    const component = newName();
    const project = await make({ [component]: { image: 'runs', number: 1 } });
    const files = [project.file];
    const folder = dirname(project.file).split('/').at(-1)?.toLowerCase();
    const backend = await project.open(component, { project: undefined, files });
    expect(await backend.read(component)).toMatchObject({ service: `${folder}/${component}`, number: 0 });
  });

  it('has its file at the usual place where nobody names one', async () => {
    const project = await make({ web: { image: 'runs', number: 0 } });
    await expect((await project.open('web')).read('web')).rejects.toThrow(InputError);
    const folder = `/etc/docker/${project.name}`;
    made.push(folder, ...(existsSync('/etc/docker') ? [] : ['/etc/docker']));
    mkdirSync(folder, { recursive: true });
    await copyFile(project.file, `${folder}/compose.yml`);
    const backend = await project.open('web');
    await backend.order(await backend.read('web'), 1);
    expect(await project.running('web')).toHaveLength(1);
  });

  it('can be made smaller without its file, and says what is missing to make it larger', async () => {
    const project = await make({ web: { image: 'runs', number: 2 } });
    const away = `${project.file}.away`;
    renameSync(project.file, away);
    const backend = await project.open('web');
    await backend.order(await backend.read('web'), 1);
    expect(await project.running('web')).toHaveLength(1);
    const larger = backend.order(await backend.read('web'), 2);
    await expect(larger).rejects.toMatchObject({
      message: `The compose file of ${project.name} is not on this machine`,
      why: `there is no ${project.file}`,
    });
    renameSync(away, project.file);
  });
});
