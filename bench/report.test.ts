import { describe, expect, it } from 'vitest';
import { type Report, reportMarkdown, reportText } from './report.ts';

const report: Report = {
  day: '2026-11-22',
  machine: {
    processor: 'A Processor',
    cores: 2,
    memoryGigabytes: 8,
    architecture: 'x64',
    node: '24.0.0',
    busyBefore: 0.04,
    loadBefore: 0.1,
  },
  servers: { '7.0': 'Zabbix 7.0.22, PHP 8.4.1, PostgreSQL 17' },
  rounds: 3,
  outcomes: [
    {
      measurement: { name: 'one', title: 'the first' },
      result: {
        figures: [
          { what: 'good', value: 1, unit: 'times', target: { atMost: 2 } },
          { what: 'bad', value: 3, unit: 'times', target: { atMost: 2 }, note: 'why' },
          { what: 'seen', value: 3, unit: 's' },
        ],
        drawing: 'a █\nb ██',
      },
    },
    { measurement: { name: 'two', title: 'the second' }, notMeasured: 'it is gone' },
  ],
};

describe('the report', () => {
  it('marks what is met and what is missed, and counts them', () => {
    const text = reportText(report);
    expect(text).toContain('A Processor, 2 cores, 8 GB memory, x64, Node.js 24.0.0');
    expect(text).toMatch(/good +1\.00 times +≤ 2 times +✓$/m);
    expect(text).toMatch(/bad +3\.00 times +≤ 2 times +✗ +why$/m);
    expect(text).toMatch(/seen +3\.00 s$/m);
    expect(text).toContain('  a █\n  b ██');
    expect(text).toContain('not measured: it is gone');
    expect(text).toMatch(/1 target met, 1 missed$/);
  });

  it('is a page with the same tables', () => {
    const page = reportMarkdown(report);
    expect(page).toContain('## The first');
    expect(page).toContain('| bad | 3.00 times | ≤ 2 times | ✗ why |');
    expect(page).toContain('Not measured: it is gone');
  });
});
