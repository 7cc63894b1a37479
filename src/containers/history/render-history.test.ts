import { describe, expect, it } from 'vitest';
import { createPaint } from '../../terminal/paint.ts';
import { displayWidth } from '../../terminal/width.ts';
import type { Entry } from './entry.ts';
import { historyDocument, renderHistory } from './render-history.ts';

const paint = createPaint(false);
const scaled: Entry = {
  id: 1,
  begunAt: new Date('2026-11-22T12:00:00.123Z'),
  endedAt: new Date('2026-11-22T12:00:02.623Z'),
  endpoint: 'unix:///run/docker.sock',
  engineId: undefined,
  backend: 'compose',
  component: 'web',
  service: 'shop/web',
  askedBy: 'scale_up web 1 8',
  direction: 'up',
  current: 1,
  delta: 8,
  from: 1,
  wish: 9,
  to: 6,
  number: 6,
  result: 'scaled',
  why: 'asked for 9, max is 6 (--max)',
};
const failed: Entry = { ...scaled, id: 2, number: 1, result: 'rolled back', why: 'no\nroom' };
const refused: Entry = {
  ...scaled,
  id: 3,
  to: undefined,
  number: 1,
  result: 'refused',
  why: 'all scaling is paused (--pause)',
};
const killed: Entry = {
  ...scaled,
  id: 4,
  endedAt: undefined,
  number: undefined,
  result: undefined,
  why: undefined,
};

describe('the history as a table', () => {
  it('has a line for each', () => {
    const lines = renderHistory([scaled, failed, refused, killed], { paint, columns: undefined }).split('\n');
    expect(lines.map((line) => line.replace(/ {2,}/gu, ' | '))).toEqual([
      'WHEN | COMPONENT | NUMBER | RESULT | TOOK | WHY | ASKED BY',
      '2026-11-22 12:00:00Z | shop/web | 1 → 6 (wish 9) | scaled | 2.5 s | asked for 9, max is 6 (--max) | scale_up web 1 8',
      '2026-11-22 12:00:00Z | shop/web | 1 → 6, now 1 (wish 9) | rolled back | 2.5 s | no … | scale_up web 1 8',
      '2026-11-22 12:00:00Z | shop/web | 1 (wish 9) | refused | 2.5 s | all scaling is paused (--pause) | scale_up web 1 8',
      '2026-11-22 12:00:00Z | shop/web | 1 → 6 (wish 9) | begun, not ended | scale_up web 1 8',
    ]);
  });

  it('fits a terminal, with the number over time above it', () => {
    const text = renderHistory([scaled, failed], { paint, columns: 60 });
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    expect(text).toContain('6 ┤');
    expect(text.indexOf('6 ┤')).toBeLessThan(text.indexOf('WHEN'));
  });

  it('says which Engine is meant where two have a component of one name', () => {
    const other = { ...scaled, endpoint: 'tcp://10.0.0.5:2376' };
    const text = renderHistory([scaled, other], { paint, columns: 100 });
    expect(text).toContain('shop/web at unix:///run/docker.sock\n');
    expect(text).toContain('shop/web at tcp://10.0.0.5:2376\n');
    expect(renderHistory([scaled], { paint, columns: 100 })).toContain('shop/web\n');
  });

  it('is coloured by what came of it, and not drawn where there are many components', () => {
    const colours = createPaint(true);
    const plain = renderHistory([failed, killed], { paint, columns: 100 }).split('\n');
    const line = ({ result }: Entry) => plain.find((each) => each.includes(result ?? 'not ended')) ?? '';
    const text = renderHistory([failed, killed], { paint: colours, columns: 100 });
    expect(text).toContain(colours.red(line(failed)));
    expect(text).toContain(colours.yellow(line(killed)));
    const many = ['a', 'b', 'c', 'd'].map((service) => ({ ...scaled, service }));
    expect(renderHistory(many, { paint, columns: 100 })).not.toContain('┤');
  });
});

describe('the history as a document', () => {
  it('has every field, null where it is not known', () => {
    expect(historyDocument([scaled, killed])).toEqual({
      entries: [
        {
          begunAt: '2026-11-22T12:00:00.123Z',
          endedAt: '2026-11-22T12:00:02.623Z',
          seconds: 2.5,
          askedBy: 'scale_up web 1 8',
          endpoint: 'unix:///run/docker.sock',
          backend: 'compose',
          component: 'web',
          service: 'shop/web',
          direction: 'up',
          current: 1,
          delta: 8,
          from: 1,
          wish: 9,
          to: 6,
          number: 6,
          result: 'scaled',
          why: 'asked for 9, max is 6 (--max)',
        },
        expect.objectContaining({
          endedAt: null,
          seconds: null,
          to: 6,
          number: null,
          result: null,
          why: null,
        }),
      ],
    });
  });
});
