import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPaint } from './paint.ts';
import { type PlotPoint, renderPlot } from './plot.ts';
import { displayWidth } from './width.ts';

const paint = createPaint(false);
const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 22, 12);

function at(hours: number, value: number): PlotPoint {
  return { at: NOON + hours * HOUR, value };
}

describe('a plot', () => {
  it('draws steps, with the highest value and the two ends of time', () => {
    const points = [at(0, 1), at(2, 1), at(2.001, 4), at(4, 4), at(4.001, 2), at(6, 2)];
    expect(renderPlot(points, { columns: 44, paint }).split('\n')).toEqual([
      '4 ┤             ██████████████',
      '  ┤             ██████████████',
      '  ┤             ██████████████▄▄▄▄▄▄▄▄▄▄▄▄▄',
      '  ┤▂▂▂▂▂▂▂▂▂▂▂▂▂███████████████████████████',
      '0 ┤████████████████████████████████████████',
      '   11-22 12:00Z                11-22 18:00Z',
    ]);
  });

  it('shows a peak that is shorter than a column', () => {
    const plot = renderPlot([at(0, 1), at(5, 9), at(5.001, 1), at(100, 1)], { columns: 40, paint });
    expect(plot.split('\n')[0]).toMatch(/^9 ┤ +█$/u);
  });

  it('is coloured where colours are on', () => {
    expect(renderPlot([at(0, 1), at(1, 2)], { columns: 40, paint: createPaint(true) })).toContain(
      '\u001b[34m',
    );
  });

  it('is nothing where there is nothing to see, or no room', () => {
    expect(renderPlot([], { columns: 80, paint })).toBe('');
    expect(renderPlot([at(0, 3)], { columns: 80, paint })).toBe('');
    expect(renderPlot([at(0, 3), at(1, 4)], { columns: 12, paint })).toBe('');
  });

  it('is never wider than the terminal, whatever is drawn', () => {
    const points = fc.array(fc.record({ at: fc.integer({ min: 0, max: 4e12 }), value: fc.nat(10_000) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 200 }), (drawn, columns) => {
        for (const line of renderPlot(drawn, { columns, paint }).split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });
});
