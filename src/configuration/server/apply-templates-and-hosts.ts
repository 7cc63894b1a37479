import { atLeast } from '../../zabbix/version.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { groupsFor, groupsOfHostPrototypes, hostsOfGraph, hostsOfTrigger } from '../document.ts';
import {
  firstPassDocument,
  hostsOfPostponed,
  mergePostponed,
  nameOf,
  type Postponed,
  postponedOf,
  SECOND_PASS_RULES,
  secondPassDocument,
  stubOf,
} from '../import-document.ts';
import type { JsonObject } from '../json.ts';
import { objectsIn, text } from '../json.ts';
import type { DocumentTravel, ImportRules, Kind } from '../kind.ts';
import { dependencyOrder } from '../order.ts';
import type { Change, Update } from '../plan.ts';
import {
  type ApplyContext,
  callOptions,
  findReferences,
  missingReference,
  orderedPlaces,
  reasonOf,
  withReferences,
} from './apply-context.ts';
import { wasRenamed } from './apply-documents.ts';
import { createEncrypted, needsOf } from './create-encrypted.ts';
import { importHalving } from './import.ts';
import { isOwnField } from './own-fields.ts';
import { removeSurplusInterfaces, updateOwn } from './update-own.ts';

type HostKind = Kind & { travel: DocumentTravel };

/** Elements in one document, and about how much text: half of PHP's smallest post_max_size with room to spare. */
const PART_ELEMENTS = 20;
const PART_CHARACTERS = 3_000_000;

/**
 * Carries out the changes of templates or hosts: their own fields by X.update, so that nothing that the backup does not
 * hold is touched; everything inside them by configuration.import, in documents small enough for any front end.
 */
export async function applyTemplatesAndHosts(
  kind: HostKind,
  changes: readonly Change[],
  context: ApplyContext,
): Promise<void> {
  const surplusInterfaces = new Map<string, readonly string[]>();
  const importable: Change[] = [];
  const updates = changes.filter((change): change is Update => change.type === 'update');
  for (const update of await withoutMissing(kind, updates, context)) {
    const surplus = await updateOwn(kind, update, context);
    if (surplus === undefined) continue;
    if (surplus.length > 0) surplusInterfaces.set(update.key, surplus);
    if (needsImport(update)) importable.push(update);
    else finished(kind, update, context);
  }
  importable.push(...changes.filter(({ type }) => type === 'create'));
  const imported = await importFirstPass(kind, importable, context);
  await importSecondPass(kind, imported, context);
  for (const [key, ids] of surplusInterfaces)
    await removeSurplusInterfaces({ kind: kind.name, key }, ids, context);
  for (const change of imported.flat()) {
    if (!context.report.isBlocked(change)) finished(kind, change, context);
  }
}

function finished(kind: HostKind, change: Change, context: ApplyContext): void {
  context.report.succeeded(
    change,
    change.type === 'create' ? 'created' : wasRenamed(change) ? 'renamed' : 'updated',
  );
  context.progress.advance(kind.name);
  for (const needs of needsOf(change, context.zabbix.version)) context.report.need(change, needs);
}

/** An update asks for what is created along with it only in its links, which the import makes. */
async function withoutMissing(
  kind: HostKind,
  updates: readonly Update[],
  context: ApplyContext,
): Promise<readonly Update[]> {
  const others: HostKind = { ...kind, references: kind.references.filter(({ to }) => to !== kind.name) };
  return await withReferences(others, updates, context);
}

/** Whether anything inside the object differs, or a link: what only an import writes. */
function needsImport({ kind, differences, desired }: Update): boolean {
  return differences.some(({ path: [field = ''] }) => {
    const supplement = desired.supplement !== undefined && Object.hasOwn(desired.supplement, field);
    return !supplement && field !== 'interfaces' && !isOwnField(kind, field);
  });
}

/** Imports in the order of links and other needs; what needs each other stays in one document. */
async function importFirstPass(
  kind: HostKind,
  changes: readonly Change[],
  context: ApplyContext,
): Promise<Change[][]> {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  const groups = dependencyOrder([...byKey.keys()], (key) =>
    needsWithin(kind, byKey.get(key)?.desired, context),
  );
  const imported: Change[][] = [];
  for (const part of partsOf(groups.map((group) => group.map((key) => byKey.get(key) as Change)))) {
    const ready = await readyGroups(kind, part, context);
    for (const change of ready.flat()) {
      if (change.type === 'create') await createEncrypted(kind, change, context);
    }
    const units = ready.filter((group) => group.every((change) => !context.report.isBlocked(change)));
    const rules = rulesFor(kind, context);
    const sections = await groupSections(
      units.flat().map(({ desired }) => desired.content),
      context,
    );
    const done = await importHalving(
      units,
      (some) =>
        firstPassDocument(
          some.flat().map(({ desired }) => desired.content),
          kind.travel.element(context.zabbix.version),
          context.desired.exportVersion,
          sections,
        ),
      rules,
      context,
      (group, error) => {
        for (const change of group) context.report.fail(change, reasonOf(error));
      },
    );
    imported.push(...done.map((group) => group.flat()));
  }
  return imported;
}

/** Groups of host prototypes as the target has them, for documents that must list them. */
async function groupSections(elements: readonly JsonObject[], context: ApplyContext): Promise<JsonObject> {
  const { version } = context.zabbix;
  const names = groupsOfHostPrototypes(elements);
  if (names.length === 0 || atLeast(version, '6.2')) return {};
  const rows = await context.zabbix.call<JsonObject[]>(
    'hostgroup.get',
    { output: atLeast(version, '5.4') ? ['name', 'uuid'] : ['name'], filter: { name: names } },
    callOptions(context),
  );
  const groups = new Map(
    rows.map(({ name, uuid }) => [
      text(name),
      uuid === undefined ? { name: text(name) } : { uuid, name: text(name) },
    ]),
  );
  return groupsFor(elements, version, (name) => groups.get(name));
}

function rulesFor(kind: HostKind, context: ApplyContext): ImportRules {
  const rules = kind.travel.rules(context.zabbix.version);
  if (!context.keepItems) return rules;
  return Object.fromEntries(
    Object.entries(rules).map(([name, { deleteMissing: _kept, ...rest }]) => [name, rest]),
  );
}

/** Keys of the same kind that an object needs to be there before it. */
function needsWithin(
  kind: HostKind,
  object: ConfigurationObject | undefined,
  context: ApplyContext,
): string[] {
  if (!object) return [];
  return orderedPlaces(kind, object, context)
    .filter(({ to }) => to === kind.name)
    .map(({ parent, field }) => text(parent[field]));
}

function partsOf(groups: readonly Change[][]): Change[][][] {
  const parts: Change[][][] = [];
  let part: Change[][] = [];
  let elements = 0;
  let characters = 0;
  for (const group of groups) {
    const size = group.reduce((sum, { desired }) => sum + JSON.stringify(desired.content).length, 0);
    const full = elements + group.length > PART_ELEMENTS || characters + size > PART_CHARACTERS;
    if (full && part.length > 0) {
      parts.push(part);
      part = [];
      elements = 0;
      characters = 0;
    }
    part.push(group);
    elements += group.length;
    characters += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** The groups of a part whose needs are on the target, in the part, or were imported before. */
async function readyGroups(
  kind: HostKind,
  part: readonly Change[][],
  context: ApplyContext,
): Promise<Change[][]> {
  await findReferences(
    kind,
    part.flat().map(({ desired }) => desired),
    context,
  );
  const together = new Set(part.flat().map(({ key }) => key));
  const ready: Change[][] = [];
  for (const group of part) {
    const missing = group
      .map((change) => missingReference(kind, change.desired, context, together))
      .find((reason) => reason !== undefined);
    if (missing === undefined) ready.push(group);
    else {
      for (const change of group) {
        context.report.skip(change, missing);
        together.delete(change.key);
      }
    }
  }
  return ready;
}

/** Triggers and graphs that span documents, and triggers that depend on others outside their document. */
async function importSecondPass(
  kind: HostKind,
  imported: readonly Change[][],
  context: ApplyContext,
): Promise<void> {
  const postponed = mergePostponed(
    imported.map((changes) => postponedOf(changes.map(({ desired }) => desired.content))),
  );
  const shared = [
    ...postponed.triggers.map((trigger) => ({ triggers: [trigger], graphs: [] })),
    ...postponed.graphs.map((graph) => ({ triggers: [], graphs: [graph] })),
  ];
  if (shared.length === 0) return;
  const stubs = await stubsFor(kind, hostsOfPostponed(postponed), imported.flat(), context);
  const possible = shared.filter((entry) => {
    const missing = hostsOfPostponed(entry).find((host) => !stubs.has(host));
    if (missing === undefined) return true;
    notImported(
      kind,
      entry,
      `it names ${kind.singular} "${missing}", which is not on the target`,
      imported.flat(),
      context,
    );
    return false;
  });
  const parts = inChunks(possible, 500);
  for (const part of parts) {
    await importHalving(
      part,
      (some) => {
        const merged = mergePostponed(some);
        const hosts = hostsOfPostponed(merged).map((host) => stubs.get(host) as JsonObject);
        return secondPassDocument(
          hosts,
          merged,
          kind.travel.element(context.zabbix.version),
          context.desired.exportVersion,
        );
      },
      SECOND_PASS_RULES,
      context,
      (entry, error) => notImported(kind, entry, reasonOf(error), imported.flat(), context),
    );
  }
}

function inChunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

/** A trigger or graph that could not be imported: every object that it belongs to is not as it should be. */
function notImported(
  kind: HostKind,
  entry: Postponed,
  reason: string,
  changes: readonly Change[],
  context: ApplyContext,
): void {
  const [trigger] = entry.triggers;
  const [graph] = entry.graphs;
  const name = trigger ? `trigger "${text(trigger.name)}"` : `graph "${text(graph?.name)}"`;
  const holders = new Set(trigger ? hostsOfTrigger(trigger) : graph ? hostsOfGraph(graph) : []);
  for (const change of changes) {
    if (holders.has(nameOf(change.desired.content)))
      context.report.fail({ kind: kind.name, key: change.key }, `${name}: ${reason}`);
  }
}

/** An element for every host that is on the target: from the backup where it has it, else from the server. */
async function stubsFor(
  kind: HostKind,
  names: readonly string[],
  changes: readonly Change[],
  context: ApplyContext,
): Promise<Map<string, JsonObject>> {
  const stubs = new Map<string, JsonObject>();
  await context.names.findIds(kind.name, names, context.signal);
  const desired = context.desired.objects.get(kind.name);
  const changed = new Map(changes.map((change) => [change.key, change.desired]));
  const others: string[] = [];
  for (const name of names) {
    if (context.names.idOf(kind.name, name) === undefined) continue;
    const object = changed.get(name) ?? desired?.get(name);
    if (object) stubs.set(name, stubOf(object.content));
    else others.push(name);
  }
  if (others.length > 0) {
    const ids = others.map((name) => context.names.idOf(kind.name, name) as string);
    const document = await context.zabbix.call<string>(
      'configuration.export',
      { format: 'json', options: { [kind.travel.exportOption(context.zabbix.version)]: ids } },
      callOptions(context),
    );
    const body = (JSON.parse(document) as { zabbix_export: JsonObject }).zabbix_export;
    for (const entry of objectsIn(body[kind.travel.element(context.zabbix.version)])) {
      stubs.set(nameOf(entry), stubOf(entry));
    }
  }
  return stubs;
}
