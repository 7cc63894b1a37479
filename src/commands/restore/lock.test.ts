import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { targetOf } from '../../configuration/backup/target.ts';
import { lockFile } from '../../containers/lock.ts';
import { startChild } from '../../containers/testing/child.ts';
import { newStateDir } from '../../containers/testing/folder.ts';
import { RefusedError } from '../../errors.ts';
import { lockTarget, lockTargetIfPossible } from './lock.ts';

const URL = 'https://zabbix.example.com/api_jsonrpc.php';
/** Of its file. */
const NAME = basename(lockFile('', `restore ${targetOf(URL)}`));
const NOW = new Date('2026-11-30T08:04:48Z');

describe('the lock on the target of a restore', () => {
  it('is refused to a second one, with who has it and since when', () => {
    const stateDir = newStateDir();
    const lock = lockTarget(URL, stateDir, NOW);
    expect(() => lockTarget(URL, stateDir, NOW)).toThrow(
      expect.objectContaining({
        exitCode: 4,
        message: `Another restore into ${URL} is under way`,
        why: `process ${process.pid} on ${hostname()}, since 2026-11-30T08:04:48.000Z`,
      }),
    );
    lock.release();
    lockTarget(URL, stateDir, NOW).release();
  });

  it('knows a server by its address, however that is written, and leaves others alone', () => {
    const stateDir = newStateDir();
    const lock = lockTarget(URL, stateDir, NOW);
    expect(() => lockTarget('http://ZABBIX.example.com.:80/', stateDir, NOW)).toThrow(RefusedError);
    lockTarget('https://zabbix.example.com/other', stateDir, NOW).release();
    lock.release();
  });

  it('is gone with a process that was killed', async () => {
    const stateDir = newStateDir();
    const child = startChild(`
      import { lockTarget } from './../commands/restore/lock.ts';
      const lock = lockTarget(${JSON.stringify(URL)}, ${JSON.stringify(stateDir)}, new Date());
      console.log('held');
      setTimeout(() => lock.release(), 600_000);
    `);
    await child.said('held');
    expect(() => lockTarget(URL, stateDir, NOW)).toThrow(
      expect.objectContaining({ why: expect.stringContaining(`process ${child.process.pid} `) }),
    );
    child.process.kill('SIGKILL');
    await child.ended;
    lockTarget(URL, stateDir, NOW).release();
  });

  it('is refused also where nothing can be read of who has it', () => {
    const stateDir = newStateDir();
    const lock = lockTarget(URL, stateDir, NOW);
    const locks = join(stateDir, 'locks');
    for (const name of readdirSync(locks)) {
      if (name.endsWith('.json')) writeFileSync(join(locks, name), '{');
    }
    expect(() => lockTarget(URL, stateDir, NOW)).toThrow(RefusedError);
    lock.release();
    expect(readdirSync(locks)).toHaveLength(1);
  });

  it.each([
    ['for it', (locks: string) => writeFileSync(locks, 'a file')],
    ['to write who has it', (locks: string) => mkdirSync(join(locks, `${NAME}.json`), { recursive: true })],
  ])('is done without where there is no place %s, and that is said', (_, obstruct) => {
    const stateDir = newStateDir();
    mkdirSync(stateDir, { recursive: true });
    obstruct(join(stateDir, 'locks'));
    const warnings: string[] = [];
    expect(lockTargetIfPossible(URL, stateDir, (message) => warnings.push(message))).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringContaining(`Whether another restore into ${URL} is under way cannot be told`),
    ]);
  });
});
