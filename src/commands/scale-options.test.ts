import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { settleTimeoutMs } from './containers.ts';
import { scaleOptions } from './scale-options.ts';

type TimeOuts = Parameters<typeof settleTimeoutMs>[0];

function timeOuts(docker?: number, compose?: number): TimeOuts {
  return {
    dockerClientTimeout: { value: docker },
    composeHttpTimeout: { value: compose },
  } as TimeOuts;
}

describe('the time that containers have to come up', () => {
  it.each([
    [30, timeOuts(800, 90), 30_000],
    [undefined, timeOuts(800, 90), 800_000],
    [undefined, timeOuts(undefined, 90), 90_000],
    [undefined, timeOuts(), 120_000],
    [0, timeOuts(800), 0],
  ])('--timeout %s, else the variables, else two minutes', (given, settings, milliseconds) => {
    expect(settleTimeoutMs(settings, given)).toBe(milliseconds);
  });
});

describe('times on the command line', () => {
  it('are read; who gives none waits five minutes for others, and leaves the rest to the variables', () => {
    expect([scaleOptions.wait.read([]), scaleOptions.wait.read(['90s'])]).toEqual([300, 90]);
    expect([scaleOptions.timeout.read([]), scaleOptions.timeout.read(['1h', '2m'])]).toEqual([
      undefined,
      120,
    ]);
  });

  it.each(['soon', '', '-1'])('%s is refused, by the name of the option', (given) => {
    expect(() => scaleOptions.timeout.read([given])).toThrow(InputError);
    expect(() => scaleOptions.wait.read([given])).toThrow('--wait cannot be used');
  });
});
