import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { LAB_IMAGES } from '../../lab/docker.ts';
import { waitFor } from '../../lab/processes.ts';
import { containersWith } from './docker.ts';
import { useFolders } from './folders.ts';
import { type Ended, expectNoDefect, run, start } from './program.ts';
import { type Maker, type Project, type SampleService, untilRunning } from './projects.ts';

/** A health check that has not decided for ten minutes: what is ordered is under way for as long as a test needs. */
const UNDECIDED = {
  healthcheck: { test: ['CMD', 'false'], interval: '1s', timeout: '1s', retries: 1, start_period: '600s' },
};

/** The commands, run as a person or Zabbix runs them, on real Docker. */
export function describeScaling(title: string, make: Maker): void {
  describe(title, () => {
    const folder = useFolders();
    let environment: Record<string, string>;
    beforeEach(() => {
      environment = { CONCIERGE_STATE_DIR: join(folder(), 'state') };
    });

    async function project(web: SampleService): Promise<Project> {
      const made = await make({ web, other: { image: 'runs', number: 1 } });
      Object.assign(environment, made.docker.environment(), {
        COMPOSE_PROJECT_NAME: made.name,
        COMPOSE_FILE: made.file,
      });
      return made;
    }

    async function scale(exitCode: number, ...args: string[]): Promise<Ended> {
      const ended = await run(args, environment);
      expect(ended.exitCode, `${args.join(' ')}:\n${ended.stdout}\n${ended.stderr}`).toBe(exitCode);
      return ended;
    }

    // biome-ignore lint/suspicious/noExplicitAny: as in Ended
    async function history(): Promise<any[]> {
      return (await scale(0, 'history', 'web', '--json')).json().entries;
    }

    it('goes up and down, says so, and keeps it', async () => {
      const made = await project({ image: 'runs', number: 1 });
      const others = await made.others('web');
      const [first] = await made.running('web');
      const up = await scale(0, 'scale_up', 'web', '1', '2', '--json', '--reason', 'CPU of web is high');
      expect(up.json()).toMatchObject({
        component: 'web',
        direction: 'up',
        result: 'scaled',
        current: 1,
        delta: 2,
        from: 1,
        wish: 3,
        to: 3,
        number: 3,
      });
      expect(await made.running('web')).toHaveLength(3);
      expect(await made.running('web')).toContain(first);
      const down = await scale(
        0,
        'container',
        '-p',
        made.name,
        'scale',
        '-n',
        'web',
        '-c',
        '3',
        '-s',
        '1',
        'down',
      );
      expect(down.stdout).toMatch(/web is scaled from 3 to 2\.\n$/u);
      expect(await made.running('web')).toHaveLength(2);
      expect((await scale(0, 'scale_down', 'web', '3', '1')).stdout).toContain('web stays at 2: asked for 2');
      expect(await made.others('web')).toEqual(others);
      expect(await history()).toMatchObject([
        { askedBy: 'CPU of web is high', from: 1, to: 3, number: 3, result: 'scaled' },
        {
          askedBy: expect.stringMatching(/^container -p .* down$/u),
          from: 3,
          to: 2,
          number: 2,
          result: 'scaled',
        },
        { askedBy: 'scale_down web 3 1', from: 2, to: null, number: 2, result: 'unchanged' },
      ]);
      expect((await scale(0, 'history', 'web')).stdout).toContain('CPU of web is high');
    });

    it('ten scale_up web 1 1 at once end at exactly 2', async () => {
      const made = await project({ image: 'runs', number: 1 });
      const ended = await Promise.all(
        Array.from({ length: 10 }, () => start(['scale_up', 'web', '1', '1', '--json'], environment).ended),
      );
      for (const each of ended) {
        expectNoDefect(each);
        expect(each.exitCode, each.stderr).toBe(0);
        expect(each.json().number).toBe(2);
      }
      expect(await made.running('web')).toHaveLength(2);
      const results = ended.map((each) => each.json().result).sort();
      expect(results).toEqual(['scaled', ...Array(9).fill('unchanged')]);
      expect((await history()).map(({ result }) => result).sort()).toEqual(results);
      expect(ended.some(({ stderr }) => stderr.includes('is being scaled by another process'))).toBe(true);
    });

    it('up and down at once end at what one of the two orders explains', async () => {
      const made = await project({ image: 'runs', number: 2 });
      const ended = await Promise.all(
        [
          ['scale_up', 'web', '2', '1'],
          ['scale_down', 'web', '2', '1'],
        ].map((args) => start([...args, '--json'], environment).ended),
      );
      for (const each of ended) expect(each.exitCode, each.stderr).toBe(0);
      const number = (await made.running('web')).length;
      expect([1, 3]).toContain(number);
      const [first, second] = await history();
      expect(second).toMatchObject({ number, from: first.number, result: 'scaled' });
    });

    it('does not call scaled what fails to start: the reason is shown, and the former number is back', async () => {
      const made = await project({ image: 'runs', number: 1 });
      const [first] = await made.running('web');
      const component = await withFailing(made, { image: LAB_IMAGES.fails });
      const former = component === 'web' ? 1 : 0;
      const { stderr, stdout } = await scale(1, 'scale_up', component, String(former), '2');
      expect(stdout).toBe('');
      expect(stderr).toContain(`was not scaled from ${former} to ${former + 2}`);
      expect(stderr).toContain('exited with 3');
      expect(stderr).toContain('no database at 127.0.0.1:5432');
      expect(stderr).toMatch(/The former number is back: (?:1 container|no container)\./u);
      expect(await made.running(component)).toEqual(component === 'web' ? [first] : []);
      if (component === 'web') {
        // Compose would start what is left behind, of the image that fails, when the next is asked for.
        const label = { 'com.docker.compose.project': made.name, 'com.docker.compose.service': 'web' };
        expect((await containersWith(made.docker, label)).map(({ id }) => id)).toEqual([first]);
      }
      const kept = (await scale(0, 'history', component, '--json')).json().entries;
      expect(kept).toMatchObject([
        {
          from: former,
          to: former + 2,
          number: former,
          result: 'rolled back',
          why: expect.stringContaining('exited with 3'),
        },
      ]);
    });

    it('goes back where a container cannot even be started', async () => {
      const made = await project({ image: 'runs', number: 1 });
      const [first] = await made.running('web');
      const component = await withFailing(made, { entrypoint: ['/nowhere'] });
      const former = component === 'web' ? 1 : 0;
      const { stderr } = await scale(1, 'scale_up', component, String(former), '1');
      expect(stderr).toContain('/nowhere');
      expect(stderr).toContain('The former number is back');
      expect(await made.running(component)).toEqual(component === 'web' ? [first] : []);
    });

    it('holds to the labels of the service: a bound cuts, a cooldown and a pause refuse', async () => {
      const labels = { 'concierge.scale.max': '2', 'concierge.scale.cooldown': '1h' };
      const made = await project({ image: 'runs', number: 1, labels });
      expect((await scale(0, 'scale_up', 'web', '1', '8')).stdout).toContain(
        'web is scaled from 1 to 2: asked for 9, max is 2 (concierge.scale.max).',
      );
      expect((await scale(0, 'scale_up', 'web', 'auto', '1')).stdout).toContain('web stays at 2');
      const early = await scale(4, 'scale_down', 'web', '2', '1', '--json');
      expect(early.stderr).toContain('a cooldown of 1h (concierge.scale.cooldown) goes on for another');
      expect(early.json().error.message).toContain('web stays at 2 containers');
      expect((await scale(4, 'scale_down', 'web', '2', '1', '--pause', 'down')).stderr).toContain('paused');
      expect((await scale(4, 'scale_down', 'web', '5', '1', '--exact')).stderr).toContain(
        'there are 2, not 5',
      );
      expect(await made.running('web')).toHaveLength(2);
      expect((await history()).map(({ result }) => result)).toEqual([
        'scaled',
        'unchanged',
        'refused',
        'refused',
        'refused',
      ]);
    });

    it('fails closed where a label cannot be read', async () => {
      const made = await project({ image: 'runs', number: 1, labels: { 'concierge.scale.max': 'six' } });
      const { stderr } = await scale(2, 'scale_up', 'web', '1', '1');
      expect(stderr).toMatch(/The label concierge\.scale\.max of \S*web cannot be read/u);
      expect(await made.running('web')).toHaveLength(1);
    });

    it('ended by SIGTERM halfway says what was ordered, and takes nothing back', async () => {
      const made = await project({ image: 'runs', number: 1, more: UNDECIDED });
      const running = start(['scale_up', 'web', '1', '1'], environment);
      await untilRunning(made, 'web', 2);
      running.child.kill('SIGTERM');
      const ended = await running.ended;
      expectNoDefect(ended);
      expect(ended.exitCode, ended.stderr).toBe(143);
      // Compose may be at it still: then the order itself is cut off.
      expect(ended.stderr).toMatch(/2 of \S*web(?: were ordered)?, from 1 before/u);
      expect(await made.running('web')).toHaveLength(2);
      expect(await history()).toMatchObject([{ from: 1, to: 2, number: null, result: 'interrupted' }]);
    });

    it('ended by SIGTERM while the order is given leaves what the next order makes whole', async () => {
      const made = await project({ image: 'runs', number: 1 });
      const [first] = await made.running('web');
      const running = start(['scale_up', 'web', '1', '8'], environment);
      expect(await waitFor(async () => (await history()).length > 0, 60, 20)).toBe(true);
      running.child.kill('SIGTERM');
      const ended = await running.ended;
      expectNoDefect(ended);
      expect(ended.exitCode, ended.stderr).toBe(143);
      expect(ended.stderr).toMatch(/9 of \S*web(?: were ordered)?, from 1 before/u);
      await scale(0, 'scale_up', 'web', '1', '8');
      // A Swarm has taken the order whole, so the second one finds nothing to do, and does not wait.
      await untilRunning(made, 'web', 9);
      expect(await made.running('web')).toContain(first);
    });

    it('ended by SIGKILL halfway is kept as begun and not ended, and holds nobody up', async () => {
      const made = await project({ image: 'runs', number: 1, more: UNDECIDED });
      const running = start(['scale_up', 'web', '1', '1'], environment);
      await untilRunning(made, 'web', 2);
      running.child.kill('SIGKILL');
      await running.ended;
      expect(await history()).toMatchObject([{ from: 1, to: 2, endedAt: null, result: null }]);
      const next = await scale(0, 'scale_up', 'web', '1', '1', '--wait', '0');
      expect(next.stdout).toMatch(/web stays at 2/u);
      expect((await scale(0, 'history')).stdout).toContain('begun, not ended');
      const cooled = await scale(4, 'scale_down', 'web', '2', '1', '--cooldown', '1h');
      expect(cooled.stderr).toContain('a cooldown of 1h (--cooldown)');
    });
  });
}

/**
 * A component whose new containers fail at their start. With Compose the next containers of `web` are made of the file
 * as it is then; a Swarm would replace those that run as well, so there it is a service of its own.
 */
async function withFailing(made: Project, more: Readonly<Record<string, unknown>>): Promise<string> {
  const swarm = (await made.open('web')).name === 'swarm';
  const document = JSON.parse(readFileSync(made.file, 'utf8'));
  const failing = { ...document.services.web, ...more };
  const name = swarm ? 'failing' : 'web';
  document.services[name] = swarm ? { ...failing, deploy: { ...failing.deploy, replicas: 0 } } : failing;
  writeFileSync(made.file, JSON.stringify(document));
  if (swarm)
    await made.docker.docker(['stack', 'deploy', '--resolve-image', 'never', '-c', made.file, made.name]);
  return name;
}
