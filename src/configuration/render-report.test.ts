import { describe, expect, it } from 'vitest';
import { createPaint } from '../terminal/paint.ts';
import { renderReport, reportDocument } from './render-report.ts';
import { ReportBuilder } from './report.ts';

const PLAIN = createPaint(false);

function sample(): ReportBuilder {
  const report = new ReportBuilder();
  report.succeeded({ kind: 'hosts', key: 'a' }, 'updated');
  report.succeeded({ kind: 'templates', key: 't' }, 'created');
  report.succeeded({ kind: 'hosts', key: 'b' }, 'created');
  report.succeeded({ kind: 'hosts', key: 'c' }, 'updated');
  report.succeeded({ kind: 'hosts', key: 'd' }, 'renamed');
  report.succeeded({ kind: 'hosts', key: 'e' }, 'deleted');
  report.fail({ kind: 'hosts', key: 'f' }, 'refused');
  report.skip({ kind: 'trigger_actions', key: 'x' }, 'it needs the user "u"');
  report.skip({ kind: 'trigger_actions', key: 'y' }, 'it needs the user "v"');
  report.need({ kind: 'proxies', key: 'p' }, 'its pre-shared key');
  return report;
}

describe('renderReport', () => {
  it('is empty where nothing was done', () => {
    expect(renderReport(new ReportBuilder(), PLAIN)).toBe('');
  });

  it('counts what was done by kind, and names everything else', () => {
    expect(renderReport(sample(), PLAIN)).toBe(
      [
        'Done:',
        '  hosts: 1 created, 2 updated, 1 renamed, 1 deleted',
        '  templates: 1 created',
        'Failed:',
        '  hosts: f: refused',
        'Skipped:',
        '  trigger_actions: x: it needs the user "u"',
        '  trigger_actions: y: it needs the user "v"',
        'Put the reasons right, here or in the backup, and run restore_config again: it does what is left and nothing twice.',
        'For a person to set, since no backup can hold it:',
        '  proxies: p: its pre-shared key',
      ].join('\n'),
    );
  });

  it.each([
    ['templates', 'value map with the same UUID already exists', true],
    ['templates', 'the inventory field "OS" is filled by another item', true],
    ['templates', 'No permissions to referred object or it does not exist!', true],
    ['templates', 'Template with visible name "T" already exists.', true],
    ['templates', 'Incorrect value for field "key_"', false],
    ['templates', 'Invalid parameter "/42": value (itemid)=(34999) already exists.', false],
    ['templates', 'Invalid parameter "/42": value (hostid, key_)=(11116, k) already exists.', false],
    ['hosts', 'Host "web" already exists', false],
  ])('points to --force-templates where templates stand in the way: %s, %s', (kind, reason, points) => {
    const report = new ReportBuilder();
    report.fail({ kind, key: 'T' }, reason);
    expect(renderReport(report, PLAIN).includes('restore_config --force-templates')).toBe(points);
  });

  it('shows failures in red and what was skipped in yellow', () => {
    const paint = createPaint(true);
    const lines = renderReport(sample(), paint).split('\n');
    expect(lines).toContain(paint.red('  hosts: f: refused'));
    expect(lines).toContain(paint.yellow('  trigger_actions: x: it needs the user "u"'));
    expect(lines).toContain('  hosts: 1 created, 2 updated, 1 renamed, 1 deleted');
  });
});

describe('reportDocument', () => {
  it('holds every entry', () => {
    const { done, failed, skipped, needs } = sample();
    expect(reportDocument(sample())).toStrictEqual({ done, failed, skipped, needs });
    expect(reportDocument(new ReportBuilder())).toStrictEqual({
      done: [],
      failed: [],
      skipped: [],
      needs: [],
    });
  });
});

describe('ReportBuilder', () => {
  it('knows that what was skipped or failed cannot be relied on', () => {
    const report = sample();
    expect(report.isBlocked({ kind: 'hosts', key: 'f' })).toBe(true);
    expect(report.isBlocked({ kind: 'trigger_actions', key: 'x' })).toBe(true);
    expect(report.isBlocked({ kind: 'templates', key: 'f' })).toBe(false);
    expect(report.isBlocked({ kind: 'hosts', key: 'a' })).toBe(false);
    expect(report.isBlocked({ kind: 'proxies', key: 'p' })).toBe(false);
  });
});
