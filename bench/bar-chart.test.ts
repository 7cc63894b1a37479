import { expect, it } from 'vitest';
import { barChart } from './bar-chart.ts';

it('draws bars in proportion', () => {
  const lines = barChart([
    { label: '1 host', value: 1, text: '1 s' },
    { label: '10 hosts', value: 2, text: '2 s' },
  ]).split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]?.match(/█/g)).toHaveLength(24);
  expect(lines[1]?.match(/█/g)).toHaveLength(48);
  expect(lines[0]).toMatch(/^ {2}1 host {2}█+ +1 s$/);
});
