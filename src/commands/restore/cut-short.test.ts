import { describe, expect, it } from 'vitest';
import { ReportBuilder } from '../../configuration/report.ts';
import { ConciergeError, RefusedError } from '../../errors.ts';
import { failureDocument } from '../failure.ts';
import { cutShort } from './cut-short.ts';

const COPY = '/backups/pre-restore-20261130T050000Z';
const GO_ON = `Run the same command again: it does what is left and nothing twice; --undo takes it back. The target as it was is in ${COPY}.`;

function reported(): ReportBuilder {
  const report = new ReportBuilder();
  report.succeeded({ kind: 'hosts', key: 'web' }, 'created');
  return report;
}

describe('a restore that is cut short', () => {
  it('by a signal: where the copy is, and that the same command goes on', () => {
    const { message, remedy } = cutShort(new Error('cut'), {
      copy: COPY,
      report: reported(),
      bySignal: true,
    });
    expect(message).toContain('may be there in part');
    expect(remedy).toBe(GO_ON);
  });

  it('by a server that is gone: what ended it, and then the same', () => {
    const cause = new ConciergeError('Zabbix is gone', { why: 'ECONNREFUSED', remedy: 'Start it.' });
    const { message, why, remedy, exitCode } = cutShort(cause, {
      copy: COPY,
      report: reported(),
      bySignal: false,
    });
    expect([message, why, exitCode]).toEqual(['Zabbix is gone', 'ECONNREFUSED', 1]);
    expect(remedy).toBe(
      `Start it.\nWhat was being written may be there in part, and is not listed as done.\n${GO_ON}`,
    );
  });

  it('keeps the exit code of what ended it, and a defect is still said to be one', () => {
    const options = { copy: COPY, report: reported(), bySignal: false };
    expect(cutShort(new RefusedError('no'), options).exitCode).toBe(4);
    expect(cutShort(new TypeError('x is undefined'), options)).toMatchObject({
      message: 'This is a defect in concierge-scheduler',
      why: 'TypeError: x is undefined',
      remedy: expect.stringContaining(COPY),
    });
  });

  it('tells a program what was done and where the copy is', () => {
    const error = cutShort(new Error('cut'), { copy: COPY, report: reported(), bySignal: false });
    expect(failureDocument({ ...error, message: error.message, trace: '' })).toMatchObject({
      error: { message: 'This is a defect in concierge-scheduler' },
      before: COPY,
      done: [{ kind: 'hosts', key: 'web', what: 'created' }],
      failed: [],
    });
  });
});
