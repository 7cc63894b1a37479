import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ENTRYPOINT = fileURLToPath(new URL('image-entrypoint.ts', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entrypoint-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function entrypoint(
  args: string[],
  environment: Record<string, string> = {},
): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRYPOINT, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
    timeout: 30_000,
  });
  return { status, said: stdout + stderr };
}

function backup(): string {
  const dir = join(folder, 'backup');
  mkdirSync(dir);
  writeFileSync(join(dir, 'actions_data_orig.json'), '{}');
  return dir;
}

describe('the entrypoint of the image', () => {
  it('takes any command line', () => {
    expect(entrypoint(['--version']).said).toBe('development\n');
    expect(entrypoint(['backup_config', '--help'])).toMatchObject({ status: 0 });
    expect(entrypoint([])).toMatchObject({ status: 2, said: expect.stringContaining('backup_config') });
  });

  it('works in a folder of the day where none is named', () => {
    const { status, said } = entrypoint(['check']);
    expect(status).toBe(2);
    expect(said).toMatch(/\/zbx-configs\/\d{4}-\d{2}-\d{2}/u);
  });

  it('deletes a backup with -d, and nothing else', () => {
    const dir = backup();
    expect(entrypoint(['-d'], { ZBX_CONFIG_DIR: dir }).status).toBe(0);
    expect(existsSync(dir)).toBe(false);
    mkdirSync(dir);
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    const { status, said } = entrypoint(['-d'], { ZBX_CONFIG_DIR: dir });
    expect({ status, said }).toEqual({ status: 4, said: expect.stringContaining('was not deleted') });
    expect(readdirSync(dir)).toEqual(['notes.txt']);
  });

  it('deletes nothing where a step before has failed', () => {
    const dir = backup();
    const settings = { ZBX_CONFIG_DIR: dir, STORAGE_LOCATION: `file://${folder}/store` };
    // There is no manifest, so the backup is not whole and does not go up.
    expect(entrypoint(['-d', '-u'], settings).status).toBe(4);
    expect(readdirSync(dir)).toEqual(['actions_data_orig.json']);
  });
});
