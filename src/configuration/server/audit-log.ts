import type { Zabbix } from '../../zabbix/connection.ts';
import { ZabbixApiError } from '../../zabbix/errors.ts';
import { isBeyondRights } from '../../zabbix/refusals.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { JsonObject } from '../json.ts';
import { byText, text } from '../json.ts';
import type { Kind } from '../kind.ts';
import { BACKED_UP } from '../kinds/all-kinds.ts';
import { hosts } from '../kinds/hosts.ts';
import type { Names } from './names.ts';

/*
 * The audit log says what was changed while a server was read. 6.0 and later can turn it off; before, it holds no changes
 * of templates, items and much else, and is not used. Times in it are those of the front end, and a record appears when
 * its change is committed: so the records that were there before are remembered, and no clock is compared with ours.
 */

/** Where the audit log ended before reading began. */
export interface AuditPosition {
  /** The earliest time at which a record that was not there yet may stand, in seconds; undefined: any. */
  readonly from: string | undefined;
  readonly known: ReadonlySet<string>;
  /**
   * Where there were more records than are remembered: at this time and before only what has a later id is new. Ids begin
   * with the time in milliseconds (CCuid).
   */
  readonly beyond?: { readonly clock: number; readonly id: string };
}

const ADD_UPDATE_DELETE = [0, 1, 2];
/** A change that was under way for so many seconds before it was committed is still found. */
const LONGEST_CHANGE = 600;
const MOST_REMEMBERED = 500;
/** Where there are as many, there may be earlier ones that did not come: whatever they tell of, anything may have changed. */
const MOST_RECORDS = 10_000;

/** @returns undefined where the audit log is off, not whole in this version, or not for this user */
export async function auditPosition(
  zabbix: Zabbix,
  signal?: AbortSignal,
): Promise<AuditPosition | undefined> {
  if (!atLeast(zabbix.version, '6.0')) return undefined;
  const options = signal && { signal };
  try {
    const [settings, rows] = await Promise.all([
      zabbix.call<JsonObject>('settings.get', { output: ['auditlog_enabled'] }, options),
      zabbix.call<JsonObject[]>(
        'auditlog.get',
        {
          output: ['auditid', 'clock'],
          filter: { action: ADD_UPDATE_DELETE },
          sortfield: ['clock', 'auditid'],
          sortorder: 'DESC',
          limit: MOST_REMEMBERED,
        },
        options,
      ),
    ]);
    if (text(settings.auditlog_enabled) !== '1') return undefined;
    return positionAfter(rows);
  } catch (error) {
    if (error instanceof ZabbixApiError && isBeyondRights(error)) return undefined;
    throw error;
  }
}

/** @param rows the newest records, the newest first */
export function positionAfter(rows: readonly JsonObject[]): AuditPosition {
  const ids = rows.map(({ auditid }) => text(auditid));
  const known = new Set(ids);
  if (rows.length === 0) return { from: undefined, known };
  const back = Number(text(rows[0]?.clock)) - LONGEST_CHANGE;
  if (rows.length < MOST_REMEMBERED) return { from: String(back), known };
  const clock = Number(text(rows.at(-1)?.clock));
  const id = ids.toSorted(byText).at(-1) ?? '';
  return { from: String(Math.max(back, clock)), known, beyond: { clock, id } };
}

/** The kinds that were changed after a position, and the position after that. */
export interface AuditedChanges {
  readonly kinds: ReadonlySet<string>;
  readonly position: AuditPosition;
}

/**
 * The kinds that were changed after a position: all of them where there are more records than are read at once (discovery
 * writes thousands in a minute), since those of people may be among the ones that did not come.
 * @param names what was read: a host that is gone is told by them from one that discovery had made
 * @throws whatever the calls throw
 */
export async function changesSince(
  zabbix: Zabbix,
  position: AuditPosition,
  names: Names,
  signal?: AbortSignal,
): Promise<AuditedChanges> {
  const { from, known } = position;
  const options = signal && { signal };
  const rows = await zabbix.call<JsonObject[]>(
    'auditlog.get',
    {
      output: ['auditid', 'clock', 'action', 'resourcetype', 'resourceid', 'userid'],
      filter: { action: ADD_UPDATE_DELETE },
      ...(from !== undefined && { time_from: from }),
      sortfield: ['clock', 'auditid'],
      sortorder: 'DESC',
      limit: MOST_RECORDS,
    },
    options,
  );
  if (rows.length >= MOST_RECORDS) {
    // From the newest on, or the same records would fill the next answer as well.
    const newest = positionAfter(rows.slice(0, MOST_REMEMBERED));
    return { kinds: new Set(BACKED_UP.map(({ name }) => name)), position: newest };
  }
  const fresh = rows.filter((record) => isAfter(record, position));
  const kinds = changedBy(fresh);
  const hostids = hostsOfServer(fresh);
  const deleted = hostids.some((id) => names.keyOf(hosts.name, id) !== undefined);
  if (hostids.length > 0 && !kinds.has(hosts.name)) {
    const own = deleted
      ? []
      : await zabbix.call<JsonObject[]>(
          'host.get',
          { output: ['hostid'], hostids: [...hostids], filter: { flags: 0 } },
          options,
        );
    if (deleted || own.length > 0) kinds.add(hosts.name);
  }
  const all = new Set([...known, ...rows.map(({ auditid }) => text(auditid))]);
  return { kinds, position: { ...position, known: all } };
}

/** Whether a record came after a position. */
export function isAfter({ auditid, clock }: JsonObject, { known, beyond }: AuditPosition): boolean {
  const id = text(auditid);
  if (known.has(id)) return false;
  return beyond === undefined || Number(text(clock)) > beyond.clock || id > beyond.id;
}

const HOST = '4';

/** The kinds that these records change. */
export function changedBy(records: readonly JsonObject[]): Set<string> {
  return new Set(
    records.flatMap((record) => BACKED_UP.filter((kind) => tells(record, kind)).map(({ name }) => name)),
  );
}

/** Whether a record tells of a change of a kind. What the server does to hosts by itself is discovery, and in no backup. */
function tells(record: JsonObject, kind: Kind): boolean {
  const { audited = [], auditedInside = [] } = kind;
  const type = text(record.resourcetype);
  if (isByServer(record)) return audited.includes(type) && !isMadeByDiscovery(kind);
  return audited.includes(type) || auditedInside.includes(type);
}

/** Whether discovery makes its objects, or what they are added to. */
function isMadeByDiscovery({ discovered, travel }: Kind): boolean {
  return discovered === true || (travel.by === 'object' && travel.addedTo !== undefined);
}

/** Hosts that the server wrote: those of discovery, and those that its actions made, which are in a backup. */
function hostsOfServer(records: readonly JsonObject[]): string[] {
  const own = records.filter((record) => isByServer(record) && text(record.resourcetype) === HOST);
  return [...new Set(own.map(({ resourceid }) => text(resourceid)))];
}

function isByServer({ userid }: JsonObject): boolean {
  return text(userid) === '' || text(userid) === '0';
}
