import { describe, expect, it } from 'vitest';
import { ComponentChangedError } from '../../src/containers/backend.ts';
import { NoAnswerError } from '../../src/containers/engine/failure.ts';
import { awaitSettled, NotSettledError, type Waiting } from '../../src/containers/settle.ts';
import { InputError } from '../../src/errors.ts';
import { losingAnswers } from './lost-answers.ts';
import { type Maker, type Project, type SampleService, untilRunning } from './projects.ts';

const NEVER = new AbortController().signal;

const SETTLE = { signal: NEVER, timeoutMs: 60_000 };

/** What is not touched: one that was scaled by hand, and one that was never started. */
const OTHERS: Readonly<Record<string, SampleService>> = {
  db: { image: 'runs', number: 1 },
  cold: { image: 'runs', number: 0 },
};

/**
 * What a backend guarantees (src/containers/backend.ts), held against real Docker.
 * @param highestFirst whether it can say which containers go; a Swarm decides that by itself
 */
export function describeBackend(
  title: string,
  make: Maker,
  { highestFirst }: { highestFirst: boolean },
): void {
  describe(title, () => {
    it('goes from 1 to 4 to 2, and nothing else changes', async () => {
      const project = await make({ web: { image: 'runs', number: 1 }, ...OTHERS });
      await project.scale('db', 2);
      await untilRunning(project, 'db', 2);
      const others = await project.others('web');
      const [first] = await project.running('web');

      await scaleTo(project, 'web', 4);
      const four = await project.running('web');
      expect(four).toHaveLength(4);
      expect(four).toContain(first);
      expect(await project.others('web')).toEqual(others);

      await scaleTo(project, 'web', 2);
      const two = await project.running('web');
      expect(two).toHaveLength(2);
      if (highestFirst) expect(two).toEqual(four.slice(0, 2));
      else expect(four).toEqual(expect.arrayContaining(two));
      expect(await project.others('web')).toEqual(others);
      expect(await project.running('cold')).toEqual([]);
      expect(await project.running('db')).toHaveLength(2);
    });

    it('does nothing where there are that many', async () => {
      const project = await make({ web: { image: 'runs', number: 2 } });
      const before = await project.running('web');
      await scaleTo(project, 'web', 2);
      expect(await project.running('web')).toEqual(before);
    });

    it('goes to none and comes from none, and knows the labels then too', async () => {
      const labels = { 'concierge.scale.max': '6' };
      const project = await make({ web: { image: 'runs', number: 1, labels } });
      await scaleTo(project, 'web', 0);
      expect(await project.running('web')).toEqual([]);
      const backend = await project.open('web', { files: [project.file] });
      const component = await backend.read('web');
      expect(component).toMatchObject({ number: 0, labels });
      await backend.order(component, 1);
      await awaitSettled(backend, 'web', 1, SETTLE);
      expect(await project.running('web')).toHaveLength(1);
    });

    it('is settled when the containers are healthy, and says how far it is', async () => {
      const project = await make({ web: { image: 'healthy', number: 0 } });
      const backend = await project.open('web', { files: [project.file] });
      const seen: Waiting[] = [];
      await backend.order(await backend.read('web'), 2);
      const component = await awaitSettled(backend, 'web', 2, {
        ...SETTLE,
        onProgress: (waiting) => seen.push(waiting),
      });
      expect(component.containers.map(({ health }) => health)).toEqual(['healthy', 'healthy']);
      expect(seen.at(-1)).toEqual({ wanted: 2, up: 2, starting: 0 });
      // Where Docker is slow with the order, they may be healthy by the first look.
      expect(seen.every(({ wanted, up }) => wanted === 2 && up <= 2)).toBe(true);
    });

    it('tells which containers failed, with what, and what they said last', async () => {
      const project = await make({ web: { image: 'fails', number: 0 } });
      const failed = await failureOf(project, 'web', 1);
      expect(failed.message).toMatch(/^0 of 1 container of .*web run$/u);
      expect(failed.why).toMatch(/ exited with 3/u);
      expect(failed.failures).toHaveLength(1);
      expect(failed.why).toContain('  no database at 127.0.0.1:5432');
      expect(failed.failures[0]).toMatchObject({ container: { exitCode: 3 } });
      expect(failed.failures[0]?.lastLines).toContain('reading the configuration');
      expect(failed.timedOut).toBe(false);
    });

    it('tells which containers are not healthy', async () => {
      const project = await make({ web: { image: 'unhealthy', number: 0 } });
      const failed = await failureOf(project, 'web', 1);
      expect(failed.why).toMatch(/unhealthy/u);
      expect(failed.failures[0]?.lastLines).toContain('started');
    });

    it('lists what runs: of one component, and of all', async () => {
      const project = await make({ web: { image: 'runs', number: 2 }, db: { image: 'runs', number: 1 } });
      const backend = await project.open();
      const web = await backend.list('web');
      expect(web.map(({ id }) => id)).toEqual(await project.running('web'));
      expect(web.map(({ number }) => number)).toEqual([1, 2]);
      expect(web[0]).toMatchObject({ state: 'running', health: 'none' });
      expect(web[0]?.image).toContain('concierge-lab/runs');
      expect(web[0]?.component).toContain('web');
      expect((await backend.list(undefined)).map(({ id }) => id)).toEqual([
        ...(await project.running('db')),
        ...(await project.running('web')),
      ]);
    });

    it('says which components there are where one is not', async () => {
      const project = await make({ web: { image: 'runs', number: 1 }, db: { image: 'runs', number: 1 } });
      const backend = await project.open();
      for (const call of [() => backend.read('we'), () => backend.list('we')]) {
        const error = await call().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(InputError);
        const { message, why, remedy } = error as InputError;
        expect(message).toContain('we');
        expect(`${why} ${remedy}`).toMatch(/db.*web/u);
      }
    });

    it('refuses an order that is based on what no longer holds', async () => {
      const project = await make({ web: { image: 'runs', number: 1 } });
      const backend = await project.open('web');
      const component = await backend.read('web');
      await project.scale('web', 3);
      await untilRunning(project, 'web', 3);
      const three = await project.running('web');
      await expect(backend.order(component, 2)).rejects.toThrow(ComponentChangedError);
      expect(await project.running('web')).toEqual(three);
    });

    it('says of an order whose answer is lost that there was none, and not that it failed', async () => {
      const project = await make({ web: { image: 'runs', number: 2 } });
      const relay = await losingAnswers(project.docker.socket);
      const endpoint = { host: relay.host, timeoutMs: 60_000 };
      const backend = await project.open('web', { files: [project.file], endpoint });
      const component = await backend.read('web');
      await expect(backend.order(component, 1)).rejects.toThrow(NoAnswerError);
      backend.close();
      await relay.stop();
    });

    it('stops waiting when it is told to, and when the time is over', async () => {
      const project = await make({ web: { image: 'runs', number: 1 } });
      const backend = await project.open('web');
      const controller = new AbortController();
      const reason = new Error('stop');
      const waiting = awaitSettled(backend, 'web', 2, {
        signal: controller.signal,
        timeoutMs: 60_000,
        onProgress: () => controller.abort(reason),
      });
      await expect(waiting).rejects.toBe(reason);
      const late = awaitSettled(backend, 'web', 2, { signal: NEVER, timeoutMs: 300 });
      await expect(late).rejects.toMatchObject({
        timedOut: true,
        message: expect.stringMatching(/^1 of 2 containers of .*web run within 0.3 s$/u),
      });
    });
  });
}

export async function scaleTo(project: Project, component: string, number: number): Promise<void> {
  const backend = await project.open(component, { files: [project.file] });
  await backend.order(await backend.read(component), number);
  const settled = await awaitSettled(backend, component, number, SETTLE);
  expect(settled.number).toBe(number);
  backend.close();
}

export async function failureOf(
  project: Project,
  component: string,
  number: number,
): Promise<NotSettledError> {
  const backend = await project.open(component, { files: [project.file] });
  await backend.order(await backend.read(component), number);
  const thrown = await awaitSettled(backend, component, number, SETTLE).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(NotSettledError);
  return thrown as NotSettledError;
}
