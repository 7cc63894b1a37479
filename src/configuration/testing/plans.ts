import fc from 'fast-check';
import type { Configuration, ConfigurationObject } from '../configuration.ts';
import type { JsonObject } from '../json.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import type { Plan, PlanOptions } from '../plan.ts';
import { configurationWith, objectOf, V70 } from './builders.ts';

/** Plans of all kinds of 7.0, in which everything is exact. */
export const OPTIONS: PlanOptions = { kinds: kindsInOrder(V70), version: V70, keepItems: false };

const groupName = fc.constantFrom('G', 'H', 'I');
const hostName = fc.constantFrom('a', 'b', 'c');
const uuid = fc.constantFrom('1', '2', '3', '4');
const word = fc.constantFrom('x', 'y');

const anyGroup = fc.record({ name: groupName, uuid });
const anyProxy = fc.record({ name: fc.constantFrom('p', 'q'), description: word });
const anyHost = fc.record(
  {
    host: hostName,
    name: fc.constantFrom('V', 'W', 'X', 'Y'),
    groups: fc.uniqueArray(fc.record({ name: groupName }), { selector: ({ name }) => name }),
    proxy: fc.record({ name: fc.constantFrom('p', 'q') }),
    description: word,
    items: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('k', 'l', 'm'),
        delay: word,
        preprocessing: fc.array(fc.record({ type: word }), { maxLength: 2 }),
      }),
      { selector: ({ key }) => key, maxLength: 3 },
    ),
  },
  { requiredKeys: ['host', 'name'] },
);
const anyAction = fc.record({
  name: fc.constantFrom('act', 'do'),
  filter: fc.record({
    conditions: fc.array(fc.record({ conditiontype: fc.constantFrom('1', '3'), value: hostName }), {
      maxLength: 2,
    }),
  }),
});

/** Configurations of few names, so that the same ones, and renames, come up often. */
export const anyConfiguration: fc.Arbitrary<Configuration> = fc
  .record({
    groups: fc
      .uniqueArray(anyGroup, { selector: ({ name }) => name, maxLength: 3 })
      .map((groups) =>
        groups.filter((group, index) => groups.findIndex((other) => other.uuid === group.uuid) === index),
      ),
    proxies: fc.uniqueArray(anyProxy, { selector: ({ name }) => name }),
    hosts: fc
      .uniqueArray(anyHost, { selector: ({ host }) => host, maxLength: 3 })
      .map((hosts) =>
        hosts.filter((host, index) => hosts.findIndex((other) => other.name === host.name) === index),
      ),
    actions: fc.uniqueArray(anyAction, { selector: ({ name }) => name }),
  })
  .map(({ groups, proxies, hosts, actions }) =>
    configurationWith([
      ...groups.map((content) => objectOf('hostgroups', content.name, content)),
      ...proxies.map((content) => objectOf('proxies', content.name, content)),
      ...hosts.map((content) => objectOf('hosts', content.host, content as JsonObject)),
      ...actions.map((content) => objectOf('trigger_actions', content.name, content)),
    ]),
  );

/** What a server is after the changes: it renames wherever a name stands, since it holds ids. */
export function applied({ changes }: Plan, live: Configuration): Configuration {
  const names = (kind: string): Map<string, string> =>
    new Map(
      changes.flatMap((change) =>
        change.kind === kind && change.type === 'update' ? [[change.liveKey, change.key] as const] : [],
      ),
    );
  const [groups, hosts] = [names('hostgroups'), names('hosts')];
  const renamed = ({ kind, key, content }: ConfigurationObject): ConfigurationObject => {
    const copy = JSON.parse(JSON.stringify(content)) as {
      groups?: { name: string }[];
      filter?: { conditions: { conditiontype: string; value: string }[] };
    };
    for (const group of copy.groups ?? []) group.name = groups.get(group.name) ?? group.name;
    for (const condition of copy.filter?.conditions ?? []) {
      if (condition.conditiontype === '1') condition.value = hosts.get(condition.value) ?? condition.value;
    }
    return objectOf(kind, key, copy as JsonObject);
  };
  const isChanged = ({ kind, key }: ConfigurationObject): boolean =>
    changes.some((change) => change.kind === kind && change.type === 'update' && change.liveKey === key);
  return configurationWith([
    ...[...live.objects.values()]
      .flatMap((objects) => [...objects.values()])
      .filter((object) => !isChanged(object))
      .map(renamed),
    ...changes.map(({ desired }) => desired),
  ]);
}

/** Kind and key of every object. */
export const keysOf = ({ objects }: Configuration): string[] =>
  [...objects].flatMap(([kind, all]) => [...all.keys()].map((key) => `${kind}: ${key}`));
