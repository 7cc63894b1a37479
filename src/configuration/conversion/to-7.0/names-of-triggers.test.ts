import { expect, it } from 'vitest';
import type { Draft } from '../draft.ts';
import { namesOfTriggers } from './names-of-triggers.ts';

it('triggers that discovery made go by the expressions of 7.0', () => {
  const former = 't\nfind(/h/k[\\d],,"regexp","\\d")=1\nlast(/h/k)=0';
  const draft: Draft = {
    objects: new Map([
      ['discoveredtriggers', new Map([[former, { content: { triggerid: former, status: '1' } }]])],
    ]),
    notRecorded: new Map(),
    losses: [],
  };
  namesOfTriggers.convert(draft);
  const key = 't\nfind(/h/k[\\d],,"regexp","\\\\d")=1\nlast(/h/k)=0';
  expect([...(draft.objects.get('discoveredtriggers') ?? [])]).toEqual([
    [key, { content: { triggerid: key, status: '1' } }],
  ]);
});

it('triggers are named by the expressions of 7.0 in conditions of actions, and all else stays as it is', () => {
  const trigger = 'a\\b\nfind(/h/k,,"regexp","\\d")=1';
  const conditions = (value: string) => [
    { conditiontype: '2', value },
    { conditiontype: '3', value: 'find(/h/k,,"regexp","\\d")' },
  ];
  const content = { name: 'x', filter: { conditions: conditions(trigger) } };
  const draft: Draft = {
    objects: new Map([['trigger_actions', new Map([['x', { content }]])]]),
    notRecorded: new Map(),
    losses: [],
  };
  namesOfTriggers.convert(draft);
  expect(content.filter.conditions).toEqual(conditions('a\\b\nfind(/h/k,,"regexp","\\\\d")=1'));
});
