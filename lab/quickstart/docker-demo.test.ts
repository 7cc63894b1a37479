import { describe, expect, it } from 'vitest';
import { ConciergeError } from '../../src/errors.ts';
import { type DockerDemo, openWherePossible } from './docker-demo.ts';

describe('the demo project', () => {
  const { signal } = new AbortController();

  it('is left out with one line where Docker is not to be had', async () => {
    const said: string[] = [];
    const open = () => Promise.reject(new ConciergeError('dockerd did not come up.\nMore of its log'));
    expect(await openWherePossible(open, signal, (line) => said.push(line))).toBeUndefined();
    expect(said).toEqual([
      'Docker is not to be had here, so the steps about containers are left out: dockerd did not come up.',
    ]);
  });

  it('is there where Docker is', async () => {
    const demo = {} as DockerDemo;
    const said: string[] = [];
    expect(
      await openWherePossible(
        async () => demo,
        signal,
        (line) => said.push(line),
      ),
    ).toBe(demo);
    expect(said).toEqual([]);
  });

  it('is no matter where the quickstart was ended meanwhile', async () => {
    const ended = AbortSignal.abort(new Error('ended'));
    const open = () => Promise.reject(new Error('no dockerd'));
    await expect(openWherePossible(open, ended, () => {})).rejects.toThrow('ended');
  });
});
