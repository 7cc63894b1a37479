import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The package as others get it: packed, and installed in an empty folder without a network. */
describe('the package', () => {
  let folder: string;
  let version: string;

  beforeAll(async () => {
    ({ version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
    folder = await mkdtemp(join(tmpdir(), 'the package '));
    await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
    const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    await writeFile(join(folder, 'package.json'), '{}');
    await run('npm', ['install', '--offline', `./${tarball}`], { cwd: folder });
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('brings no other package', async () => {
    const installed = await readdir(join(folder, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['concierge-scheduler']);
  });

  it.each(['concierge-scheduler', 'concierge_scheduler'])('runs as %s', async (name) => {
    const program = join(folder, 'node_modules', '.bin', name);
    expect(await run(program, ['--version'])).toEqual({ stdout: `${version}\n`, stderr: '' });
    expect((await run(program, ['restore-config', '--help'])).stdout).toContain('--force-templates');
    const { stdout } = await run('npx', ['--no-install', name, '--version'], { cwd: folder });
    expect(stdout).toBe(`${version}\n`);
  });

  it('reads the --env-file itself, not Node.js', async () => {
    const program = join(folder, 'node_modules', '.bin', 'concierge-scheduler');
    await expect(run(program, ['diff', '--env-file', join(folder, 'no such file')])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The environment file'),
    });
  });

  it('holds every part that a command needs', async () => {
    const program = join(folder, 'node_modules', '.bin', 'concierge-scheduler');
    const environment = {
      PATH: process.env.PATH,
      ZBX_API_HOST: 'http://127.0.0.1:1',
      ZBX_API_TOKEN: 'a-token',
    };
    for (const command of ['backup_config', 'diff', 'restore_config', 'get_simple_id_map']) {
      const failed = run(program, [command, '--json', '--config-dir', folder], { env: environment });
      // Zabbix does not answer, or the folder is no backup; what must not be is a module that is missing.
      await expect(failed).rejects.toMatchObject({ stderr: expect.not.stringContaining('defect') });
    }
  });

  it('holds the library of every store', async () => {
    const program = join(folder, 'node_modules', '.bin', 'concierge-scheduler');
    const nobody = 'http://127.0.0.1:1';
    const azure = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=${nobody}/a;`;
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
    for (const environment of [
      { STORAGE_LOCATION: 'gs://bucket', STORAGE_EMULATOR_HOST: nobody },
      { STORAGE_LOCATION: 'azblob://container', AZURE_STORAGE_CONNECTION_STRING: azure },
      { STORAGE_LOCATION: 's3://bucket', AWS_ENDPOINT_URL_S3: nobody, ...keys },
    ]) {
      const env = { PATH: process.env.PATH, ...environment };
      const failed = run(program, ['download', '--config-dir', join(folder, 'none')], { env });
      await expect(failed).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('does not answer as it should'),
      });
    }
  });

  it('carries the licences of what it holds, and nothing of the machine that built it', async () => {
    const inside = join(folder, 'node_modules', 'concierge-scheduler');
    const licences = await readFile(join(inside, 'dist', 'third-party-licences.txt'), 'utf8');
    for (const name of ['commander', 'zod', '@azure/identity', '@aws-sdk/client-s3', 'google-auth-library'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'mu'));
    const files = await readdir(join(inside, 'dist'), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      expect(await readFile(join(inside, 'dist', file), 'utf8'), file).not.toContain(ROOT);
    }
    expect((await stat(join(inside, 'dist', 'cli.js'))).mode & 0o111).toBe(0o111);
  });

  it('says clearly that a Node.js is too old', async () => {
    const old = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.19.0"}})';
    const program = join(folder, 'node_modules', 'concierge-scheduler', 'dist', 'cli.js');
    await expect(run(process.execPath, ['--import', old, program, '--version'])).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/needs Node\.js 22\.13 or later\nwhy: {5}this is Node\.js 20\.19\.0/u),
    });
  });
});
