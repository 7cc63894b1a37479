import { RefusedError } from '../../errors.ts';
import { atLeast, parseVersion, type ZabbixVersion } from '../../zabbix/version.ts';
import { makeCanonical, sortSets } from '../canonical.ts';
import type { Configuration, ConfigurationObject } from '../configuration.ts';
import type { Kind } from '../kind.ts';
import { BACKED_UP, existsIn } from '../kinds/all-kinds.ts';
import { unsortedLists } from '../lists.ts';
import type { Draft, DraftObject, Loss, Way } from './draft.ts';
import { TO_6_0 } from './to-6.0/way.ts';
import { TO_7_0 } from './to-7.0/way.ts';

/** From each series to the next, a folder each. */
const WAYS: readonly Way[] = [TO_6_0, TO_7_0];

export interface Converted {
  readonly configuration: Configuration;
  readonly notRecorded: ReadonlyMap<string, readonly string[]>;
  /** Fields of supplements that it made, whether the backup records them or not. */
  readonly recorded: ReadonlySet<string>;
  readonly losses: readonly Loss[];
}

/**
 * A Configuration as it is in a newer version: what Zabbix's own upgrade of the database would make of it. Pure.
 * @throws RefusedError where no way leads to that version: an older one, or one that is not known
 */
export function convertTo(configuration: Configuration, version: ZabbixVersion): Converted {
  const source = parseVersion(configuration.zabbixVersion);
  if (source.series === version.series) {
    return { configuration, notRecorded: new Map(), recorded: new Set(), losses: [] };
  }
  const ways = waysBetween(source, version);
  const draft: Draft = { objects: draftOf(configuration), notRecorded: new Map(), losses: [] };
  for (const { steps } of ways) for (const step of steps) step.convert(draft);
  const kinds = BACKED_UP.filter((kind) => existsIn(kind, version) && draft.objects.has(kind.name));
  return {
    configuration: {
      zabbixVersion: version.text,
      exportVersion: version.series,
      objects: new Map(kinds.map((kind) => [kind.name, finished(kind, draft.objects.get(kind.name))])),
    },
    notRecorded: draft.notRecorded,
    recorded: new Set(ways.flatMap(({ records = [] }) => records)),
    losses: draft.losses,
  };
}

function waysBetween(source: ZabbixVersion, target: ZabbixVersion): Way[] {
  const ways: Way[] = [];
  let at = source.series;
  while (at !== target.series) {
    const next = WAYS.find(({ from, to }) => from === at && atLeast(target, to));
    if (!next) throw refusal(source, target);
    ways.push(next);
    at = next.to;
  }
  return ways;
}

function refusal(source: ZabbixVersion, target: ZabbixVersion): RefusedError {
  const message = `The backup is of Zabbix ${source.text}, the server is ${target.text}`;
  if (atLeast(source, target.series)) {
    return new RefusedError(message, {
      why: 'an older Zabbix has no place for much of what a newer one holds, and its import takes no newer export',
      remedy: `Restore it into a Zabbix ${source.series} or a newer one.`,
    });
  }
  const known = WAYS.map(({ from, to }) => `${from} to ${to}`).join(', ');
  return new RefusedError(message, {
    why: `objects of one version are not those of another; what is converted: ${known}`,
    remedy: `Restore it into a Zabbix ${source.series}.`,
  });
}

function draftOf({ objects }: Configuration): Map<string, Map<string, DraftObject>> {
  return new Map(
    [...objects].map(([kind, all]) => [
      kind,
      new Map(
        [...all].map(([key, { content, supplement }]) => [
          key,
          { content: structuredClone(content), ...(supplement && { supplement: { ...supplement } }) },
        ]),
      ),
    ]),
  );
}

/** Objects of a kind in the one order in which they are compared. */
function finished(
  kind: Kind,
  drafts: ReadonlyMap<string, DraftObject> | undefined,
): Map<string, ConfigurationObject> {
  return new Map(
    [...(drafts ?? [])].map(([key, { content, supplement }]) => {
      if (kind.travel.by === 'document') makeCanonical(content);
      else sortSets(content, unsortedLists(kind));
      return [key, { kind: kind.name, key, content, ...(supplement && { supplement }) }];
    }),
  );
}
