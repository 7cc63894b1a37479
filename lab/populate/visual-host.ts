import { createOne, type Fields, type Filling, idOf, of, rememberItems } from './filling.ts';
import { item, TYPE, VALUE } from './item-shapes.ts';
import { GROUPS, HOSTS, SHOWN } from './names.ts';

/** A host that maps, dashboards and screens show, with items, triggers, graphs and prototypes of its own. */
export async function makeShownHost(filling: Filling): Promise<void> {
  const hostid = await createOne(filling, 'host', {
    host: HOSTS.shown,
    name: 'Lab shown <&> "ü"',
    groups: [{ groupid: idOf(filling, 'hostgroup', GROUPS.root) }],
    inventory_mode: 0,
    // 5.0 makes no host without.
    interfaces: [{ type: 1, main: 1, useip: 1, ip: '127.0.0.1', dns: '', port: '10050' }],
  });
  const trapper = (key: string): Fields => item(hostid, key, { type: TYPE.trapper, value_type: VALUE.float });
  const itemid = await createOne(filling, 'item', trapper(SHOWN.item));
  await createOne(filling, 'item', trapper(SHOWN.otherItem));
  await createOne(filling, 'httptest', {
    hostid,
    name: 'Lab shown scenario',
    status: 1,
    steps: [{ no: 1, name: 'one', url: 'http://127.0.0.1:9/' }],
  });
  await rememberItems(filling, [hostid]);
  for (const description of [SHOWN.trigger, SHOWN.otherTrigger]) {
    const expression = `${of(filling, 'last', HOSTS.shown, SHOWN.item)}>${description.length}`;
    await createOne(filling, 'trigger', { description, expression, priority: description.length % 5 });
  }
  const graph = (name: string, drawn: string): Fields => ({
    name,
    width: 900,
    height: 200,
    gitems: [{ itemid: drawn, color: '1A7C11' }],
  });
  await createOne(filling, 'graph', graph(SHOWN.graph, itemid));
  const ruleid = await createOne(filling, 'discoveryrule', {
    hostid,
    name: 'Lab shown rule',
    key_: 'shown.rule',
    type: TYPE.trapper,
    delay: '0',
  });
  const prototype = await createOne(filling, 'itemprototype', {
    ...trapper(SHOWN.itemPrototype),
    ruleid,
  });
  await createOne(filling, 'graphprototype', graph(SHOWN.graphPrototype, prototype));
}
