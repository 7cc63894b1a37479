/**
 * @typedef {{ passed: number, failed: number, notRun: number }} Counts
 */

/** A step without a report of its own: one thing that passed or failed. */
export function countsOfExit(exitCode) {
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, notRun: 0 };
}

/**
 * Counts of a vitest run, from its JSON report. A file that failed without a failed test (it could not be loaded, a
 * hook threw) counts as one failure, and so does a run that failed although its report names none.
 * @param {string | undefined} report the text of the report; undefined where there is none
 * @param {number} exitCode of vitest
 * @returns {Counts}
 */
export function countsOfReport(report, exitCode) {
  const parsed = parse(report);
  if (parsed === undefined) return { passed: 0, failed: 1, notRun: 0 };
  const files = Array.isArray(parsed.testResults) ? parsed.testResults : [];
  const brokenFiles = files.filter(
    ({ status, assertionResults = [] }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = (parsed.numFailedTests ?? 0) + brokenFiles;
  return {
    passed: parsed.numPassedTests ?? 0,
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    notRun: (parsed.numPendingTests ?? 0) + (parsed.numTodoTests ?? 0),
  };
}

function parse(report) {
  try {
    return report === undefined ? undefined : JSON.parse(report);
  } catch {
    return undefined;
  }
}

/** @param {readonly Counts[]} all */
export function sum(all) {
  return all.reduce(
    (total, counts) => ({
      passed: total.passed + counts.passed,
      failed: total.failed + counts.failed,
      notRun: total.notRun + counts.notRun,
    }),
    { passed: 0, failed: 0, notRun: 0 },
  );
}

/** The line that programs look for; it stands alone. */
export function closingLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
