import { describe, expect, it } from 'vitest';
import { closingLine, countsOfExit, countsOfReport, sum } from './counts.mjs';

/** A report with the fields that vitest's JSON reporter writes and that are read here. */
function report(fields) {
  return JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    testResults: [],
    ...fields,
  });
}

describe('countsOfReport', () => {
  it('takes the figures of a run that passed', () => {
    expect(countsOfReport(report({ numPassedTests: 7, numPendingTests: 2 }), 0)).toEqual({
      passed: 7,
      failed: 0,
      notRun: 2,
    });
  });

  it('counts a file that could not be loaded', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    expect(countsOfReport(report({ numPassedTests: 1, numFailedTests: 1, testResults }), 1)).toMatchObject({
      passed: 1,
      failed: 2,
    });
  });

  it('counts a failure that the report does not name', () => {
    expect(countsOfReport(report({ numPassedTests: 3 }), 1)).toMatchObject({ passed: 3, failed: 1 });
  });

  it.each([undefined, '', '{"numPassedTests": 3'])(
    'counts a report that is not there or cut short: %s',
    (text) => {
      expect(countsOfReport(text, 0)).toEqual({ passed: 0, failed: 1, notRun: 0 });
    },
  );
});

describe('closingLine', () => {
  it('sums up', () => {
    const all = [countsOfExit(0), countsOfExit(1), { passed: 40, failed: 2, notRun: 1 }];
    expect(closingLine(sum(all))).toBe('41 passed, 3 failed');
  });
});
