import type { JsonObject } from '../../../src/configuration/json.ts';
import { objectsIn, text } from '../../../src/configuration/json.ts';
import type { Estate } from './estate.ts';
import {
  drawInside,
  drawMacros,
  drawTags,
  drawTrigger,
  drawValueMaps,
  type Holder,
  keyOfTrigger,
  unless,
} from './inside.ts';

/** Slashes part the levels of groups: none at the ends, and no level without a name. */
function groupName(name: string): string {
  return name
    .split('/')
    .filter((level) => level.trim() !== '')
    .join('/');
}

export function drawGroups(estate: Estate): void {
  const { draw } = estate;
  const kinds = draw.version === '7.0' ? ['hostgroups', 'templategroups'] : ['hostgroups'];
  for (const kind of kinds) {
    for (let left = draw.int(4, 7); left > 0; left -= 1) {
      const above = draw.once(2) ? draw.some(estate.keys(kind), 0, 1)[0] : undefined;
      const room = above === undefined ? 255 : 250 - [...above].length;
      const name = groupName(draw.name(Math.max(room, 20)));
      estate.add(kind, {
        uuid: draw.uuid(),
        name: above === undefined || room < 20 ? name : `${above}/${name}`,
      });
    }
  }
}

export function drawTemplates(estate: Estate): void {
  const { draw } = estate;
  const groups = estate.keys(draw.version === '7.0' ? 'templategroups' : 'hostgroups');
  for (let left = draw.int(6, 9); left > 0; left -= 1) {
    const name = draw.technical(128);
    const valuemaps = drawValueMaps(draw, { is: 'template' });
    const links = unrelated(estate, draw.some(estate.keys('templates'), 0, 2));
    const description = draw.text();
    const holder: Holder = { name, is: 'template', valueMaps: valuemaps.map((map) => text(map.name)) };
    const inside = drawInside(estate, holder);
    estate.add(
      'templates',
      {
        uuid: draw.uuid(),
        template: name,
        name: draw.once(3) ? name : draw.name(128),
        ...unless(description === '', { description }),
        ...unless(links.length === 0, { templates: links.map((link) => ({ name: link })) }),
        groups: draw.some(groups, 1, 2).map((group) => ({ name: group })),
        ...inside,
        ...drawTags(draw),
        ...drawMacros(draw),
        ...unless(!draw.once(3), { dashboards: [drawDashboard(estate, holder, inside)] }),
        ...unless(valuemaps.length === 0, { valuemaps }),
      },
      links.length > 0 ? { inherited: {} } : undefined,
    );
  }
}

/** Zabbix links no template that comes along with another one. */
function unrelated(estate: Estate, wanted: readonly string[]): string[] {
  const taken = new Set<string>();
  return wanted.filter((name) => {
    const all = withAncestors(estate, name);
    if (all.some((each) => taken.has(each))) return false;
    for (const each of all) taken.add(each);
    return true;
  });
}

function withAncestors(estate: Estate, name: string): string[] {
  const links = objectsIn(estate.content('templates', name).templates).map((link) => text(link.name));
  return [name, ...links.flatMap((link) => withAncestors(estate, link))];
}

function drawDashboard({ draw }: Estate, holder: Holder, inside: JsonObject): JsonObject {
  const items = objectsIn(inside.items);
  const width = draw.version === '7.0' ? '24' : '8';
  const shown = { host: holder.name, key: text(draw.pick(items).key) };
  const clock = { type: draw.version === '7.0' ? 'clock' : 'CLOCK', x: width, width, height: '5' };
  const item = {
    type: draw.version === '7.0' ? 'item' : 'ITEM',
    width,
    height: '5',
    fields: [{ type: 'ITEM', name: draw.version === '7.0' ? 'itemid.0' : 'itemid', value: shown }],
  };
  return {
    uuid: draw.uuid(),
    name: draw.name(255),
    ...unless(!draw.once(2), { display_period: '60' }),
    ...unless(!draw.once(2), { auto_start: 'NO' }),
    pages: [{ widgets: [item, clock] }, { name: draw.name(255) }],
  };
}

export function drawProxies(estate: Estate): void {
  const { draw } = estate;
  const newer = draw.version === '7.0';
  if (newer) {
    for (let left = draw.int(1, 2); left > 0; left -= 1) {
      const [description, min_online] = [draw.text(), String(draw.int(1, 9))];
      estate.add('proxygroups', { name: draw.name(255), failover_delay: '90s', min_online, description });
    }
  }
  for (let left = draw.int(2, 4); left > 0; left -= 1) {
    const certificate = draw.once(3);
    const encryption = {
      tls_connect: '1',
      tls_accept: certificate ? '5' : '1',
      tls_issuer: certificate ? 'CN="ü"' : '',
      tls_subject: certificate ? draw.name(60) : '',
    };
    const common = { description: draw.text(), ...encryption };
    const [name, addresses] = [draw.technical(128), draw.pick(['', '127.0.0.1,localhost'])];
    if (!newer) {
      estate.add('proxies', { ...common, host: name, status: '5', proxy_address: addresses });
      continue;
    }
    const [group] = draw.once(2) ? draw.some(estate.keys('proxygroups'), 1, 1) : [];
    estate.add('proxies', {
      ...common,
      name,
      operating_mode: '0',
      custom_timeouts: '0',
      allowed_addresses: addresses,
      proxy_groupid: group ?? null,
      ...(group !== undefined && { local_address: '127.0.0.1', local_port: String(draw.int(10051, 10099)) }),
    });
  }
}

export function drawHosts(estate: Estate): void {
  for (let left = estate.draw.int(8, 12); left > 0; left -= 1) drawHost(estate);
  const numbers = new Map(
    estate.items.ofHosts.filter(({ numeric }) => numeric).map((item) => [item.holder, item]),
  );
  const [first, second] = [...numbers.values()];
  if (first === undefined || second === undefined) return;
  // One that spans two hosts stands in both.
  const { draw } = estate;
  const expression = `last(/${first.holder}/${first.key}) + last(/${second.holder}/${second.key})`;
  const trigger = drawTrigger(draw, { name: first.holder, is: 'host', valueMaps: [] }, expression);
  for (const { holder } of [first, second]) {
    const { triggers } = estate.content('hosts', holder);
    estate.change('hosts', holder, { triggers: [...objectsIn(triggers), trigger] });
  }
  estate.triggers.ofHosts.push(keyOfTrigger(trigger));
}

function drawHost(estate: Estate): void {
  const { draw } = estate;
  const name = draw.technical(128);
  const valuemaps = drawValueMaps(draw, { is: 'host' });
  const links = unrelated(estate, draw.some(estate.keys('templates'), 0, 3));
  const description = draw.text();
  const holder: Holder = {
    name,
    is: 'host',
    interface: 'if1',
    valueMaps: valuemaps.map((map) => text(map.name)),
  };
  estate.add(
    'hosts',
    {
      host: name,
      name: draw.once(3) ? name : draw.name(128),
      ...unless(description === '', { description }),
      ...unless(!draw.once(4), { status: 'DISABLED' }),
      ...drawMonitoring(estate),
      ...unless(links.length === 0, { templates: links.map((link) => ({ name: link })) }),
      groups: draw.some(estate.keys('hostgroups'), 1, 3).map((group) => ({ name: group })),
      interfaces: drawInterfaces(estate),
      ...drawInside(estate, holder),
      ...drawTags(draw),
      ...drawMacros(draw),
      ...drawInventory(estate),
      ...unless(valuemaps.length === 0, { valuemaps }),
    },
    { ...drawEncryption(estate), ...(links.length > 0 && { inherited: drawInherited(estate, links) }) },
  );
}

function drawMonitoring({ draw, keys }: Estate): JsonObject {
  const by = draw.int(1, 3);
  if (by === 1) return {};
  if (draw.version === '6.0') return { proxy: { name: draw.pick(keys('proxies')) } };
  return by === 2
    ? { monitored_by: 'PROXY', proxy: { name: draw.pick(keys('proxies')) } }
    : { monitored_by: 'PROXY_GROUP', proxy_group: { name: draw.pick(keys('proxygroups')) } };
}

/** The one of type agent comes first in the one order of interfaces: what begins with "dns" goes before what does not. */
function drawInterfaces({ draw }: Estate): JsonObject[] {
  const port = draw.pick(['10050', '{$M.PORT}', '20050']);
  const agent = { dns: 'a.invalid', ...unless(port === '10050', { port }), interface_ref: 'if1' };
  const snmp = {
    type: 'SNMP',
    port: '161',
    details: { community: '{$M.COMMUNITY}', ...unless(!draw.once(2), { bulk: 'NO' }) },
    interface_ref: 'if2',
  };
  return draw.once(2) ? [agent, snmp] : [agent];
}

function drawInventory({ draw }: Estate): JsonObject {
  const mode = draw.pick(['DISABLED', 'AUTOMATIC', 'MANUAL']);
  if (mode === 'DISABLED') return { inventory_mode: mode };
  const fields = draw.some(['type', 'alias', 'os', 'location', 'notes', 'contact'], 1, 3);
  const inventory = Object.fromEntries(fields.map((field) => [field, draw.name(60)]));
  return { ...unless(mode === 'MANUAL', { inventory_mode: mode }), inventory };
}

function drawEncryption({ draw }: Estate): JsonObject {
  const kind = draw.pick(['1', '1', '2', '4']);
  return {
    tls_connect: kind,
    tls_accept: kind === '1' ? '1' : draw.pick([kind, String(Number(kind) + 1)]),
    tls_issuer: kind === '4' ? 'CN="ü" <&>' : '',
    tls_subject: kind === '4' ? draw.name(60) : '',
  };
}

/** Items that the host has of its templates and does not want. 6.0 lets nobody change inherited scripts (CItemGeneral). */
function drawInherited(estate: Estate, links: readonly string[]): JsonObject {
  const { draw } = estate;
  const all = links.flatMap((link) => withAncestors(estate, link));
  const enabled = all.flatMap((name) =>
    objectsIn(estate.content('templates', name).items)
      .filter(({ status, type }) => status === undefined && type !== 'SCRIPT')
      .map(({ key }) => text(key)),
  );
  const keys = draw.once(2) ? draw.some(enabled, 1, 2).sort() : [];
  return keys.length === 0 ? {} : { items: keys.map((key) => ({ key, status: '1' })) };
}
