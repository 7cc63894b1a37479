/** The form of the file, in SQLite's `user_version`. A change of it is a step from each former one in open-history.ts. */
export const SCHEMA_VERSION = 1;

/** Times are ISO 8601 in UTC, so that they sort as text. */
export const SCHEMA = `
  create table decision (
    id integer primary key autoincrement,
    begun_at text not null,
    ended_at text,
    endpoint text not null,
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
  create index decision_of_service on decision (endpoint, service, id);
`;
