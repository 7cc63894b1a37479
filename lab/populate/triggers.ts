import { create, createOne, type Fields, type Filling, idOf, of, since } from './filling.ts';
import { HOSTS, TEMPLATES } from './names.ts';

/** Trigger names, which other files point to. */
export const TRIGGERS = {
  base: 'Lab base: load on {HOST.NAME} is over {$LAB.LIMIT} <&> "ü"',
  left: 'Lab left: two items',
  top: 'Lab top: items of three levels',
  acrossTemplates: 'Lab pair: across two templates',
  pairA: 'Lab pair A alone',
  pairB: 'Lab pair B alone, depends on the other template',
  acrossHosts: 'Lab: across two hosts, "quoted" <&> 日本語',
  hostOnly: 'Lab: on the second host only',
} as const;

/** What only newer versions have: event names (5.2), names of URLs (6.4). */
function named(filling: Filling): Fields {
  return {
    opdata: 'now {ITEM.LASTVALUE1} <&> "ü"',
    ...(since(filling, '6.0') ? { event_name: 'Load of {HOST.NAME}: {ITEM.VALUE1} <&> "ü"' } : {}),
    ...(since(filling, '7.0') ? { url_name: 'Runbook <&>' } : {}),
  };
}

/** Triggers of templates: with recovery, correlation, tags, several items, across templates, with dependencies. */
export async function makeTemplateTriggers(filling: Filling): Promise<void> {
  const on = (call: string, template: string, key: string, ...rest: string[]): string =>
    of(filling, call, template, key, ...rest);
  await createOne(filling, 'trigger', {
    description: TRIGGERS.base,
    ...named(filling),
    expression: `${on('avg', TEMPLATES.base, 'base.load', '5m')}>{$LAB.LIMIT} and\r\n${on('last', TEMPLATES.base, 'base.users')}<>0`,
    recovery_mode: 1,
    recovery_expression: `${on('avg', TEMPLATES.base, 'base.load', '10m')}<{$LAB.LIMIT:"/var/log"}`,
    correlation_mode: 1,
    correlation_tag: 'Ünïcode <&>',
    manual_close: 1,
    priority: 4,
    type: 1,
    url: 'http://127.0.0.1/runbook?a=1&b=2',
    comments: 'first line\r\nsecond line <&> "quoted"\n\nlast line',
    tags: [
      { tag: 'Ünïcode <&>', value: '{ITEM.VALUE1}' },
      { tag: 'scope', value: 'availability' },
      { tag: 'scope', value: 'performance' },
    ],
  });
  const left = await createOne(filling, 'trigger', {
    description: TRIGGERS.left,
    expression: `${on('last', TEMPLATES.left, 'left.load')}>${on('last', TEMPLATES.left, 'left.free')}`,
    priority: 2,
  });
  await create(filling, 'trigger', [
    {
      description: 'Lab left: no recovery, disabled',
      expression: `${on('nodata', TEMPLATES.left, 'left.load', '30m')}=1`,
      recovery_mode: 2,
      status: 1,
      dependencies: [{ triggerid: left }],
    },
    // Two triggers of one name, which only their expressions tell apart.
    {
      description: 'Lab twin trigger',
      expression: `${on('last', TEMPLATES.left, 'left.load')}>1`,
      priority: 1,
    },
    {
      description: 'Lab twin trigger',
      expression: `${on('last', TEMPLATES.left, 'left.load')}>2`,
      priority: 3,
    },
    {
      description: TRIGGERS.pairA,
      expression: `${on('last', TEMPLATES.pairA, 'pair.a')}>0`,
    },
    {
      description: TRIGGERS.acrossTemplates,
      ...named(filling),
      expression: `${on('last', TEMPLATES.pairA, 'pair.a')}>${on('last', TEMPLATES.pairB, 'pair.b')}`,
      recovery_mode: 1,
      recovery_expression: `${on('last', TEMPLATES.pairA, 'pair.a.more')}=${on('last', TEMPLATES.pairB, 'pair.b')}`,
    },
  ]);
  await create(filling, 'trigger', [
    {
      description: TRIGGERS.pairB,
      expression: `${on('last', TEMPLATES.pairB, 'pair.b')}>0`,
      dependencies: [{ triggerid: idOf(filling, 'trigger', TRIGGERS.pairA) }],
    },
  ]);
}

/** Triggers of the upper templates, on items that they inherit; made once the templates are linked. */
export async function makeInheritingTriggers(filling: Filling): Promise<void> {
  const on = (key: string): string => of(filling, 'last', TEMPLATES.top, key);
  await createOne(filling, 'trigger', {
    description: TRIGGERS.top,
    expression: `${on('top.load')}>1 or ${on('left.load')}>2 or ${on('base.load')}>3`,
    priority: 5,
  });
}

/** Triggers of hosts: across hosts, and depending on triggers of another host. */
export async function makeHostTriggers(filling: Filling): Promise<void> {
  const last = (host: string, key: string): string => of(filling, 'last', host, key);
  const second = await createOne(filling, 'trigger', {
    description: TRIGGERS.hostOnly,
    expression: `${last(HOSTS.second, 'own.limit')}<5`,
    priority: 1,
  });
  await create(filling, 'trigger', [
    {
      description: TRIGGERS.acrossHosts,
      ...named(filling),
      expression: `${last(HOSTS.main, 'own.trapper')}>${last(HOSTS.second, 'own.limit')}`,
      recovery_mode: 1,
      recovery_expression: `${last(HOSTS.main, 'own.trapper')}<${last(HOSTS.second, 'own.limit')} and\r\n${last(HOSTS.second, 'own.trapper')}=0`,
      dependencies: [{ triggerid: second }],
      tags: [{ tag: 'across', value: 'hosts' }],
    },
    // From 6.0 on an import writes every line end as CRLF, so it takes this trigger for another one.
    {
      description: 'Lab: a Unix line in the expression',
      expression: `${last(HOSTS.second, 'own.limit')}=1 or\n${last(HOSTS.second, 'own.limit')}=2`,
    },
  ]);
  await makeInheritedDepend(filling);
}

/** An inherited trigger of one host that depends on a trigger of another: only the host knows of it. */
async function makeInheritedDepend(filling: Filling): Promise<void> {
  const [inherited] = await filling.api.call<{ triggerid: string }[]>('trigger.get', {
    output: ['triggerid'],
    hostids: [idOf(filling, 'host', HOSTS.main)],
    filter: { description: TRIGGERS.top },
  });
  if (inherited !== undefined) {
    await filling.api.call('trigger.update', {
      triggerid: inherited.triggerid,
      dependencies: [{ triggerid: idOf(filling, 'trigger', TRIGGERS.hostOnly) }],
    });
  }
}
