import { isHolderKind } from './kind.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import type { Plan } from './plan.ts';

/** By which keys a target knows, before a plan is carried out, what goes by other ones then. */
export interface FormerKeys {
  /** The key that something has now: another one where it, or the host that it stands in, is renamed. */
  of(kind: string, key: string): string;
  /** Whether what has this key now is to go by another one, and nothing that is renamed comes to go by it. */
  isGivenUp(kind: string, key: string): boolean;
}

/** The former keys of all that a plan renames. Pure. */
export function formerKeysIn({ formerKeys }: Pick<Plan, 'formerKeys'>): FormerKeys {
  const hosts = new Map(
    [...formerKeys].filter(([kind]) => isHolderKind(kindNamed(kind))).flatMap(([, keys]) => [...keys]),
  );
  const hostsGivenUp = givenUp(hosts);
  const keysGivenUp = new Map([...formerKeys].map(([kind, keys]) => [kind, givenUp(keys)]));
  return {
    of: (kind, key) => formerKeys.get(kind)?.get(key) ?? renamedAs(kind)?.(key, hosts) ?? key,
    isGivenUp: (kind, key) =>
      keysGivenUp.get(kind)?.has(key) === true || hostsOf(kind, key).some((host) => hostsGivenUp.has(host)),
  };
}

/** The hosts and templates inside which an object of a kind that does not travel by itself stands. */
export function hostsOf(kind: string, key: string): string[] {
  const { travel } = kindNamed(kind);
  return (travel.by === 'name' && travel.within?.(key)) || [];
}

function givenUp(keys: ReadonlyMap<string, string>): Set<string> {
  return new Set([...keys.values()].filter((former) => !keys.has(former)));
}

/** What another name of a host makes of a key; what goes by the name that it has in another class, by that one's. */
function renamedAs(kind: string): ((key: string, hosts: ReadonlyMap<string, string>) => string) | undefined {
  const { lookup } = kindNamed(kind);
  const { renamed } = lookup.owner?.field === lookup.idField ? kindNamed(lookup.owner.kind).lookup : lookup;
  return renamed;
}
