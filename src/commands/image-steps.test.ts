import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfigDir, readSteps, runSteps } from './image-steps.ts';

function lettersOf(...argv: string[]): string | undefined {
  return readSteps(argv)
    ?.map(({ letter }) => letter)
    .join('');
}

async function ran(argv: string[], failing?: string): Promise<{ done: string[]; exitCode: number }> {
  const done: string[] = [];
  const run = (name: string): Promise<number> => {
    done.push(name);
    return Promise.resolve(name === failing ? 3 : 0);
  };
  const exitCode = await runSteps(readSteps(argv) ?? [], run, () => run('delete'));
  return { done, exitCode };
}

describe('the arguments of the image', () => {
  it.each([
    [['-bud'], 'bud'],
    [['-d', '-u', '-b'], 'bud'],
    [['-durb'], 'brud'],
    [['-b', '-b'], 'b'],
    [['-d'], 'd'],
  ])('%j are steps in their own order', (argv, expected) => {
    expect(lettersOf(...argv)).toBe(expected);
  });

  it.each([[[]], [['backup_config']], [['-b', '--json']], [['-h']], [['-']], [['--']], [['-bq']], [['bud']]])(
    '%j are a command line',
    (argv) => {
      expect(lettersOf(...argv)).toBeUndefined();
    },
  );

  it('name the same steps however they are written', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<string>('b', 'r', 'u', 'd'), { minLength: 1 }), (letters) => {
        const expected = ['b', 'r', 'u', 'd'].filter((each) => letters.includes(each)).join('');
        expect(lettersOf(...letters.map((each) => `-${each}`))).toBe(expected);
        expect(lettersOf(`-${letters.join('')}`)).toBe(expected);
      }),
    );
  });
});

describe('the steps', () => {
  it('end with the deletion where all succeed', async () => {
    expect(await ran(['-dub'])).toEqual({ done: ['backup_config', 'upload', 'delete'], exitCode: 0 });
    expect(await ran(['-r'])).toEqual({ done: ['restore_config'], exitCode: 0 });
  });

  it.each(['backup_config', 'restore_config', 'upload'])(
    'end where %s fails: nothing is deleted',
    async (failing) => {
      const { done, exitCode } = await ran(['-brud'], failing);
      expect(done.at(-1)).toBe(failing);
      expect(exitCode).toBe(3);
    },
  );

  it('work in a folder of the day', () => {
    expect(defaultConfigDir(new Date('2026-11-22T23:59:59Z'))).toBe('/zbx-configs/2026-11-22');
  });
});
