import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../configuration/compare-with-server.ts';
import { kindNamed } from '../../configuration/kinds/all-kinds.ts';
import { makePlan } from '../../configuration/plan.ts';
import { configurationOf, V70 } from '../../configuration/testing/builders.ts';
import { createPaint } from '../../terminal/paint.ts';
import { equalText, intentDocument, intentText, type Undertaking } from './words.ts';

const NONE = { selected: false, rehearsal: false, keepItems: false };
const PAINT = createPaint(false);

function undertaking(live: string, more: Partial<Undertaking> = {}): Undertaking {
  const hosts = (name: string) => configurationOf({ hosts: { web: { host: 'web', name } } });
  const plan = makePlan(hosts('wanted'), hosts(live), {
    kinds: [kindNamed('hosts')],
    version: V70,
    keepItems: false,
  });
  const comparison = { plan, skipped: [], dependencies: undefined } as unknown as Comparison;
  return { comparison, limits: NONE, ...more };
}

describe('equalText', () => {
  it('claims no more than was compared', () => {
    const said = (limits: Partial<typeof NONE>) => equalText({ ...NONE, ...limits }, 'the backup');
    expect(said({})).toBe('The server is equal to the backup: read again, no difference.');
    expect(said({ selected: true })).toBe(
      'The chosen objects are as in the backup: read again, no difference.',
    );
    expect(said({ rehearsal: true })).toBe(
      'The server is equal to the backup, apart from what the rehearsal keeps disabled: read again, no difference.',
    );
    expect(said({ keepItems: true })).toBe(
      'The server is equal to the backup, save what --keep-items leaves: read again, no difference.',
    );
  });
});

describe('a dry run', () => {
  it('says of nothing to do what was compared', () => {
    expect(intentText(undertaking('wanted'), PAINT)).toBe('Nothing to do: 1 object is as in the backup.');
    const limits = { selected: true, rehearsal: true, keepItems: true };
    expect(intentText(undertaking('wanted', { limits }), PAINT)).toBe(
      'Nothing to do: 1 chosen object is as in the backup, apart from what the rehearsal keeps disabled, save what --keep-items leaves.',
    );
  });

  it('says that the restore would be refused, for people and for programs', () => {
    const refused = [{ kind: 'hosts', changed: 35, present: 36 }];
    const over = undertaking('other', { refused });
    expect(intentText(over, PAINT).split('\n').at(-1)).toBe(
      'restore_config would refuse this: it changes 35 of 36 hosts. If it is meant, add --allow-many.',
    );
    expect(intentDocument(over)).toMatchObject({ would_refuse: refused });
    expect(intentText(undertaking('other'), PAINT)).not.toContain('refuse');
    expect(intentDocument(undertaking('other'))).not.toHaveProperty('would_refuse');
  });
});
