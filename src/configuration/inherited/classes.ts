import { atLeast, type ZabbixVersion } from '../../zabbix/version.ts';
import { type JsonObject, type JsonValue, objectsIn, stableText, text } from '../json.ts';
import { itemFields, prototypeFields, ruleFields } from './item-fields.ts';

/**
 * A class of objects that hosts and templates inherit from the templates that they link, and the fields of them that the
 * API lets a host or template change for itself (`getInheritedValidationRules` and `fieldRules` of CItemGeneral,
 * `read_only_fields` of CTriggerGeneral, CHttpTest, CGraphGeneral, CHostPrototype).
 */
export interface InheritedClass {
  /** The list in the section of a host or template, as it is named inside an element of an export. */
  readonly list: string;
  /** For sentences: 'item'. */
  readonly singular: string;
  readonly api: string;
  readonly idField: string;
  /** What X.get is asked for beside the id, the host and `templateid`. */
  output(version: ZabbixVersion): readonly string[];
  /** Selects of X.get. */
  selects(version: ZabbixVersion): JsonObject;
  /** X.get takes no ids of hosts: all are read. */
  readonly wholeOnly?: true;
  /** What tells the object apart on its host, of a row of X.get. Triggers go by more: see `readInherited`. */
  identity(row: JsonObject): JsonObject;
  /** The changeable fields of a row, in one form. */
  content(row: JsonObject, version: ZabbixVersion): JsonObject;
  /** Fields that X.update takes only together. */
  readonly together?: readonly (readonly string[])[];
  /** Fields that go along with any other: without them X.update takes away what they stand for. */
  readonly along?: readonly string[];
}

const keyOnly = (row: JsonObject): JsonObject => ({ key: text(row.key_) });
const nameOnly = (row: JsonObject): JsonObject => ({ name: text(row.name) });

const TRIGGER_FIELDS = ['status', 'priority', 'comments', 'url', 'opdata', 'type'];

function triggerFields(version: ZabbixVersion): string[] {
  return [
    ...TRIGGER_FIELDS,
    ...(atLeast(version, '5.2') ? ['event_name'] : []),
    ...(atLeast(version, '6.4') ? ['url_name'] : []),
  ];
}

function pick(row: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(fields.map((field) => [field, row[field] ?? '']));
}

/** Tags in one order, without what X.update refuses. */
function tags(row: JsonObject): JsonObject {
  return { tags: inOrder(objectsIn(row.tags).map(({ tag = '', value = '' }) => ({ tag, value }))) };
}

function inOrder<T extends JsonValue>(list: readonly T[]): T[] {
  return list.toSorted((a, b) => (stableText(a) < stableText(b) ? -1 : 1));
}

const FORMULA = '3';

/** A filter of a discovery rule: letters of conditions mean something in a formula only. */
function filter(row: JsonObject): JsonObject {
  const { evaltype = '0', formula = '', conditions } = row.filter as JsonObject;
  const custom = text(evaltype) === FORMULA;
  const list = objectsIn(conditions).map(({ macro = '', value = '', operator = '', formulaid = '' }) => ({
    macro,
    value,
    operator,
    ...(custom && { formulaid }),
  }));
  return { filter: { evaltype, ...(custom && { formula }), conditions: inOrder(list) } };
}

const SCENARIO_FIELDS = [
  'delay',
  'retries',
  'agent',
  'http_proxy',
  'status',
  'authentication',
  'http_user',
  'http_password',
  'verify_peer',
  'verify_host',
  'ssl_cert_file',
  'ssl_key_file',
  'ssl_key_password',
];
const STEP_FIELDS = [
  'name',
  'url',
  'query_fields',
  'posts',
  'variables',
  'headers',
  'follow_redirects',
  'retrieve_mode',
  'timeout',
  'required',
  'status_codes',
];

/** Steps in their order: `no` is their place. Names are inherited and tell them apart. */
function steps(row: JsonObject): JsonObject {
  const list = objectsIn(row.steps).toSorted((a, b) => Number(text(a.no)) - Number(text(b.no)));
  return { steps: list.map((step) => pick(step, STEP_FIELDS)) };
}

const items: InheritedClass = {
  list: 'items',
  singular: 'item',
  api: 'item',
  idField: 'itemid',
  output: (version) => ['hostid', 'key_', 'type', 'value_type', ...itemFields.all(version)],
  selects: (version) => withTagsOrApplications(version),
  identity: keyOnly,
  content: (row, version) => ({
    ...pick(row, itemFields.of(row, version)),
    ...tagsOrApplications(row, version),
  }),
};

function withTagsOrApplications(version: ZabbixVersion): JsonObject {
  return atLeast(version, '5.4')
    ? { selectTags: ['tag', 'value'] }
    : { selectApplications: ['applicationid', 'name'] };
}

function tagsOrApplications(row: JsonObject, version: ZabbixVersion): JsonObject {
  if (atLeast(version, '5.4')) return tags(row);
  return { applications: inOrder(objectsIn(row.applications).map(({ name = '' }) => ({ name }))) };
}

const itemPrototypes: InheritedClass = {
  ...items,
  list: 'item_prototypes',
  singular: 'item prototype',
  api: 'itemprototype',
  output: (version) => ['hostid', 'key_', 'type', 'value_type', ...prototypeFields.all(version)],
  content: (row, version) => ({
    ...pick(row, prototypeFields.of(row, version)),
    ...tagsOrApplications(row, version),
  }),
};

const rules: InheritedClass = {
  list: 'discovery_rules',
  singular: 'discovery rule',
  api: 'discoveryrule',
  idField: 'itemid',
  output: (version) => ['hostid', 'key_', 'type', ...ruleFields.all(version)],
  selects: () => ({ selectFilter: 'extend' }),
  identity: keyOnly,
  content: (row, version) => ({ ...pick(row, ruleFields.of(row, version)), ...filter(row) }),
  together: [['lifetime_type', 'lifetime', 'enabled_lifetime_type', 'enabled_lifetime']],
};

const triggers: InheritedClass = {
  list: 'triggers',
  singular: 'trigger',
  api: 'trigger',
  idField: 'triggerid',
  output: (version) => ['description', ...triggerFields(version)],
  selects: () => ({
    selectHosts: ['hostid', 'host'],
    selectTags: ['tag', 'value'],
    selectDependencies: ['triggerid', 'templateid'],
  }),
  identity: (row) => ({ name: text(row.description) }),
  content: (row, version) => ({ ...pick(row, triggerFields(version)), ...tags(row) }),
};

const triggerPrototypes: InheritedClass = {
  ...triggers,
  list: 'trigger_prototypes',
  singular: 'trigger prototype',
  api: 'triggerprototype',
  output: (version) => [...triggers.output(version), 'discover'],
  content: (row, version) => ({ ...triggers.content(row, version), ...pick(row, ['discover']) }),
};

const scenarios: InheritedClass = {
  list: 'httptests',
  singular: 'web scenario',
  api: 'httptest',
  idField: 'httptestid',
  output: () => ['hostid', 'name', 'variables', 'headers', ...SCENARIO_FIELDS],
  selects: (version) => ({
    selectSteps: 'extend',
    ...(atLeast(version, '5.4') && { selectTags: ['tag', 'value'] }),
  }),
  identity: nameOnly,
  content: (row, version) => ({
    ...pick(row, SCENARIO_FIELDS),
    variables: inOrder(objectsIn(row.variables).map((each) => pick(each, ['name', 'value']))),
    headers: objectsIn(row.headers).map((each) => pick(each, ['name', 'value'])),
    ...steps(row),
    ...(atLeast(version, '5.4') && tags(row)),
  }),
  together: [['authentication', 'http_user', 'http_password']],
  // Without its tags an update takes them from its items in 6.0 (CHttpTestManager::update).
  along: ['tags'],
};

const hostPrototypes: InheritedClass = {
  list: 'host_prototypes',
  singular: 'host prototype',
  api: 'hostprototype',
  idField: 'hostid',
  output: () => ['host', 'status', 'discover'],
  selects: () => ({ selectParentHost: ['hostid'], selectDiscoveryRule: ['itemid', 'key_'] }),
  wholeOnly: true,
  identity: (row) => ({ discovery_rule: text((row.discoveryRule as JsonObject).key_), host: text(row.host) }),
  content: (row) => pick(row, ['status', 'discover']),
};

const graphPrototypes: InheritedClass = {
  list: 'graph_prototypes',
  singular: 'graph prototype',
  api: 'graphprototype',
  idField: 'graphid',
  output: () => ['name', 'discover'],
  selects: () => ({ selectHosts: ['hostid'] }),
  identity: nameOnly,
  content: (row) => pick(row, ['discover']),
};

/** All classes of a version, in the order in which their changes are written. */
export function inheritedClasses(version: ZabbixVersion): readonly InheritedClass[] {
  return [
    rules,
    items,
    itemPrototypes,
    triggers,
    triggerPrototypes,
    scenarios,
    hostPrototypes,
    // graphprototype.update of 5.0 knows no inherited ones (CGraphGeneral::update).
    ...(atLeast(version, '5.4') ? [graphPrototypes] : []),
  ];
}

/** The id of the host or template that an object is on. */
export function holderOf(row: JsonObject): string {
  const parent = row.parentHost as JsonObject | undefined;
  return text(row.hosts === undefined ? (parent ?? row).hostid : objectsIn(row.hosts)[0]?.hostid);
}
