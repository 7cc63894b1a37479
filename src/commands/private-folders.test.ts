import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? '' : ' (not run: only root can mount)';
const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

describe('a backup that was brought from a store', () => {
  let folder: string;
  let temporary: string;
  /** Takes connections and never says a word. */
  let silent: Server;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'private-folder-test-'));
    temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    writeBackup(join(folder, 'store'));
    silent = createServer();
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.kill('SIGKILL')) await once(child, 'exit');
    }
    silent.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(...args: string[]): ChildProcess {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: {
        TMPDIR: temporary,
        CONCIERGE_STATE_DIR: join(folder, 'state'),
        ZBX_API_HOST: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
        ZBX_API_TOKEN: 'x'.repeat(64),
      },
      stdio: 'ignore',
    });
    children.push(child);
    return child;
  }

  /** A run that has brought the backup, and now waits for Zabbix. */
  async function waiting(): Promise<{ child: ChildProcess; brought: string }> {
    const before = readdirSync(temporary);
    const child = start('diff', '--from', pathToFileURL(join(folder, 'store')).href);
    await Promise.race([
      once(silent, 'connection'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`it ended with ${code}`);
      }),
    ]);
    const made = readdirSync(temporary).filter((name) => !before.includes(name));
    const brought = made.find((name) => !name.endsWith('.lock')) ?? '';
    expect(made.sort()).toEqual([brought, `${brought}.lock`]);
    return { child, brought };
  }

  async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  it('goes with the next command where its process was killed, and stays while that lives', async () => {
    const [killed, living] = [await waiting(), await waiting()];
    const place = join(temporary, killed.brought);
    expect((lstatSync(place).mode & 0o777).toString(8)).toBe('700');
    await ended(killed.child, 'SIGKILL');
    expect(readdirSync(join(place, 'backup')).sort()).toEqual(['manifest.json', 'services.json']);
    // One that brings no backup sweeps too.
    await once(start('diff', '--config-dir', join(folder, 'none')), 'exit');
    expect(readdirSync(temporary).sort()).toEqual([living.brought, `${living.brought}.lock`]);
    expect(readdirSync(join(temporary, living.brought, 'backup'))).toHaveLength(2);
    await ended(living.child, 'SIGTERM');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.skipIf(!isRoot)(`finds no room there: TMPDIR is what names another folder${needsRoot}`, () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=0700', 'tmpfs', temporary]);
    try {
      expect(() => writeFileSync(join(temporary, 'filler'), Buffer.alloc(20_000))).toThrow('ENOSPC');
      const { status, stderr } = spawnSync(
        process.execPath,
        [CLI, 'diff', '--from', pathToFileURL(join(folder, 'store')).href],
        {
          env: { TMPDIR: temporary, ZBX_API_HOST: 'http://127.0.0.1:1', ZBX_API_TOKEN: 'x'.repeat(64) },
          encoding: 'utf8',
        },
      );
      expect(stderr).toContain('no room is left on the disk');
      expect(stderr).toContain('Make room, or name another folder with TMPDIR.');
      expect(status).toBe(1);
      expect(readdirSync(temporary)).toEqual(['filler']);
    } finally {
      execFileSync('umount', [temporary]);
    }
  });

  it('cannot be brought where nothing can be made in the temporary folder: no defect of the program', () => {
    // Nobody, not even root, makes a file in /proc.
    const { status, stderr } = spawnSync(
      process.execPath,
      [CLI, 'diff', '--from', pathToFileURL(join(folder, 'store')).href],
      {
        env: { TMPDIR: '/proc', ZBX_API_HOST: 'http://127.0.0.1:1', ZBX_API_TOKEN: 'x'.repeat(64) },
        encoding: 'utf8',
      },
    );
    expect(stderr).toContain('Backups cannot be kept in /proc\nwhy:     ENOENT');
    expect(stderr).toContain('with TMPDIR');
    expect(status).toBe(2);
  });

  it('lies in the state folder where others could put something else into the temporary one', async () => {
    chmodSync(temporary, 0o777);
    const reached = once(silent, 'connection');
    const child = start('diff', '--from', pathToFileURL(join(folder, 'store')).href);
    await reached;
    expect(readdirSync(temporary)).toEqual([]);
    const own = join(folder, 'state', 'temporary');
    expect(readdirSync(own)).toHaveLength(2);
    await ended(child, 'SIGKILL');
    await once(start('diff', '--config-dir', join(folder, 'none')), 'exit');
    expect(readdirSync(own)).toEqual([]);
  });
});

describe('files that were encrypted for an upload', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'private-folder-test-'));
    mkdirSync(join(folder, 'temporary'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('go at the end, and those of a killed upload with the next one that has such files', async () => {
    const temporary = join(folder, 'temporary');
    const killed = spawn(
      process.execPath,
      ['--input-type=module', '--eval', WAITS_WITH_A_FOLDER, temporary],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(readdirSync(temporary)).toHaveLength(2);

    const upload = async (backup: string): Promise<unknown> => {
      const store = pathToFileURL(join(folder, 'store')).href;
      const recipient = await identityToRecipient(await generateIdentity());
      const args = ['upload', '--storage-location', store, '--encrypt-to', recipient];
      const env = { ZBX_CONFIG_DIR: join(folder, backup), TMPDIR: temporary, CONCIERGE_STATE_DIR: folder };
      return (await once(spawn(process.execPath, [CLI, ...args], { env, stdio: 'ignore' }), 'exit'))[0];
    };
    writeBackup(join(folder, 'small'));
    expect(await upload('small')).toBe(0);
    expect(readdirSync(temporary)).toHaveLength(2);
    writeBackup(join(folder, 'large'), `[${' '.repeat(5_000_000)}]\n`);
    expect(await upload('large')).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

/** A process that has made such a folder, and goes on until it is killed. */
const WAITS_WITH_A_FOLDER = `
  import { ENCRYPTED_FILES } from ${JSON.stringify(new URL('private-folders.ts', import.meta.url))};
  import { makePrivateFolder } from ${JSON.stringify(new URL('../temporary/private-folder.ts', import.meta.url))};
  await makePrivateFolder(process.argv[1], ENCRYPTED_FILES);
  setInterval(() => {}, 1000);
  console.log('made');
`;

function writeBackup(dir: string, content = '[]\n'): void {
  const time = new Date().toISOString();
  const sha256 = createHash('sha256').update(content).digest('hex');
  mkdirSync(dir);
  writeFileSync(join(dir, 'services.json'), content);
  writeFileSync(
    join(dir, 'manifest.json'),
    JSON.stringify({
      format: 1,
      tool: { name: 'concierge-scheduler', version: '1.0.0' },
      zabbix: { version: '7.0.22', exportVersion: '7.0' },
      partial: false,
      counts: { services: 0 },
      files: { 'services.json': { size: content.length, sha256 } },
      times: { started: time, finished: time },
    }),
  );
}
