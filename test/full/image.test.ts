import { chownSync, cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandError, type CommandResult } from '../../lab/command.ts';
import { buildDebianNodeImage, DEBIAN_NODE_IMAGE } from '../../lab/docker/debian-image.ts';
import { type DockerLab, dockerLab } from '../../lab/docker.ts';
import { waitFor } from '../../lab/processes.ts';
import { startAzurite } from '../../lab/storage/azurite.ts';
import type { StoreServer } from '../../lab/storage/server.ts';
import type { LabServer } from '../../lab/zabbix.ts';
import { useFolders } from '../support/folders.ts';
import { expectExit, settings } from '../support/program.ts';
import { onEachVersion, type Servers } from '../support/servers.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** The image, built for real with the real dockerd, against a real Zabbix and azurite. */
await onEachVersion('the image', theImage, ['7.0']);

function theImage(servers: Servers): void {
  const folder = useFolders();
  const image = `concierge-test-image:${process.pid}`;
  let docker: DockerLab;
  let server: LabServer;
  let store: StoreServer;

  beforeAll(async () => {
    docker = await dockerLab();
    await buildDebianNodeImage(docker, () => {});
    const build = [
      'build',
      '--network=host',
      '--build-arg',
      `BASE=${DEBIAN_NODE_IMAGE}`,
      '--tag',
      image,
      PROJECT,
    ];
    await docker.docker(build, { timeoutSeconds: 1800 });
    server = (await servers.leanSource()).server;
    store = await startAzurite();
  }, 1_800_000);

  afterAll(async () => {
    await store?.stop();
    await docker?.docker(['image', 'rm', '--force', image]);
    await docker?.stop();
  });

  /** A folder for /zbx-configs that belongs to the image's user. */
  function configs(): string {
    const dir = dirname(folder());
    chownSync(dir, 1000, 1000);
    return dir;
  }

  function environment(more: Record<string, string> = {}): Record<string, string> {
    return { ...settings(server), ...store.environment(), STORAGE_LOCATION: store.location, ...more };
  }

  async function inImage(options: readonly string[], args: readonly string[]): Promise<CommandResult> {
    return await docker.docker(['run', '--rm', '--network=host', ...options, image, ...args], {
      timeoutSeconds: 600,
    });
  }

  async function runImage(
    dir: string,
    args: readonly string[],
    more: Record<string, string> = {},
  ): Promise<CommandResult> {
    const variables = Object.entries(environment(more)).flatMap(([name, value]) => [
      '--env',
      `${name}=${value}`,
    ]);
    return await inImage(['--volume', `${dir}:/zbx-configs`, ...variables], args);
  }

  async function failure(run: Promise<CommandResult>): Promise<CommandError> {
    const error = await run.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CommandError);
    return error as CommandError;
  }

  it('runs as a user that is not root, and holds the program and nothing that built it', async () => {
    expect((await inImage(['--entrypoint', 'id'], ['-u'])).stdout.trim()).toBe('1000');
    const { stdout } = await inImage(['--entrypoint', 'ls'], ['/app']);
    expect(stdout.trim().split('\n').sort()).toEqual(['LICENSE', 'dist', 'package.json']);
    const size = async (name: string): Promise<number> =>
      Number((await docker.docker(['image', 'inspect', '--format', '{{.Size}}', name])).stdout);
    expect((await size(image)) - (await size(DEBIAN_NODE_IMAGE))).toBeLessThan(200_000_000);
  });

  it('has the Docker command line and Compose, which reach an Engine', async () => {
    const socket = docker.socket;
    const options = [
      '--volume',
      `${socket}:/var/run/docker.sock`,
      '--group-add',
      String(statSync(socket).gid),
    ];
    const { stdout } = await inImage(
      [...options, '--entrypoint', 'docker'],
      ['version', '--format', '{{.Server.Version}}'],
    );
    expect(stdout.trim()).toMatch(/^\d+\./u);
    expect((await inImage(['--entrypoint', 'docker'], ['compose', 'version'])).stdout).toContain(
      'Compose version',
    );
  });

  it('takes any command line', async () => {
    expect((await inImage([], ['--version'])).stdout.trim()).toMatch(/^\d+\.\d+\.\d+/u);
    expect((await inImage([], ['backup-config', '--help'])).stdout).toContain('--timestamped');
    expect((await inImage(['--entrypoint', 'concierge_scheduler'], ['--version'])).stdout).toMatch(/^\d/u);
  });

  it('says that it is healthy where the program starts', async () => {
    const name = `concierge-test-health-${process.pid}`;
    const options = ['--health-interval=1s', '--entrypoint', 'sleep', '--init'];
    await docker.docker([
      'run',
      '--detach',
      '--rm',
      '--name',
      name,
      '--network=none',
      ...options,
      image,
      '600',
    ]);
    const state = async (): Promise<string> =>
      (await docker.docker(['inspect', '--format', '{{.State.Health.Status}}', name])).stdout.trim();
    const healthy = await waitFor(async () => (await state()) === 'healthy', 120);
    await docker.docker(['kill', name]);
    expect(healthy).toBe(true);
  });

  it('-bud backs up, uploads and deletes, in this order whatever the order given', async () => {
    const dir = configs();
    const { stderr } = await runImage(dir, ['-d', '-ub']);
    expect(readdirSync(dir)).toEqual([]);
    expect(stderr).toMatch(/The backup in \/zbx-configs\/\d{4}-\d{2}-\d{2} was deleted/u);
    const [name = ''] = /\d{4}-\d{2}-\d{2}/u.exec(stderr) ?? [];
    const listed = await expectExit(0, ['backups', '--remote', '--json'], environment());
    expect(listed.json().places[0].backups).toMatchObject([{ name, state: 'whole' }]);
    await expectExit(0, ['check', '--remote', name], environment());
    await expectExit(0, ['diff', '--from', name], environment());
    // And back, by the image.
    await runImage(dir, ['download', name]);
    expect(readdirSync(dir)).toEqual([name]);
    const restored = await runImage(dir, ['-r'], { ZBX_CONFIG_DIR: `/zbx-configs/${name}` });
    expect(restored.stdout).toContain('Nothing to do');
  });

  it('-d deletes nothing where something before has failed', async () => {
    const dir = configs();
    const failed = await failure(runImage(dir, ['-bud'], { STORAGE_LOCATION: 'azblob://missing' }));
    expect(failed.code).toBeGreaterThan(0);
    expect(readdirSync(dir)).toHaveLength(1);
    const [name = ''] = readdirSync(dir);
    expect(readdirSync(`${dir}/${name}`)).toContain('manifest.json');
  });

  it('-d deletes nothing that is no backup', async () => {
    const dir = configs();
    mkdirSync(`${dir}/mine`);
    chownSync(`${dir}/mine`, 1000, 1000);
    const failed = await failure(runImage(dir, ['-d'], { ZBX_CONFIG_DIR: '/zbx-configs/mine' }));
    expect(failed.code).toBe(4);
    expect(readdirSync(dir)).toEqual(['mine']);
  });

  it('makes a backup every night with the example of Compose, its password in a file', async () => {
    const project = dirname(folder());
    cpSync(join(PROJECT, 'examples', 'compose.yml'), join(project, 'compose.yml'));
    const { ZBX_API_PASS: password = '', ...variables } = environment({ STORAGE_FOLDER: 'nightly' });
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(project, 'zabbix.env'), lines.join(''));
    writeFileSync(join(project, 'zabbix_password'), password, { mode: 0o644 });
    // On a machine of its own it would have a network; here it speaks to this machine's servers.
    writeFileSync(join(project, 'here.yml'), 'services: {backup: {network_mode: host}}\n');
    const soon = new Date(Date.now() + 90_000).toISOString().slice(11, 16);
    const files = ['--file', join(project, 'compose.yml'), '--file', join(project, 'here.yml')];
    const name = ['--project-name', `concierge-nightly-${process.pid}`];
    const env = { ...docker.environment(), CONCIERGE_IMAGE: image, BACKUP_AT: soon };
    const compose = (...args: string[]): Promise<CommandResult> =>
      docker.compose('v2', [...name, ...files, ...args], { env, timeoutSeconds: 300 });
    try {
      await compose('up', '--detach');
      const states = async (): Promise<string[]> => {
        const store = { STORAGE_FOLDER: 'nightly' };
        const listed = await expectExit(0, ['backups', '--remote', '--json'], environment(store));
        return listed.json().places[0].backups.map(({ state }: { state: string }) => state);
      };
      const made = await waitFor(async () => (await states()).includes('whole'), 300, 2000);
      expect(made, (await compose('logs')).stdout).toBe(true);
      expect((await compose('exec', 'backup', 'ls', '/zbx-configs')).stdout.trim()).toMatch(
        /^\d{8}T\d{6}Z$/u,
      );
    } finally {
      await compose('down', '--volumes', '--timeout', '1');
    }
  });

  describe('its secrets', () => {
    it('are in no output and not in the image', async () => {
      const dir = configs();
      const password = 'a-wrong-pass/word+1';
      const failed = await failure(runImage(dir, ['-b', '-u'], { ZBX_API_PASS: password }));
      expect(`${failed.stdout}${failed.stderr}`).not.toContain(password);
      const history = await docker.docker(['history', '--no-trunc', image]);
      expect(history.stdout).not.toMatch(/PASS|KEY=|TOKEN/u);
    });
  });
}
