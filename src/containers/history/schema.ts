/** The form of the file, in SQLite's `user_version`. A change of it is a step from each former one in open-history.ts. */
export const SCHEMA_VERSION = 2;

/** Times are ISO 8601 in UTC, so that they sort as text. */
export const SCHEMA = `
  create table decision (
    id integer primary key autoincrement,
    begun_at text not null,
    ended_at text,
    endpoint text not null,
    engine_id text,
    backend text not null,
    component text not null,
    service text not null,
    asked_by text not null,
    direction text not null,
    current_scale text not null,
    delta integer not null,
    wish integer not null,
    from_number integer not null,
    to_number integer,
    result text,
    why text,
    number integer
  ) strict;
  create index decision_of_service on decision (service, id);
`;

/** From 1 to 2: Engines are known by their ID. */
export const TO_VERSION_2 = `
  alter table decision add column engine_id text;
  drop index decision_of_service;
  create index decision_of_service on decision (service, id);
`;
