import { describe, expect, it } from 'vitest';
import { limiter } from './limiter.ts';
import { type AskTogether, gathering, type SharedRead } from './together.ts';

const read = (method: string): SharedRead => ({ method, params: {} });

/** Answers with the names of the methods, and remembers what was asked in one request. */
function asking(answer: AskTogether = async (reads) => reads.map(({ method }) => ({ result: method }))) {
  const asked: string[][] = [];
  const gather = gathering(limiter(2), async (reads) => {
    asked.push(reads.map(({ method }) => method));
    return await answer(reads);
  });
  return { asked, gather };
}

describe('gathering', () => {
  it('asks in one request for what is wanted at the same time', async () => {
    const { asked, gather } = asking();
    const found = await Promise.all(['a.get', 'b.get', 'c.get'].map((method) => gather(read(method))));
    expect(asked).toEqual([['a.get', 'b.get', 'c.get']]);
    expect(found).toEqual([{ result: 'a.get' }, { result: 'b.get' }, { result: 'c.get' }]);
    await gather(read('later.get'));
    expect(asked).toHaveLength(1);
  });

  it('leaves a single one to whoever asks', async () => {
    const { asked, gather } = asking();
    expect(await gather(read('a.get'))).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('spreads many over several requests, each of them once', async () => {
    const { asked, gather } = asking();
    const methods = Array.from({ length: 30 }, (_, index) => `m${index}.get`);
    const found = await Promise.all(methods.map((method) => gather(read(method))));
    expect(found.map((each) => each?.result)).toEqual(methods);
    expect(asked.flat().sort()).toEqual([...methods].sort());
    expect(asked.length).toBeGreaterThan(1);
    expect(Math.max(...asked.map(({ length }) => length))).toBeLessThanOrEqual(12);
  });

  it('leaves what came to nothing to whoever asks', async () => {
    const { gather } = asking(async (reads) =>
      reads.map(({ method }) => (method === 'b.get' ? undefined : { result: 1 })),
    );
    const found = await Promise.all(['a.get', 'b.get'].map((method) => gather(read(method))));
    expect(found).toEqual([{ result: 1 }, undefined]);
  });

  it('makes no further request where one as a whole came to nothing', async () => {
    const { asked, gather } = asking(() => Promise.reject(new Error('HTTP 500')));
    const some = () => Promise.all(['a.get', 'b.get'].map((method) => gather(read(method))));
    expect(await some()).toEqual([undefined, undefined]);
    expect(await some()).toEqual([undefined, undefined]);
    expect(asked).toHaveLength(1);
  });
});
