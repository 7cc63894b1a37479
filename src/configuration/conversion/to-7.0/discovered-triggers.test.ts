import { expect, it } from 'vitest';
import type { Draft } from '../draft.ts';
import { discoveredTriggers } from './discovered-triggers.ts';

it('triggers that discovery made go by the expressions of 7.0', () => {
  const former = 't\nfind(/h/k[\\d],,"regexp","\\d")=1\nlast(/h/k)=0';
  const draft: Draft = {
    objects: new Map([
      ['discoveredtriggers', new Map([[former, { content: { triggerid: former, status: '1' } }]])],
    ]),
    notRecorded: new Map(),
    losses: [],
  };
  discoveredTriggers.convert(draft);
  const key = 't\nfind(/h/k[\\d],,"regexp","\\\\d")=1\nlast(/h/k)=0';
  expect([...(draft.objects.get('discoveredtriggers') ?? [])]).toEqual([
    [key, { content: { triggerid: key, status: '1' } }],
  ]);
});
