import { describe, expect, it } from 'vitest';
import { atLeast, type ZabbixVersion } from '../../zabbix/version.ts';
import { isObject, type JsonObject, type JsonValue, objectsIn } from '../json.ts';
import { referencePlaces } from '../references.ts';
import { actionRow, command50, filterRow, SOURCES, type Source } from '../testing/action-rows.ts';
import { deepFreeze, objectsWithin, V50, V60, V70, VERSIONS } from '../testing/builders.ts';
import {
  actionFromApi,
  actionParameters,
  actionToApi,
  discoveryActions,
  internalActions,
  registrationActions,
  serviceActions,
  triggerActions,
} from './actions.ts';

const ALL_SOURCES = Object.keys(SOURCES) as Source[];

/*
 * What action.create takes from 5.4 on, by source and by type of operation: CAction::validateCreate,
 * getFilterValidationRules and getOperationValidationRules of 6.0.14 and 7.0.22.
 */
const OF_ALL = ['name', 'eventsource', 'status', 'filter', 'operations'];
const FIELDS: Readonly<Record<Source, readonly string[]>> = {
  triggers: [
    ...OF_ALL,
    'esc_period',
    'pause_symptoms',
    'pause_suppressed',
    'notify_if_canceled',
    'recovery_operations',
    'update_operations',
  ],
  discovery: OF_ALL,
  registration: OF_ALL,
  internal: [...OF_ALL, 'esc_period', 'recovery_operations'],
  services: [...OF_ALL, 'esc_period', 'recovery_operations', 'update_operations'],
};
const PARTS: Readonly<Record<string, readonly string[]>> = {
  '0': ['opmessage', 'opmessage_grp', 'opmessage_usr'],
  '1': ['opcommand', 'opcommand_grp', 'opcommand_hst'],
  '4': ['opgroup'],
  '5': ['opgroup'],
  '6': ['optemplate'],
  '7': ['optemplate'],
  '10': ['opinventory'],
  '11': ['opmessage'],
  '12': ['opmessage'],
  '13': ['optag'],
  '14': ['optag'],
};
const STEPS = ['esc_period', 'esc_step_from', 'esc_step_to'];
const INNER: Readonly<Record<string, readonly string[]>> = {
  opmessage: ['default_msg', 'subject', 'message', 'mediatypeid'],
  opmessage_grp: ['usrgrpid'],
  opmessage_usr: ['userid'],
  // Before 5.4 a global script is one type of command among others.
  opcommand: ['type', 'scriptid'],
  opcommand_grp: ['groupid'],
  opcommand_hst: ['hostid'],
  opgroup: ['groupid'],
  optemplate: ['templateid'],
  opinventory: ['inventory_mode'],
  optag: ['tag', 'value'],
  opconditions: ['conditiontype', 'operator', 'value'],
};

function only(row: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(row).filter(([field]) => fields.includes(field)));
}

/** Of a row of action.get, exactly what action.create takes. */
function takenByCreate(row: JsonObject, source: Source): JsonObject {
  const operation = (list: string) => (entry: JsonObject) => {
    const type = String(entry.operationtype);
    const steps = list === 'operations' && ['triggers', 'internal', 'services'].includes(source) ? STEPS : [];
    const conditions = list === 'operations' && source === 'triggers' ? ['evaltype', 'opconditions'] : [];
    const fields = ['operationtype', ...steps, ...conditions, ...(PARTS[type] ?? [])];
    const taken = Object.fromEntries(
      Object.entries(only(entry, fields)).map(([field, value]): [string, JsonValue] => {
        const inner = INNER[field];
        if (!inner) return [field, value];
        return [
          field,
          isObject(value) ? only(value, inner) : objectsIn(value).map((part) => only(part, inner)),
        ];
      }),
    );
    // CAction: a message of type 11 takes no media type.
    if (type === '11' && isObject(taken.opmessage)) {
      taken.opmessage = only(taken.opmessage, ['default_msg']);
    }
    return taken;
  };
  const condition = (entry: JsonObject): JsonObject =>
    only(entry, [
      'conditiontype',
      'operator',
      ...(entry.conditiontype === '16' ? [] : ['value']),
      ...(entry.conditiontype === '26' ? ['value2'] : []),
    ]);
  const filter = row.filter as JsonObject;
  const taken = only(row, FIELDS[source]);
  for (const list of ['operations', 'recovery_operations', 'update_operations']) {
    if (taken[list] !== undefined) taken[list] = objectsIn(taken[list]).map(operation(list));
  }
  return {
    ...taken,
    filter: { evaltype: filter.evaltype ?? '', conditions: objectsIn(filter.conditions).map(condition) },
  };
}

describe.each([
  ['6.0', V60],
  ['7.0', V70],
] as const)('an action of %s', (_name, version) => {
  it.each(ALL_SOURCES)('of %s is sent with all that action.create takes, and nothing else', (source) => {
    const row = deepFreeze(actionRow(version, source));
    expect(actionToApi(actionFromApi(row, version), version)).toEqual(takenByCreate(row, source));
  });
});

describe('an action of 5.0', () => {
  it('is read and written in the words of its API', () => {
    const row = deepFreeze(actionRow(V50, 'triggers'));
    const modern = {
      ...row,
      recovery_operations: row.recoveryOperations,
      update_operations: row.acknowledgeOperations,
    };
    const content = actionFromApi(row, V50);
    expect(Object.keys(content).sort()).toEqual([
      'esc_period',
      'eventsource',
      'filter',
      'name',
      'operations',
      'pause_suppressed',
      'recovery_operations',
      'status',
      'update_operations',
    ]);
    const { acknowledge_operations, filter, ...sent } = actionToApi(content, V50);
    const { update_operations, filter: expected, ...rest } = takenByCreate(modern as JsonObject, 'triggers');
    expect(sent).toEqual(rest);
    expect(acknowledge_operations).toEqual(update_operations);
    // Conditions take the places of others: what is left out of them would stay. 5.0 asks for a value of type 16.
    expect((filter as JsonObject).conditions).toEqual(
      objectsIn((expected as JsonObject).conditions).map((condition) => ({
        value: '',
        value2: '',
        ...condition,
      })),
    );
  });

  it.each([
    [
      { type: '4', scriptid: '5' },
      { type: '4', scriptid: '5' },
    ],
    [
      { type: '0', execute_on: '2', command: 'true' },
      { type: '0', execute_on: '2', authtype: '0', command: 'true' },
    ],
    [
      {
        type: '2',
        authtype: '1',
        username: 'u',
        password: 'p',
        publickey: 'a',
        privatekey: 'b',
        command: 'x\ny',
      },
      {
        type: '2',
        execute_on: '0',
        authtype: '1',
        username: 'u',
        password: 'p',
        publickey: 'a',
        privatekey: 'b',
        command: 'x\ny',
      },
    ],
    [
      { type: '3', port: '23', username: 'u', password: 'p', command: 'ls' },
      { type: '3', execute_on: '0', authtype: '0', port: '23', username: 'u', password: 'p', command: 'ls' },
    ],
  ])('keeps of the command %j what it uses', (used, kept) => {
    const row = {
      ...actionRow(V50, 'triggers'),
      operations: [{ operationtype: '1', opcommand: command50(used) }],
    };
    expect(actionFromApi(row, V50).operations).toEqual([{ operationtype: '1', opcommand: kept }]);
  });
});

describe.each(VERSIONS)('any action of %s', (_name, version) => {
  it.each(ALL_SOURCES)('of %s comes back from the server as it was sent', (source) => {
    const content = actionFromApi(actionRow(version, source), version);
    expect(actionFromApi(actionToApi(deepFreeze(content), version), version)).toEqual(content);
  });

  it.each(ALL_SOURCES)('of %s keeps no id that is not a declared reference', (source) => {
    const content = actionFromApi(actionRow(version, source), version);
    const declared = referencePlaces(content, triggerActions.references);
    const constants = ['0', undefined];
    const undeclared = objectsWithin(content).flatMap((parent) =>
      Object.entries(parent)
        .filter(([field, value]) => field.endsWith('id') && !constants.includes(value as string))
        .filter(([field]) => !declared.some((place) => place.parent === parent && place.field === field))
        .map(([field]) => field),
    );
    expect(undeclared).toEqual([]);
  });

  it('is asked for with all its parts', () => {
    const rows = actionRow(version, 'triggers');
    const parameters = actionParameters(version);
    const asked = Object.keys(parameters)
      .filter((name) => name.startsWith('select'))
      .map((name) => name.replace('select', '').toLowerCase());
    const parts = Object.keys(rows)
      .filter((field) => typeof rows[field] === 'object')
      .map((field) => field.replaceAll('_', '').toLowerCase());
    expect(asked.sort()).toEqual(parts.sort());
    expect(parameters.output).toBe('extend');
  });
});

describe('filters', () => {
  const filterOf = (filter: JsonObject, version: ZabbixVersion = V70): JsonValue | undefined =>
    actionFromApi({ ...actionRow(version, 'triggers'), filter }, version).filter;

  it('keep formula and letters only where a formula is their own', () => {
    const conditions = [
      { conditiontype: '1', value: '10' },
      { conditiontype: '0', value: '2' },
    ];
    expect(filterOf(filterRow('3', conditions, 'B and not A'))).toEqual({
      evaltype: '3',
      formula: 'B and not A',
      conditions: [
        { conditiontype: '1', operator: '0', value: '10', formulaid: 'A' },
        { conditiontype: '0', operator: '0', value: '2', formulaid: 'B' },
      ],
    });
    for (const evaltype of ['0', '1', '2']) {
      expect(filterOf(filterRow(evaltype, conditions))).toEqual({
        evaltype,
        conditions: [
          { conditiontype: '1', operator: '0', value: '10' },
          { conditiontype: '0', operator: '0', value: '2' },
        ],
      });
    }
  });

  it('keep the order of conditions, since letters follow it', () => {
    const conditions = ['9', '1', '5'].map((value) => ({ conditiontype: '1', value }));
    const filter = filterOf(filterRow('0', conditions)) as JsonObject;
    expect(objectsIn(filter.conditions).map(({ value }) => value)).toEqual(['9', '1', '5']);
  });

  it.each(VERSIONS)('ask for a value beside "suppressed" where %s does', (_name, version) => {
    const filter = filterOf(filterRow('0', [{ conditiontype: '16', operator: '11' }]), version) as JsonObject;
    expect(objectsIn(filter.conditions)).toEqual([
      { conditiontype: '16', operator: '11', ...(atLeast(version, '5.4') ? {} : { value: '' }) },
    ]);
  });
});

describe('messages', () => {
  const operation = (operationtype: string, opmessage: JsonObject): JsonValue | undefined => {
    const row = { ...actionRow(V70, 'triggers'), update_operations: [{ operationtype, opmessage }] };
    return objectsIn(actionFromApi(row, V70).update_operations)[0]?.opmessage;
  };
  const text = { subject: 's', message: 'm' };

  it('have a text where it is their own, or where it was before they became the default one', () => {
    const none = { subject: '', message: '' };
    const byDefault = { default_msg: '1', mediatypeid: '4' };
    expect(operation('0', { ...byDefault, ...none })).toEqual(byDefault);
    expect(operation('0', { ...byDefault, ...none, subject: 's' })).toEqual({ ...byDefault, subject: 's' });
    expect(operation('0', { ...byDefault, ...text })).toEqual({ ...byDefault, ...text });
    expect(operation('0', { default_msg: '0', ...text, mediatypeid: '0' })).toEqual({
      default_msg: '0',
      ...text,
      mediatypeid: '0',
    });
  });

  it('to all involved have a media type at an update, and none at recovery', () => {
    expect(operation('12', { default_msg: '1', mediatypeid: '4' })).toEqual({
      default_msg: '1',
      mediatypeid: '4',
    });
    expect(operation('11', { default_msg: '0', ...text, mediatypeid: '4' })).toEqual({
      default_msg: '0',
      ...text,
    });
  });
});

describe('a row for which parts were not asked', () => {
  it('says nothing of them', () => {
    const { recovery_operations: _r, update_operations: _u, ...row } = actionRow(V60, 'triggers');
    const content = actionFromApi(row, V60);
    expect(Object.keys(content)).not.toContain('recovery_operations');
    expect(Object.keys(content)).not.toContain('update_operations');
    expect(Object.keys(actionToApi(content, V60))).not.toContain('recovery_operations');
    expect(Object.keys(actionToApi(content, V50))).not.toContain('acknowledge_operations');
  });

  it('of before 5.0 loses the messages that moved to media types', () => {
    const old = {
      ...actionRow(V50, 'triggers'),
      def_shortdata: 'a',
      r_longdata: 'b',
      ack_shortdata: 'c',
      maintenance_mode: '1',
    };
    expect(Object.keys(actionFromApi(old, V50)).filter((field) => /data$|maintenance/.test(field))).toEqual(
      [],
    );
  });
});

describe('what is sent', () => {
  it('empties lists that an equal operation on the server may hold', () => {
    const operations = [
      {
        operationtype: '0',
        evaltype: '0',
        opmessage: { default_msg: '1', mediatypeid: '4' },
        opmessage_usr: [{ userid: '1' }],
      },
      { operationtype: '1', opcommand: { scriptid: '5' }, opcommand_hst: [{ hostid: '0' }] },
      { operationtype: '2' },
    ];
    expect(actionToApi(deepFreeze({ name: 'a', operations }), V70)).toEqual({
      name: 'a',
      operations: [
        { ...operations[0], opmessage_grp: [], opconditions: [] },
        { ...operations[1], opcommand_grp: [] },
        { operationtype: '2' },
      ],
    });
  });
});

describe('what is sent of a service action', () => {
  it('has no targets for a command, which services do not have', () => {
    const operations = [
      { operationtype: '1', opcommand: { scriptid: '5' } },
      { operationtype: '0', opmessage: { default_msg: '1' }, opmessage_usr: [{ userid: '1' }] },
    ];
    const sent = actionToApi(deepFreeze({ eventsource: '4', operations }), V70);
    expect(sent.operations).toEqual([operations[0], { ...operations[1], opmessage_grp: [] }]);
    // An update does not say the source.
    expect(serviceActions.travel.toApi?.(deepFreeze({ operations }), V70)).toEqual({
      operations: sent.operations,
    });
  });
});

describe('the kinds of actions', () => {
  it.each([
    [triggerActions, '0'],
    [discoveryActions, '1'],
    [registrationActions, '2'],
    [internalActions, '3'],
    [serviceActions, '4'],
  ] as const)('ask for their own source: %#', (kind, eventsource) => {
    expect(kind.travel.parameters(V70)).toMatchObject({ filter: { eventsource }, output: 'extend' });
    expect(kind.lookup.parameters?.(V70)).toEqual({ filter: { eventsource } });
    expect(kind.key?.({ name: 'A' })).toBe('A');
    expect(kind.lookup.key({ name: 'A' }, V70)).toBe('A');
    expect(kind.travel.createOnly).toEqual(['eventsource']);
    expect(kind.travel.update).toBe('whole');
  });
});
