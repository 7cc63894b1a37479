import { create, type Filling, since } from './filling.ts';
import { GROUPS, TEMPLATE_GROUPS, VALUE_MAPS } from './names.ts';

/** Host groups and, where the version has them, template groups (6.2 and later: a class of their own). */
export async function makeGroups(filling: Filling): Promise<void> {
  await create(filling, 'hostgroup', Object.values(GROUPS).map(named));
  await create(filling, templateGroupKind(filling), Object.values(TEMPLATE_GROUPS).map(named));
}

/** The class that templates are grouped by in this version. */
export function templateGroupKind(filling: Filling): 'templategroup' | 'hostgroup' {
  return since(filling, '7.0') ? 'templategroup' : 'hostgroup';
}

function named(name: string): { name: string } {
  return { name };
}

/** The global value maps of 5.0; from 5.4 on value maps belong to a template or host: see {@link ownValueMaps}. */
export async function makeGlobalValueMaps(filling: Filling): Promise<void> {
  if (!since(filling, '6.0')) {
    await create(filling, 'valuemap', valueMaps(filling));
  }
}

/** Value maps of one template or host, from 6.0 on. */
export async function makeOwnValueMaps(filling: Filling, hostids: readonly string[]): Promise<void> {
  if (since(filling, '6.0')) {
    const maps = hostids.flatMap((hostid) => valueMaps(filling).map((map) => ({ ...map, hostid })));
    await create(filling, 'valuemap', maps);
  }
}

/** The id of a value map as an item of this template or host uses it. */
export function valueMapOf(filling: Filling, hostid: string, name: string): string {
  const key = since(filling, '6.0') ? `valuemap:${hostid}/${name}` : `valuemap:${name}`;
  return filling.ids.get(key) ?? '0';
}

function valueMaps(filling: Filling): Record<string, unknown>[] {
  // From 6.0 a mapping has a type: 0 equal, 3 range, 4 regular expression, 5 default.
  const typed = [
    { type: 3, value: '1-9,20-29', newvalue: 'in range' },
    { type: 4, value: '^err', newvalue: 'error' },
    { type: 5, newvalue: 'anything else' },
  ];
  const states = [
    { value: '0', newvalue: 'down' },
    { value: '1', newvalue: 'up & running' },
    { value: '2', newvalue: 'überlastet <warn> "hot"' },
  ];
  return [
    { name: VALUE_MAPS.state, mappings: states },
    {
      name: VALUE_MAPS.xml,
      mappings: [
        { value: 'a', newvalue: 'Ä' },
        ...(since(filling, '6.0') ? typed : [{ value: 'b', newvalue: 'B' }]),
      ],
    },
  ];
}
