import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { checkedContent, wholeOf } from './content.ts';
import { PassingStoreError } from './store.ts';

const asPassing = (error: unknown): Error => new PassingStoreError((error as Error).message);

it('a content that is cut before anybody reads it fails for whoever reads it', async () => {
  const source = new Readable({ read() {} });
  const content = checkedContent(source, 3, asPassing);
  source.destroy(new Error('cut'));
  await setImmediate();
  await expect(wholeOf(content)).rejects.toThrow(new PassingStoreError('cut'));
});

it('a content that is shorter or longer than it should be fails', async () => {
  const short = checkedContent(Readable.from([Buffer.from('ab')]), 3, asPassing);
  await expect(wholeOf(short)).rejects.toThrow('cut after 2 of 3 bytes');
  const long = checkedContent(Readable.from([Buffer.from('abcd')]), 3, asPassing);
  await expect(wholeOf(long)).rejects.toThrow('more came');
});

it('a content that is as long as it should be comes as it is', async () => {
  const content = checkedContent(Readable.from([Buffer.from('ab'), Buffer.from('c')]), 3, asPassing);
  expect((await wholeOf(content)).toString()).toBe('abc');
});
