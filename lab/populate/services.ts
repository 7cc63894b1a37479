import { createOne, type Fields, type Filling, idOf, since } from './filling.ts';
import { SERVICES } from './names.ts';
import { TRIGGERS } from './triggers.ts';

/** Services: a tree of three levels, twins of one name under one parent, and one service under two parents. */
export async function makeServices(filling: Filling): Promise<void> {
  if (since(filling, '6.0')) {
    await makeModernServices(filling);
  } else {
    await makeClassicServices(filling);
  }
}

/** From 6.0 on services find problems by tags and weigh each other. */
async function makeModernServices(filling: Filling): Promise<void> {
  const make = (name: string, parents: readonly string[], fields: Fields = {}): Promise<string> =>
    createOne(filling, 'service', {
      name,
      algorithm: 2,
      sortorder: 0,
      parents: parents.map((serviceid) => ({ serviceid })),
      ...fields,
    });
  const root = await make(SERVICES.root, [], {
    algorithm: 1,
    sortorder: 5,
    description: 'first line\r\nsecond <&> "ü"\nthird',
    tags: [
      { tag: 'sla', value: 'gold <&> "ü"' },
      { tag: 'sla', value: 'web' },
      { tag: 'bare', value: '' },
    ],
    status_rules: everyRule(),
  });
  const backend = await make(SERVICES.backend, [root], {
    weight: 10,
    sortorder: 1,
    propagation_rule: 1,
    propagation_value: 2,
  });
  const frontend = await make(SERVICES.frontend, [root], {
    weight: 3,
    sortorder: 2,
    propagation_rule: 4,
    propagation_value: 4,
  });
  // Twins: same name, same parent; only their content and their uuid tell them apart.
  await make(SERVICES.twin, [backend], {
    weight: 1,
    problem_tags: [
      { tag: 'node', operator: 0, value: 'one' },
      { tag: 'node', operator: 2, value: 'eins <&>' },
    ],
  });
  const second = await make(SERVICES.twin, [backend], {
    weight: 2,
    tags: [{ tag: 'node', value: 'two <&>' }],
  });
  // Equal to the bone: nothing but their uuid tells these apart.
  await make(SERVICES.identical, [frontend]);
  await make(SERVICES.identical, [frontend]);
  await make(SERVICES.shared, [backend, frontend], {
    propagation_rule: 3,
    propagation_value: 0,
    problem_tags: [
      { tag: 'Ünïcode <&>', operator: 2, value: 'ü' },
      { tag: 'scope', operator: 0, value: '' },
    ],
  });
  await make(SERVICES.leaf, [second], { algorithm: 0, sortorder: 999 });
  await make(SERVICES.lonely, [], { weight: 1_000_000 });
}

/** A rule of every type: by number and percentage of children, and by their weight. */
function everyRule(): Fields[] {
  return Array.from({ length: 8 }, (_, type) => ({
    type,
    limit_value: type + 1,
    limit_status: type % 6,
    new_status: 5 - (type % 5),
  }));
}

/** 5.0: services carry triggers, an SLA, times, and hang together by hard and soft dependencies. */
async function makeClassicServices(filling: Filling): Promise<void> {
  const make = (name: string, parentid: string | undefined, fields: Fields = {}): Promise<string> =>
    createOne(filling, 'service', {
      name,
      algorithm: 1,
      showsla: 0,
      goodsla: '99.9',
      sortorder: 0,
      ...(parentid === undefined ? {} : { parentid }),
      ...fields,
    });
  const root = await make(SERVICES.root, undefined, {
    showsla: 1,
    goodsla: '99.95',
    sortorder: 5,
    times: times(),
  });
  const backend = await make(SERVICES.backend, root, { algorithm: 2, sortorder: 1 });
  const frontend = await make(SERVICES.frontend, root, {
    algorithm: 0,
    sortorder: 2,
    showsla: 1,
    goodsla: '98',
  });
  const trigger = (name: keyof typeof TRIGGERS): Fields => ({
    triggerid: idOf(filling, 'trigger', TRIGGERS[name]),
  });
  await make(SERVICES.twin, backend, trigger('acrossHosts'));
  const second = await make(SERVICES.twin, backend, { showsla: 1, goodsla: '90' });
  await make(SERVICES.identical, frontend);
  await make(SERVICES.identical, frontend);
  const shared = await make(SERVICES.shared, backend, { ...trigger('hostOnly'), times: times() });
  // Hard dependencies make the tree, soft ones add further parents.
  await filling.api.call('service.adddependencies', [
    { serviceid: frontend, dependsOnServiceid: shared, soft: 1 },
  ]);
  await make(SERVICES.leaf, second, { sortorder: 999 });
  await make(SERVICES.lonely, undefined);
}

/** Uptime and downtime by week (seconds from Sunday 00:00), and one downtime with a date. */
function times(): Fields[] {
  return [
    { type: 0, ts_from: 86_400 + 8 * 3600, ts_to: 86_400 + 18 * 3600 },
    { type: 1, ts_from: 0, ts_to: 3600 },
    { type: 2, ts_from: 1_893_456_000, ts_to: 1_893_459_600, note: 'Umbau <&> "ü"' },
  ];
}
