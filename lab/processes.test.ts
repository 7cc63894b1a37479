import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { identify, identityFromStat, isAlive, waitFor } from './processes.ts';

describe('identityFromStat', () => {
  const after = '1 7 7 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0';

  it('reads the start time past a name that holds anything', () => {
    expect(identityFromStat(7, `7 (a b) c) S ${after}`)).toEqual({ pid: 7, startTicks: '4711' });
  });

  it('takes a process that waits to be collected for ended', () => {
    expect(identityFromStat(7, `7 (php) Z ${after}`)).toBeUndefined();
  });
});

describe('isAlive', () => {
  it('knows a process from a later one of the same number', async () => {
    const child = spawn('sleep', ['60']);
    const identity = identify(child.pid ?? 0);
    if (identity === undefined) throw new Error('sleep did not start');
    expect(isAlive(identity)).toBe(true);
    expect(isAlive({ ...identity, startTicks: '1' })).toBe(false);
    child.kill('SIGKILL');
    expect(await waitFor(() => !isAlive(identity), 5)).toBe(true);
  });
});
