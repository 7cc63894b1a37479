import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDatabases, isWhole, unlike } from './compare.ts';
import type { Database, Row, Table } from './database.ts';
import { onlyTable, renderComparison, renderLeftOut } from './render.ts';

interface Operation {
  readonly step: string;
  readonly subject: string;
  readonly groups: readonly number[];
}

const GROUPS = ['Operators', 'Managers', 'Night shift'];

/** An action with these operations; ids begin at `first` and are given in the order of the list. */
function database(operations: readonly Operation[], first = 1, groups = GROUPS): Database {
  const ids = operations.map((_, index) => String(first + index));
  let message = first;
  return new Map(
    [
      table('actions', ['actionid', 'name', 'formula'], [[String(first), 'Call somebody', '']]),
      table(
        'operations',
        ['operationid', 'actionid', 'recovery', 'operationtype', 'esc_step_from'],
        operations.map(({ step }, index) => [ids[index] ?? '', String(first), '0', '0', step]),
        { actionid: 'actions' },
      ),
      table(
        'opmessage',
        ['operationid', 'subject'],
        operations.map(({ subject }, index) => [ids[index] ?? '', subject]),
        { operationid: 'operations' },
      ),
      table(
        'opmessage_grp',
        ['opmessage_grpid', 'operationid', 'usrgrpid'],
        operations.flatMap(({ groups }, index) =>
          groups.map((group): Row => {
            message += 1;
            return [String(message), ids[index] ?? '', String(first + group)];
          }),
        ),
        { operationid: 'operations', usrgrpid: 'usrgrp' },
      ),
      table(
        'usrgrp',
        ['usrgrpid', 'name'],
        groups.map((name, index) => [String(first + index), name]),
      ),
    ].map((made) => [made.name, made]),
  );
}

function table(
  name: string,
  columns: readonly string[],
  rows: readonly Row[],
  references: Readonly<Record<string, string>> = {},
): Table {
  const [id = ''] = columns;
  return {
    name,
    columns: new Map(columns.map((column, place) => [column, place])),
    rows,
    id,
    idIsNumber: references[id] === undefined,
    references: new Map(Object.entries(references)),
  };
}

const CALL: Operation = { step: '1', subject: 'Problem', groups: [0, 1] };
const CALL_OTHERS: Operation = { step: '1', subject: 'Still a problem', groups: [2] };

const operations = fc.array(
  fc.record({
    step: fc.constantFrom('1', '2'),
    subject: fc.constantFrom('Problem', 'Again', 'Over'),
    groups: fc.uniqueArray(fc.nat({ max: 2 }), { maxLength: 3 }),
  }),
  { maxLength: 6 },
);

describe('compareDatabases', () => {
  it('finds the same whatever the ids are and in whatever order rows were made', () => {
    fc.assert(
      fc.property(operations, fc.nat({ max: 50 }), (made, first) => {
        const other = database([...made].reverse(), first + 1, GROUPS);
        expect(unlike(compareDatabases(database(made), other))).toEqual([]);
      }),
    );
  });

  it('finds every reference that points elsewhere, the id being the same', () => {
    const swapped = database([CALL, CALL_OTHERS], 1, ['Managers', 'Night shift', 'Operators']);
    const comparison = compareDatabases(database([CALL, CALL_OTHERS]), swapped);
    expect(comparison.tables.usrgrp).toMatchObject({ whole: 3, rows: [] });
    expect(comparison.tables.opmessage_grp?.rows.length).toBeGreaterThan(0);
  });

  it('finds a row that moved from one of two owners with one name to the other', () => {
    const moved = database([
      { ...CALL, groups: [0] },
      { ...CALL_OTHERS, groups: [1, 2] },
    ]);
    expect(isWhole(compareDatabases(database([CALL, CALL_OTHERS]), moved))).toBe(false);
  });

  it('tells changed, missing and extra rows apart', () => {
    const [first, second] = [
      database([CALL, { ...CALL, step: '2' }]),
      database([{ ...CALL, subject: 'Trouble' }], 7, ['Operators', 'Managers', 'Day shift']),
    ];
    const comparison = compareDatabases(first, second);
    expect(unlike(comparison)).toEqual([
      'operations: missing Call somebody » 0 » 0 » 2',
      'opmessage: changed Call somebody » 0 » 0 » 1 (subject)',
      'opmessage: missing Call somebody » 0 » 0 » 2',
      'opmessage_grp: missing Call somebody » 0 » 0 » 2 » Managers',
      'opmessage_grp: missing Call somebody » 0 » 0 » 2 » Operators',
      'usrgrp: extra Day shift',
      'usrgrp: missing Night shift',
    ]);
    expect(comparison.tables.opmessage?.rows[0]?.columns).toEqual({ subject: ['Problem', 'Trouble'] });
    expect(comparison.tables.usrgrp).toMatchObject({ whole: 2, changed: 0, missing: 1, extra: 1 });
  });
});

describe('what discovery made', () => {
  /** Hosts, each with flags (4 where discovery made it) and a macro with this value, or none. */
  function hosts(all: readonly (readonly [name: string, flags: string, value?: string])[]): Database {
    const macros = all.flatMap(([, , value], index): Row[] =>
      value === undefined ? [] : [[String(index), String(index), '{$BY_HAND}', value]],
    );
    return new Map(
      [
        table(
          'hosts',
          ['hostid', 'host', 'status', 'flags'],
          all.map(([name, flags], index) => [String(index), name, '0', flags]),
        ),
        table('hostmacro', ['hostmacroid', 'hostid', 'macro', 'value'], macros, { hostid: 'hosts' }),
      ].map((made) => [made.name, made]),
    );
  }

  it('is left out where only one of the two has it, with all that belongs to it', () => {
    const web = ['web', '0', 'v'] as const;
    const comparison = compareDatabases(hosts([web]), hosts([web, ['vm', '4', 'w']]));
    expect(unlike(comparison)).toEqual([]);
    const [reason] = Object.keys(comparison.leftOutRows);
    expect(comparison.leftOutRows[reason ?? '']).toEqual([0, 1]);
    const lost = compareDatabases(hosts([web]), hosts([['vm', '4']]));
    expect(unlike(lost)).toHaveLength(2);
  });

  it('is compared where both have it: people set things on it', () => {
    const made = hosts([['vm', '4', 'v']]);
    expect(unlike(compareDatabases(made, hosts([['vm', '4', 'v']])))).toEqual([]);
    const [changed, ...others] = unlike(compareDatabases(made, hosts([['vm', '4', 'w']])));
    expect([changed, others]).toEqual([expect.stringMatching(/^hostmacro: changed .*\(value\)$/u), []]);
    const [missing] = unlike(compareDatabases(made, hosts([['vm', '4']])));
    expect(missing).toMatch(/^hostmacro: missing vm/u);
  });
});

describe('renderComparison', () => {
  const comparison = compareDatabases(database([CALL]), database([{ ...CALL, subject: 'Two\nlines' }]));

  it('shows the tables that are not whole, and never rounds up to 100 %', () => {
    expect(renderComparison(comparison)).toBe(`table      whole  changed  missing  extra
opmessage      0        1        0      0

Whole: actions 1, operations 1, opmessage_grp 2, usrgrp 3.

87.50 %: 7 of 8 rows are whole; 0 are extra.
`);
  });

  it('shows the rows of a table on demand', () => {
    expect(renderComparison(onlyTable(comparison, 'opmessage'), { rows: true })).toContain(
      '  changed Call somebody » 0 » 0 » 1\n      subject: "Problem" → "Two\\nlines"\n',
    );
    expect(() => onlyTable(comparison, 'sessions')).toThrow('No table "sessions" is compared.');
  });

  it('says what it left out and why', () => {
    expect(renderLeftOut(comparison)).toContain('sessions: who is logged in');
  });
});
