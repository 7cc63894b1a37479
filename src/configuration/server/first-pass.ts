import { OutcomeUnknownError } from '../../zabbix/errors.ts';
import { atLeast } from '../../zabbix/version.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { type ExportDocument, groupsFor, groupsOfHostPrototypes } from '../document.ts';
import { type GuardedContent, guardRules } from '../guarded-rules.ts';
import { firstPassDocument, hostsOfPrototypes } from '../import-document.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import type { DocumentKind, ImportRules } from '../kind.ts';
import { withFormerMasters } from '../moved-dependents.ts';
import { dependencyOrder } from '../order.ts';
import type { Change } from '../plan.ts';
import {
  type ApplyContext,
  callOptions,
  findReferences,
  missingReference,
  reasonOf,
} from './apply-context.ts';
import { createEncrypted } from './create-encrypted.ts';
import { PART_CHARACTERS } from './create-parts.ts';
import { withoutAwaited } from './deferred.ts';
import { finishGuarded } from './finish-guarded.ts';
import { isLeftForLater } from './finish-later.ts';
import { importHalving } from './import.ts';
import { neededBy } from './missing-references.ts';

/** Elements in one document, which is no longer than PART_CHARACTERS besides. */
const PART_ELEMENTS = 20;

/*
 * The first of two passes over templates or hosts (import-document.ts says why there are two). What must hold here, each
 * with its test in first-pass.test.ts:
 *
 * 1. A template is imported before those that link it, or together with them: an import refuses a link that leads nowhere.
 * 2. Templates that need each other (by prototypes of triggers) stay in one document, also where it is halved.
 * 3. What needs a template that was refused is skipped, with that reason, and not tried.
 * 4. A rule whose host prototypes hold secret macros is in no document, since an import blanks their values. Its template
 *    has a document by itself, and that import deletes no discovery rules: it would take the one that is left out for surplus.
 * 5. A dependent item that gets another master is imported beside its former master first, or it loses its history.
 * 6. A host with encryption is created before the import that fills it, since no document holds encryption.
 * 7. What names something that comes later (a dashboard, a map) is left out until that is there: see `finishLater`. An update of
 *    which something is left out has a document by itself, and that import deletes nothing of that class: what comes later would
 *    find it gone, and where it never comes the target would have lost what it had.
 */

/**
 * Imports in the order of links and other needs; what needs each other stays in one document.
 * @returns the changes that were imported, by the document in which they were
 * @throws what concerns more than one document, and the signal's reason; what is refused is in the context's report
 */
export async function importFirstPass(
  kind: DocumentKind,
  changes: readonly Change[],
  context: ApplyContext,
): Promise<Change[][]> {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  const groups = dependencyOrder([...byKey.keys()], (key) =>
    needsWithin(kind, byKey.get(key)?.desired, context),
  );
  const imported: Change[][] = [];
  const guarded = guardedChanges(changes);
  const contentOf = (change: Change): JsonObject =>
    withoutAwaited(kind, guarded.get(change)?.content ?? change.desired.content, context).content;
  const all = groups.map((group) => group.map((key) => byKey.get(key) as Change));
  const waits = (change: Change): boolean =>
    change.type === 'update' && isLeftForLater(kind, change, context);
  // Before names are looked up everything that may wait seems to.
  for (const part of partsOf(all, (group) => group.some((change) => guarded.has(change) || waits(change)))) {
    await findReferences(
      kind,
      part.flat().map(({ desired }) => desired),
      context,
    );
    const ready = possibleGroups(kind, part, part, context);
    for (const change of ready.flat()) {
      if (change.type === 'create') await createEncrypted(kind, change, context);
    }
    const units = ready.filter((group) => group.every((change) => !context.report.isBlocked(change)));
    const rules = rulesFor(kind, context, {
      guarded: part.flat().some((change) => guarded.has(change)),
      waiting: part.flat().some(waits),
    });
    const sections = await groupSections(units.flat().map(contentOf), context);
    const document = (
      some: readonly Change[][],
      content: (change: Change) => JsonObject = contentOf,
    ): ExportDocument =>
      firstPassDocument(
        some.flat().map(content),
        kind.travel.element(context.zabbix.version),
        context.desired.exportVersion,
        sections,
      );
    await importMovedDependents(units, contentOf, document, rules, context);
    const done = await importHalving(
      units.filter((group) => group.every((change) => !context.report.isBlocked(change))),
      (some) => document(some),
      rules,
      context,
      (group, error) => {
        for (const change of group) context.report.fail(change, reasonOf(error));
      },
      (some) => some.flat().filter(({ type }) => type === 'create'),
      (some) => possibleGroups(kind, some, part, context),
    );
    imported.push(...done.map((group) => group.flat()));
    for (const change of done.flat(2)) {
      const content = guarded.get(change);
      if (content)
        await finishGuarded(change, context.names.idOf(kind.name, change.key) ?? '', content, context);
    }
  }
  return imported;
}

/** Updates that must not touch the secret macros of host prototypes. */
function guardedChanges(changes: readonly Change[]): Map<Change, GuardedContent> {
  return new Map(
    changes.flatMap((change) => {
      const content =
        change.type === 'update' ? guardRules(change.desired.content, change.live.content) : undefined;
      return content ? [[change, content] as const] : [];
    }),
  );
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

/** @param incomplete what is missing in the document is missing for a reason: nothing of that class is deleted for it */
function rulesFor(
  kind: DocumentKind,
  context: ApplyContext,
  incomplete: { readonly guarded: boolean; readonly waiting: boolean },
): ImportRules {
  const { rules, rulesForLater = {} } = kind.travel;
  const isIncomplete = (name: string): boolean =>
    (incomplete.guarded && name === 'discoveryRules') ||
    (incomplete.waiting && Object.hasOwn(rulesForLater, name));
  return Object.fromEntries(
    Object.entries(rules(context.zabbix.version)).map(([name, rule]) => {
      const { deleteMissing: _kept, ...rest } = rule;
      return [name, context.keepItems || isIncomplete(name) ? rest : rule];
    }),
  );
}

const HISTORY_AT_RISK =
  'look at its dependent items: those that had another master item may have been made anew, without their history, since what keeps it was refused';

/**
 * Templates and hosts with a dependent item whose master is to go are imported with that master still in them, before the
 * import that lets it go: see `withFormerMasters`. Where this is refused the next import may make the dependent item anew,
 * which the report says.
 */
async function importMovedDependents(
  units: readonly Change[][],
  contentOf: (change: Change) => JsonObject,
  document: (units: readonly Change[][], content: (change: Change) => JsonObject) => ExportDocument,
  rules: ImportRules,
  context: ApplyContext,
): Promise<void> {
  if (context.keepItems) return;
  const kept = new Map(
    units.flat().flatMap((change) => {
      const content =
        change.type === 'update' ? withFormerMasters(contentOf(change), change.live.content) : undefined;
      return content ? [[change, content] as const] : [];
    }),
  );
  await importHalving(
    units.filter((group) => group.some((change) => kept.has(change))),
    (some) => document(some, (change) => kept.get(change) ?? contentOf(change)),
    rules,
    context,
    (group, error) => {
      for (const change of group) {
        if (error instanceof OutcomeUnknownError) context.report.fail(change, reasonOf(error));
        else if (kept.has(change)) context.report.need(change, `${HISTORY_AT_RISK} (${reasonOf(error)})`);
      }
    },
  );
}

/** Keys of the same kind that an object needs to be there before it. */
function needsWithin(
  kind: DocumentKind,
  object: ConfigurationObject | undefined,
  context: ApplyContext,
): string[] {
  if (!object) return [];
  const declared = neededBy(kind, object.content, context.zabbix.version).filter(
    ({ to }) => to === kind.name,
  );
  return [...declared.flatMap(({ key }) => key ?? []), ...hostsOfPrototypes(object.content)];
}

/** @param alone whether a group needs a document of its own */
function partsOf(groups: readonly Change[][], alone: (group: Change[]) => boolean): Change[][][] {
  const parts: Change[][][] = [];
  let part: Change[][] = [];
  let elements = 0;
  let characters = 0;
  for (const group of groups) {
    const size = group.reduce((sum, { desired }) => sum + JSON.stringify(desired.content).length, 0);
    const full = elements + group.length > PART_ELEMENTS || characters + size > PART_CHARACTERS;
    const apart = alone(group) || part.some(alone);
    if ((full || apart) && part.length > 0) {
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

/**
 * The groups whose needs are on the target or come with their part. What needs one that is not there, or that has failed
 * meanwhile, is skipped, with a word in the report.
 * @param groups some or all of the part
 */
function possibleGroups(
  kind: DocumentKind,
  groups: readonly Change[][],
  part: readonly Change[][],
  context: ApplyContext,
): Change[][] {
  const possible = part.flat().filter((change) => !context.report.isBlocked(change));
  const together = new Set(possible.map(({ key }) => key));
  return groups.filter((group) => {
    const missing = group
      .map((change) => missingReference(kind, change.desired, context, together))
      .find((reason) => reason !== undefined);
    if (missing === undefined) return true;
    for (const change of group) {
      context.report.skip(change, missing);
      together.delete(change.key);
    }
    return false;
  });
}
