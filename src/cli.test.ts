import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));
const ENVIRONMENT = { PATH: process.env.PATH, HOME: process.env.HOME };

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A server that takes connections and never says a word; resolves to its port and a promise of the first guest. */
async function silentServer(): Promise<{ port: number; reached: Promise<void> }> {
  const server = createServer();
  open.push(server);
  const reached = new Promise<void>((resolve) => server.once('connection', () => resolve()));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, reached };
}

function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string; stdout: string }> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

function bash(line: string): SpawnSyncReturns<string> {
  return spawnSync('bash', ['-c', line, 'bash', process.execPath, CLI], {
    encoding: 'utf8',
    env: ENVIRONMENT,
    timeout: 20_000,
  });
}

describe('the program', () => {
  it('prints its version at once', () => {
    for (const flag of ['--version', '-V']) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, flag], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^\S+\n$/u);
    }
  });

  it('is quiet where its reader has gone', () => {
    const { status, stderr } = bash('set -o pipefail; "$1" "$2" completion bash | true');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('fails where its result is lost', () => {
    const { status, stderr } = bash('exec "$1" "$2" completion bash > /dev/full');
    expect(status).toBe(1);
    expect(stderr).toContain('The result could not be written');
    expect(stderr).toContain('ENOSPC');
  });

  it('prints its version as it prints any result: quiet where the reader has gone, failed where it is lost', () => {
    const gone = bash('set -o pipefail; "$1" "$2" --version | true');
    expect(gone).toMatchObject({ status: 0, stderr: '' });
    const lost = bash('exec "$1" "$2" --version > /dev/full');
    expect(lost.status).toBe(1);
    expect(lost.stderr).toMatch(/^error: {3}The result could not be written\nwhy: .*ENOSPC.*\n$/u);
  });

  it('says that its folder is gone, as that of a backup is where a new one took its place', () => {
    const { status, stderr } = bash('cd "$(mktemp -d)" && rmdir "$PWD" && exec "$1" "$2" check .');
    expect(status).toBe(2);
    expect(stderr).toContain('The folder that this was started in is no longer there');
    expect(stderr).not.toContain('defect');
  });

  it('gives a large result whole through a pipe', () => {
    const { stdout } = bash('"$1" "$2" completion fish | (sleep 0.3; tail -n 1)');
    expect(stdout).toContain('complete -c concierge_scheduler');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends in good order at %s, with %i', async (signal, exitCode) => {
    const { port, reached } = await silentServer();
    const child = spawn(process.execPath, [CLI, 'doctor', '--json'], {
      env: {
        ...ENVIRONMENT,
        ZBX_API_HOST: `http://127.0.0.1:${port}`,
        ZBX_API_USER: 'Admin',
        ZBX_API_PASS: 'cli-password',
      },
    });
    const end = ended(child);
    await reached;
    child.kill(signal);
    const { code, stdout, stderr } = await end;
    expect(code).toBe(exitCode);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { message: 'The command was ended before it was done' },
    });
    expect(stderr).not.toContain('defect');
    expect(stderr + stdout).not.toContain('cli-password');
  });
});
