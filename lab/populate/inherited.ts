import { FULL_RULE } from './discovery.ts';
import { type Fields, type Filling, from, idOf, itemOf, rememberItems, since } from './filling.ts';
import { HOSTS, TEMPLATES } from './names.ts';
import { TRIGGERS } from './triggers.ts';

/** What a host changes by hand in what it inherits, and a template in what its own template gives it. */
export async function changeInherited(filling: Filling): Promise<void> {
  const main = idOf(filling, 'host', HOSTS.main);
  const top = idOf(filling, 'template', TEMPLATES.top);
  await rememberItems(filling, [main, top]);
  await filling.api.call('item.update', [
    {
      itemid: itemOf(filling, main, 'base.noise'),
      status: 1,
      description: 'noise of this host\nonly <&> "ü"',
      ...from(filling, '6.0', { tags: [{ tag: 'of the host', value: 'ü <&>' }] }),
    },
    { itemid: itemOf(filling, main, 'lab.load'), delay: '17s' },
    { itemid: itemOf(filling, main, 'lab.kept.long'), history: '2d', trends: '11d' },
    { itemid: itemOf(filling, main, 'lab.external["{HOST.CONN}"]'), status: 1 },
    { itemid: itemOf(filling, top, 'base.users'), status: 1 },
  ]);
  await update(
    filling,
    'trigger',
    main,
    { description: TRIGGERS.left },
    {
      status: 1,
      priority: 1,
      comments: 'of this host\nonly',
      url: 'http://127.0.0.1/host',
      opdata: 'now {ITEM.LASTVALUE}',
      tags: [{ tag: 'of the host', value: '' }],
    },
  );
  // On one host of the template only: the other has what it inherits.
  await update(
    filling,
    'discoveryrule',
    main,
    { key_: FULL_RULE },
    {
      status: 1,
      delay: '33m',
      lifetime: '8d',
      filter: {
        evaltype: 3,
        formula: 'B or A',
        conditions: [
          { macro: '{#NAME}', value: '^a', formulaid: 'A' },
          { macro: '{#NAME}', value: '^<b>', formulaid: 'B' },
        ],
      },
    },
  );
  await update(
    filling,
    'itemprototype',
    main,
    { key_: 'lab.load[{#NAME}]' },
    {
      status: 1,
      delay: '19s',
      discover: 1,
    },
  );
  await update(
    filling,
    'itemprototype',
    main,
    { key_: 'ssh.run[{#NAME}]' },
    {
      username: 'user of the host',
      password: 'fake-password-of-the-host',
      params: 'true\nfalse',
    },
  );
  await update(filling, 'triggerprototype', main, {}, { status: 1, priority: 2, discover: 1 });
  if (since(filling, '6.0')) await update(filling, 'graphprototype', main, {}, { discover: 1 });
  await changeHostPrototype(filling, main);
  await changeScenario(filling);
}

/** Changes the first inherited object of a class on a host. */
async function update(
  filling: Filling,
  api: string,
  hostid: string,
  filter: Fields,
  fields: Fields,
): Promise<void> {
  const idField = ID_FIELDS[api] ?? `${api}id`;
  const [found] = await filling.api.call<Record<string, string>[]>(`${api}.get`, {
    output: [idField],
    hostids: [hostid],
    inherited: true,
    sortfield: idField,
    ...(Object.keys(filter).length > 0 && { filter }),
  });
  if (!found) throw new Error(`populate: nothing inherited of ${api} on host ${hostid}`);
  await filling.api.call(`${api}.update`, { [idField]: found[idField], ...fields });
}

const ID_FIELDS: Record<string, string> = {
  discoveryrule: 'itemid',
  itemprototype: 'itemid',
  triggerprototype: 'triggerid',
  graphprototype: 'graphid',
};

async function changeHostPrototype(filling: Filling, hostid: string): Promise<void> {
  const prototypes = await filling.api.call<{ hostid: string; parentHost: { hostid: string } }[]>(
    'hostprototype.get',
    { output: ['hostid'], inherited: true, selectParentHost: ['hostid'], sortfield: 'hostid' },
  );
  const own = prototypes.find(({ parentHost }) => parentHost.hostid === hostid);
  if (!own) throw new Error(`populate: no inherited host prototype on host ${hostid}`);
  await filling.api.call('hostprototype.update', { hostid: own.hostid, status: 1, discover: 1 });
}

/** Everything but names may be changed, of the scenario and of its steps. */
async function changeScenario(filling: Filling): Promise<void> {
  const scenarios = await filling.api.call<
    {
      httptestid: string;
      status: string;
      steps: { httpstepid: string; no: string }[];
      tags: { tag: string; value: string }[];
    }[]
  >('httptest.get', {
    output: ['httptestid', 'status'],
    hostids: [idOf(filling, 'host', HOSTS.second)],
    inherited: true,
    selectSteps: ['httpstepid', 'no'],
    ...from(filling, '6.0', { selectTags: ['tag', 'value'] }),
  });
  for (const { httptestid, steps, tags } of scenarios) {
    await filling.api.call('httptest.update', {
      httptestid,
      // As the front end does: an update without them takes them from the items in 6.0.
      ...from(filling, '6.0', { tags }),
      status: steps.length > 1 ? 1 : 0,
      ...(steps.length > 1 && { http_password: 'fake-web-password-of-the-host' }),
      delay: '7m',
      headers: [{ name: 'X-Host', value: 'ü <&>' }],
      steps: steps
        .toSorted((a, b) => Number(a.no) - Number(b.no))
        .map(({ httpstepid, no }) => ({
          httpstepid,
          ...(no === '1' && { url: 'http://127.0.0.1:9/of-the-host', timeout: '13s' }),
        })),
    });
  }
}
