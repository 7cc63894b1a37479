import { describe, expect, it } from 'vitest';
import { ReportBuilder } from '../configuration/report.ts';
import { ConciergeError } from '../errors.ts';
import { endedRestore } from './ended-restore.ts';

const COPY = '/backups/pre-restore-20261130T050000Z';
const GO_ON =
  'Run the same command again: it does what is left and nothing twice; --undo takes it back. The target as it was is in /backups/pre-restore-20261130T050000Z.';

const report = new ReportBuilder();
report.succeeded({ kind: 'proxies', key: 'p' }, 'created');
report.need({ kind: 'proxies', key: 'p' }, 'its pre-shared key');

const RESULT = {
  done: [{ kind: 'proxies', key: 'p', what: 'created' }],
  failed: [],
  skipped: [],
  needs: [{ kind: 'proxies', key: 'p', needs: 'its pre-shared key' }],
  before: COPY,
};

describe('a restore that ended before it was done', () => {
  it('by a signal says where the copy is, and that the same command goes on', () => {
    const error = endedRestore(new Error('cut'), COPY, report, true) as ConciergeError;
    expect(error.message).toContain('may be there in part');
    expect(error.remedy).toBe(GO_ON);
    expect(error.result).toEqual(RESULT);
  });

  it('by a server that went away says the same, after what is to be put right', () => {
    const gone = new ConciergeError('Zabbix does not answer', { why: 'ECONNREFUSED', remedy: 'Look at it.' });
    expect(endedRestore(gone, COPY, report, false)).toMatchObject({
      message: 'Zabbix does not answer',
      why: 'ECONNREFUSED',
      remedy: `Look at it.\n${GO_ON}`,
      exitCode: 1,
      result: RESULT,
    });
  });

  it('is not told twice where the copy is', () => {
    const told = new ConciergeError('Templates may be gone', { remedy: `It is in ${COPY}.` });
    expect(endedRestore(told, COPY, report, false)).toMatchObject({ remedy: `It is in ${COPY}.` });
  });

  it('by a defect is shown as one', () => {
    const defect = new TypeError('x is not a function');
    expect(endedRestore(defect, COPY, report, false)).toBe(defect);
  });
});
