import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Direction, ScaleHistory } from '../decide.ts';
import { stateFileError } from '../state-file.ts';
import type { Decided, Entry, Outcome, Result, Subject } from './entry.ts';

/** Longer texts (a log, a whole command line) would only be in the way. */
const LONGEST_TEXT = 4000;

/** What was asked for, decided and done, over all runs of the program. Each call is on the disk when it returns. */
export interface History {
  /** What a decision needs to know. */
  of(subject: Subject): ScaleHistory;
  /** A decision that is about to be carried out. As long as it is not ended it says that it was begun. */
  begin(decided: Decided, at: Date): number;
  /** Another decision in its place: the component was changed in the meantime. */
  decideAnew(id: number, decided: Decided): void;
  end(id: number, outcome: Outcome, at: Date): void;
  /** The last ones, oldest first: of the component by either of its names, else of all. */
  entries(options: { readonly component?: string | undefined; readonly limit: number }): Entry[];
  close(): void;
}

/** The history in a database whose schema is there. */
export function createHistory(database: DatabaseSync, file: string): History {
  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw stateFileError(file, error);
    }
  }

  return {
    of: ({ endpoint, engineId = null, service }) =>
      guarded(() => {
        const row = database
          .prepare(
            `select coalesce(ended_at, begun_at) as at from decision
             where service = $service and to_number is not null
               and (engine_id = $engineId or (endpoint = $endpoint and (engine_id is null or $engineId is null)))
             order by id desc limit 1`,
          )
          .get({ service, engineId, endpoint });
        return { lastOrderAt: row === undefined ? undefined : new Date(String(row.at)) };
      }),
    begin: (decided, at) =>
      guarded(() => {
        const { lastInsertRowid } = database
          .prepare(
            `insert into decision (begun_at, endpoint, engine_id, backend, component, service, asked_by, direction,
               current_scale, delta, wish, from_number, to_number) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            at.toISOString(),
            decided.endpoint,
            decided.engineId ?? null,
            decided.backend,
            decided.component,
            decided.service,
            shortened(decided.askedBy),
            decided.direction,
            String(decided.current),
            decided.delta,
            decided.wish,
            decided.from,
            decided.to ?? null,
          );
        return Number(lastInsertRowid);
      }),
    decideAnew: (id, { wish, from, to }) =>
      guarded(() => {
        database
          .prepare('update decision set wish = ?, from_number = ?, to_number = ? where id = ?')
          .run(wish, from, to ?? null, id);
      }),
    end: (id, { result, why, number }, at) =>
      guarded(() => {
        database
          .prepare('update decision set ended_at = ?, result = ?, why = ?, number = ? where id = ?')
          .run(at.toISOString(), result, shortened(why), number ?? null, id);
      }),
    entries: ({ component, limit }) =>
      guarded(() =>
        database
          .prepare(
            `select * from decision where $component is null or component = $component or service = $component
             order by id desc limit $limit`,
          )
          .all({ component: component ?? null, limit })
          .reverse()
          .map(entryOf),
      ),
    close: () => database.close(),
  };
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function entryOf(row: Record<string, SQLOutputValue>): Entry {
  const text = (name: string): string => String(row[name]);
  const given = <T>(name: string, read: (value: SQLOutputValue) => T): T | undefined => {
    const value = row[name];
    return value === null || value === undefined ? undefined : read(value);
  };
  const current = text('current_scale');
  return {
    id: Number(row.id),
    begunAt: new Date(text('begun_at')),
    endedAt: given('ended_at', (value) => new Date(String(value))),
    endpoint: text('endpoint'),
    engineId: given('engine_id', String),
    backend: text('backend'),
    component: text('component'),
    service: text('service'),
    askedBy: text('asked_by'),
    direction: text('direction') as Direction,
    current: current === 'auto' ? 'auto' : Number(current),
    delta: Number(row.delta),
    wish: Number(row.wish),
    from: Number(row.from_number),
    to: given('to_number', Number),
    result: given('result', (value) => String(value) as Result),
    why: given('why', String),
    number: given('number', Number),
  };
}
