import { type JsonObject, objectsIn, stableText, text } from '../../json.ts';

const UPTIME = '0';
const DOWNTIME = '1';
const ONE_TIME_DOWNTIME = '2';
const WEEK = 7 * 24 * 3600;
const WEEKLY = '1';
/** For what nobody gave a name. */
const UNNAMED = 'Downtime';
/** The first of January 2000: since when the upgrade has them in force. */
const EFFECTIVE_DATE = '946684800';

interface Period {
  from: number;
  to: number;
}

/** What was agreed on for a service of 5.0, as text: services for which it is the same share an SLA. */
export function slaSignature(service: JsonObject): string {
  const { schedule, excluded } = timesOf(service);
  const downtimes = excluded.map(stableText).sort();
  return stableText([
    text(service.showsla),
    Number(text(service.goodsla)),
    schedule.map(({ from, to }) => [from, to]),
    downtimes,
  ]);
}

/** The SLA that takes its place: in force where the service showed it, for services with the tag `SLA: number`. */
export function slaOf(service: JsonObject, name: string, number: string): JsonObject {
  const { schedule, excluded } = timesOf(service);
  return {
    name,
    period: WEEKLY,
    slo: String(Number(text(service.goodsla))),
    effective_date: EFFECTIVE_DATE,
    timezone: 'system',
    status: text(service.showsla),
    description: '',
    service_tags: [{ tag: 'SLA', operator: '0', value: number }],
    schedule: schedule.map(({ from, to }) => ({ period_from: String(from), period_to: String(to) })),
    excluded_downtimes: excluded,
  };
}

function timesOf(service: JsonObject): { schedule: Period[]; excluded: JsonObject[] } {
  const times = objectsIn(service.times);
  const ofType = (type: string): JsonObject[] => times.filter((time) => text(time.type) === type);
  const periods = (type: string): Period[] =>
    ofType(type).map(({ ts_from, ts_to }) => ({ from: Number(text(ts_from)), to: Number(text(ts_to)) }));
  return {
    schedule: scheduleOf(periods(UPTIME), periods(DOWNTIME)),
    excluded: downtimesOf(ofType(ONE_TIME_DOWNTIME)),
  };
}

/** Downtimes with a date. The API of 6.0 takes one for each period, and none without a name. */
function downtimesOf(times: readonly JsonObject[]): JsonObject[] {
  const names = new Map<string, Set<string>>();
  for (const { ts_from, ts_to, note } of times) {
    const period = `${text(ts_from)}-${text(ts_to)}`;
    names.set(period, (names.get(period) ?? new Set()).add(text(note)));
  }
  return [...names].map(([period, notes]) => {
    const [period_from = '', period_to = ''] = period.split('-');
    const name = [...notes].filter((note) => note !== '').join(', ');
    return { name: name === '' ? UNNAMED : name, period_from, period_to };
  });
}

/** There are no downtimes by week any more: the schedule leaves them out. */
function scheduleOf(uptimes: readonly Period[], downtimes: readonly Period[]): Period[] {
  const all = uptimes.length === 0 && downtimes.length > 0 ? [{ from: 0, to: WEEK }] : uptimes;
  const open = downtimes.reduce<Period[]>(
    (left, downtime) => left.flatMap((period) => outside(period, downtime)),
    [...all],
  );
  return joined(open);
}

function outside(period: Period, downtime: Period): Period[] {
  if (period.from > downtime.to || period.to < downtime.from) return [period];
  return [
    { from: period.from, to: downtime.from },
    { from: downtime.to, to: period.to },
  ].filter(({ from, to }) => from < to);
}

/** Periods that touch are one. */
function joined(periods: readonly Period[]): Period[] {
  const result: Period[] = [];
  for (const { from, to } of periods.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}
