import { FULL_RULE } from './discovery.ts';
import { type Filling, idOf, itemOf, rememberItems } from './filling.ts';
import { HOSTS, TEMPLATES } from './names.ts';
import { TRIGGERS } from './triggers.ts';

/** What a host changes by hand in what it inherits, and a template in what its own template gives it. */
export async function changeInherited(filling: Filling): Promise<void> {
  const main = idOf(filling, 'host', HOSTS.main);
  const top = idOf(filling, 'template', TEMPLATES.top);
  await rememberItems(filling, [main, top]);
  await filling.api.call('item.update', [
    { itemid: itemOf(filling, main, 'base.noise'), status: 1 },
    { itemid: itemOf(filling, main, 'lab.load'), delay: '17s' },
    { itemid: itemOf(filling, main, 'lab.kept.long'), history: '2d', trends: '11d' },
    { itemid: itemOf(filling, main, 'lab.external["{HOST.CONN}"]'), status: 1 },
    { itemid: itemOf(filling, top, 'base.users'), status: 1 },
  ]);
  const [trigger] = await filling.api.call<{ triggerid: string }[]>('trigger.get', {
    output: ['triggerid'],
    hostids: [main],
    filter: { description: TRIGGERS.left },
  });
  const [rule] = await filling.api.call<{ itemid: string }[]>('discoveryrule.get', {
    output: ['itemid'],
    hostids: [main],
    filter: { key_: FULL_RULE },
  });
  await filling.api.call('trigger.update', { triggerid: trigger?.triggerid, status: 1, priority: 1 });
  await filling.api.call('discoveryrule.update', { itemid: rule?.itemid, status: 1, delay: '33m' });
}
