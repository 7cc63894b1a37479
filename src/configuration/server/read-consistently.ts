import { silentProgress } from '../../terminal/progress.ts';
import type { Zabbix } from '../../zabbix/connection.ts';
import { atLeast } from '../../zabbix/version.ts';
import { isDocumentKind, isHolderKind, isObjectKind, type Kind } from '../kind.ts';
import { kindsInOrder } from '../kinds/all-kinds.ts';
import { discoveredItems } from '../kinds/discovered-items-and-triggers.ts';
import type { Selection } from '../selection.ts';
import { kindsThatName } from './affected.ts';
import { type AuditPosition, auditPosition, changesSince } from './audit-log.ts';
import { type LiveConfiguration, type ReadOptions, readServer } from './read-server.ts';
import { changedBetween, differingKinds, type Look, lookAt } from './second-look.ts';

/** Times that what was changed meanwhile is read again. */
const MOST_ROUNDS = 3;

export interface ConsistentReading extends LiveConfiguration {
  /** Kinds that were changed while they were read, and read again. */
  readonly readAgain: readonly string[];
  /** Of these what was changed each time: it may not be of one moment. */
  readonly unsettled: readonly string[];
}

/**
 * Reads a server as `readServer`, finds out what was changed meanwhile, and reads that again. What tells of changes is the
 * audit log; where it is off or does not hold them all, a second look at what is cheap to read.
 * @throws whatever a call throws
 */
export async function readConsistently(zabbix: Zabbix, options: ReadOptions): Promise<ConsistentReading> {
  const { version } = zabbix;
  const kinds = kindsInOrder(version).filter(({ name }) => options.selection.kind(name));
  const watch = await beginWatch(zabbix, kinds, options);
  let reading = await readServer(zabbix, options);
  const readAgain = new Set<string>();
  for (let round = 0; ; round += 1) {
    const found = await watch.changed(reading);
    const changed = new Set([...found].filter((name) => reading.configuration.objects.has(name)));
    for (const name of changed) readAgain.add(name);
    if (changed.size === 0 || round === MOST_ROUNDS) {
      return { ...reading, readAgain: [...readAgain], unsettled: [...changed] };
    }
    reading = await readAgainFrom(zabbix, reading, changed, kinds, options);
  }
}

/** Kinds that were changed, and those that name them; documents that name them only where names are others now. */
async function readAgainFrom(
  zabbix: Zabbix,
  former: LiveConfiguration,
  changed: ReadonlySet<string>,
  kinds: readonly Kind[],
  options: ReadOptions,
): Promise<LiveConfiguration> {
  const naming = kindsThatName(changed, kinds, zabbix.version);
  const first = new Set([...changed, ...naming.filter(isObjectKind).map(({ name }) => name)]);
  const now = await readServer(zabbix, { ...options, selection: among(options.selection, first) });
  const renamed = new Set([...changed].filter((name) => namesDiffer(former, now, name)));
  const second = new Set(
    kindsThatName(renamed, kinds, zabbix.version)
      .filter((kind) => isDocumentKind(kind) && !first.has(kind.name))
      .map(({ name }) => name),
  );
  const merged = mergedReadings(former, now, first);
  if (second.size === 0) return merged;
  const rest = await readServer(zabbix, { ...options, selection: among(options.selection, second) });
  return mergedReadings(merged, rest, second);
}

function namesDiffer(former: LiveConfiguration, now: LiveConfiguration, kind: string): boolean {
  const before = former.configuration.objects.get(kind);
  const after = now.configuration.objects.get(kind);
  if (before?.size !== after?.size) return true;
  return [...(after?.keys() ?? [])].some((key) => former.names.idOf(kind, key) !== now.names.idOf(kind, key));
}

function mergedReadings(
  former: LiveConfiguration,
  now: LiveConfiguration,
  kinds: ReadonlySet<string>,
): LiveConfiguration {
  const { names } = former;
  const objects = new Map(
    [...former.configuration.objects].map(
      ([kind, all]) => [kind, now.configuration.objects.get(kind) ?? all] as const,
    ),
  );
  for (const kind of kinds) {
    names.forget(kind);
    for (const key of now.configuration.objects.get(kind)?.keys() ?? []) {
      const id = now.names.idOf(kind, key);
      if (id !== undefined) names.learn(kind, id, key);
    }
  }
  return { configuration: { ...former.configuration, objects }, names };
}

function among(selection: Selection, kinds: ReadonlySet<string>): Selection {
  return {
    everything: false,
    kind: (kind) => kinds.has(kind) && selection.kind(kind),
    object: selection.object,
    skips: selection.skips,
  };
}

interface Watch {
  /** The kinds that were changed since the beginning, or since the last question. */
  changed(reading: LiveConfiguration): Promise<Set<string>>;
}

async function beginWatch(zabbix: Zabbix, kinds: readonly Kind[], options: ReadOptions): Promise<Watch> {
  const { signal } = options;
  let position: AuditPosition | undefined = await auditPosition(zabbix, signal);
  const audited = position !== undefined;
  // In the audit log of 6.0 items and discovery rules are only deleted.
  const unaudited = audited && atLeast(zabbix.version, '7.0') ? [] : kinds.filter(isDocumentKind);
  const looked = audited ? unaudited.filter(isHolderKind) : unaudited;
  const isUnaudited = ({ name }: Kind): boolean =>
    !audited || (name === discoveredItems.name && !atLeast(zabbix.version, '7.0'));
  const cheap = new Set(
    kinds.filter((kind) => isObjectKind(kind) && isUnaudited(kind)).map(({ name }) => name),
  );
  let look: Look = await lookAt(zabbix, looked, signal);
  return {
    async changed(reading) {
      const changed = new Set<string>();
      const collect = (found: Iterable<string>): void => {
        for (const name of found) changed.add(name);
      };
      if (position !== undefined) {
        const since = await changesSince(zabbix, position, reading.names, signal);
        position = since.position;
        collect(since.kinds);
      }
      if (looked.length > 0) {
        const now = await lookAt(zabbix, looked, signal);
        collect(changedBetween(look, now));
        look = now;
      }
      if (cheap.size > 0) {
        const now = await readServer(zabbix, {
          ...options,
          progress: silentProgress,
          selection: among(options.selection, cheap),
        });
        collect(differingKinds(reading.configuration, now.configuration));
      }
      return changed;
    },
  };
}
