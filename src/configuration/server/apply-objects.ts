import { OutcomeUnknownError, ZabbixApiError } from '../../zabbix/errors.ts';
import type { ConfigurationObject } from '../configuration.ts';
import { byText, isObject, type JsonObject, objectsIn, sameJson, stableText, text } from '../json.ts';
import type { Kind, ObjectKind } from '../kind.ts';
import { referencesOf } from '../kinds/all-kinds.ts';
import type { Change, Create, Update } from '../plan.ts';
import { referencePlaces } from '../references.ts';
import { type ApplyContext, callOptions, reasonOf, repeatable, withReferences } from './apply-context.ts';
import { wasRenamed } from './apply-documents.ts';

/** Objects written in one call; Zabbix carries a call out whole or not at all. */
const PART = 50;

/** Carries out the changes of a kind that is written by X.create and X.update. */
export async function applyObjects(
  kind: ObjectKind,
  changes: readonly Change[],
  context: ApplyContext,
): Promise<void> {
  const ready = await withReferences(kind, changes, context);
  const creates = ready.filter((change): change is Create => change.type === 'create');
  const updates = ready.filter((change): change is Update => change.type === 'update');
  for (let start = 0; start < creates.length; start += PART) {
    await createTogether(kind, creates.slice(start, start + PART), context);
  }
  for (const update of updates) await updateOne(kind, update, context);
  const linked = ready.filter((change) => !context.report.isBlocked(change));
  await putLinks(kind, linked, context);
  for (const change of linked) {
    if (context.report.isBlocked(change)) continue;
    context.report.succeeded(
      change,
      change.type === 'create' ? 'created' : wasRenamed(change) ? 'renamed' : 'updated',
    );
  }
}

/** Creates these objects in one call; where Zabbix refuses it, each by itself. */
async function createTogether(
  kind: ObjectKind,
  creates: readonly Create[],
  context: ApplyContext,
): Promise<void> {
  const prepared = creates.map((create) => forCreate(kind, create, context));
  try {
    const ids = await createAll(kind, prepared, context);
    creates.forEach((create, index) => {
      context.names.learn(kind.name, ids[index] ?? '', create.key);
      const { closed } = prepared[index] as Prepared;
      if (closed !== undefined) context.report.need(create, closed);
      context.progress.advance(kind.name);
    });
    remember(kind, prepared, context);
  } catch (error) {
    if (
      error instanceof OutcomeUnknownError &&
      creates.every((create) => kind.key?.(create.desired.content) !== undefined)
    ) {
      await lookFirst(kind, creates, error, context);
      return;
    }
    if (!(error instanceof ZabbixApiError || error instanceof OutcomeUnknownError)) throw error;
    const [first] = creates;
    if (creates.length === 1 && first) context.report.fail(first, reasonOf(error));
    else if (error instanceof OutcomeUnknownError)
      for (const create of creates) context.report.fail(create, reasonOf(error));
    else for (const create of creates) await createTogether(kind, [create], context);
  }
}

/** No answer came to a create: what is there now was created, the rest is created one by one. */
async function lookFirst(
  kind: ObjectKind,
  creates: readonly Create[],
  error: OutcomeUnknownError,
  context: ApplyContext,
): Promise<void> {
  context.signal?.throwIfAborted();
  context.names.forget(kind.name);
  await context.names.findIds(
    kind.name,
    creates.map(({ key }) => key),
    context.signal,
  );
  for (const create of creates) {
    if (context.names.idOf(kind.name, create.key) !== undefined) continue;
    if (creates.length === 1) context.report.fail(create, reasonOf(error));
    else await createTogether(kind, [create], context);
  }
}

interface Prepared {
  readonly parameters: JsonObject;
  /** What a person must put in place of a made-up secret. */
  readonly closed: string | undefined;
}

function forCreate(kind: ObjectKind, create: Create, context: ApplyContext): Prepared {
  const { version } = context.zabbix;
  const content = withIds(kind, create.desired, context);
  const closed = kind.travel.closed?.(content, version);
  const links = kind.travel.links?.(version);
  if (links !== undefined) delete content[links];
  const complete = { ...content, ...closed?.fields };
  return { parameters: kind.travel.toApi?.(complete, version) ?? complete, closed: closed?.needs };
}

async function createAll(
  kind: ObjectKind,
  prepared: readonly Prepared[],
  context: ApplyContext,
): Promise<string[]> {
  const answer = await context.zabbix.call<JsonObject>(
    `${kind.lookup.api}.create`,
    prepared.map(({ parameters }) => parameters),
    callOptions(context),
  );
  const ids = answer[`${kind.lookup.idField}s`];
  return Array.isArray(ids) ? ids.map(text) : [];
}

async function updateOne(kind: ObjectKind, update: Update, context: ApplyContext): Promise<void> {
  const { version } = context.zabbix;
  const id = context.names.idOf(kind.name, update.key);
  if (id === undefined) {
    context.report.fail(update, 'it was there when the target was read and is no longer');
    return;
  }
  const fields = withIds(kind, update.desired, context);
  const links = kind.travel.links?.(version);
  const changed = new Set(update.differences.map(({ path }) => path[0]));
  for (const field of Object.keys(fields)) {
    const sent = kind.travel.update === 'whole' || changed.has(field);
    if (!sent || field === links || kind.travel.createOnly?.includes(field)) delete fields[field];
  }
  // An object that comes to need a secret that nobody has is closed; one that had it keeps its own.
  const closed = kind.travel.closed?.(update.desired.content, version);
  const needed = closed && !kind.travel.closed?.(update.live.content, version) ? closed : undefined;
  if (Object.keys(fields).length > 0) {
    const parameters = { ...fields, ...needed?.fields };
    const complete = (await kind.travel.completeUpdate?.(parameters, id, context.zabbix)) ?? parameters;
    const sent = { ...(kind.travel.toApi?.(complete, version) ?? complete), [kind.lookup.idField]: id };
    try {
      // An update sets what it says however often it is made: safe to make again where no answer came.
      await repeatable(() => context.zabbix.call(`${kind.lookup.api}.update`, sent, callOptions(context)));
      remember(kind, [{ parameters: sent }], context);
    } catch (error) {
      if (!(error instanceof ZabbixApiError)) throw error;
      context.report.fail(update, reasonOf(error));
      return;
    }
  }
  if (needed) context.report.need(update, needed.needs);
  context.progress.advance(kind.name);
}

function remember(kind: Kind, sent: readonly { parameters: JsonObject }[], context: ApplyContext): void {
  const list = context.sent.get(kind.name) ?? [];
  list.push(...sent.map(({ parameters }) => parameters));
  context.sent.set(kind.name, list);
}

/** A copy of the content with ids in place of keys. References to look up later keep their keys. */
function withIds(kind: Kind, object: ConfigurationObject, context: ApplyContext): JsonObject {
  const content = structuredClone(object.content);
  const all = referencesOf(kind, context.zabbix.version);
  for (const reference of all) {
    if (reference.none !== undefined) replaceNulls(content, reference.path, reference.none);
  }
  for (const { parent, field, to } of referencePlaces(
    content,
    all.filter(({ unordered }) => !unordered),
  )) {
    if (isObject(parent[field])) continue;
    const id = context.names.idOf(to, text(parent[field]));
    if (id !== undefined) parent[field] = id;
  }
  return content;
}

/** Puts the id that means 'nothing' back where a Configuration holds null. */
function replaceNulls(content: JsonObject, path: string, none: string): void {
  const [step = '', ...rest] = path.split('.');
  const name = step.replace(/\[\]$/, '');
  const value = content[name];
  if (rest.length === 0) {
    if (value === null) content[name] = none;
  } else if (Array.isArray(value))
    for (const element of objectsIn(value)) replaceNulls(element, rest.join('.'), none);
  else if (isObject(value)) replaceNulls(value, rest.join('.'), none);
}

/** Makes the links among objects of the kind: first takes away everywhere, then adds, so that a link can move. */
async function putLinks(kind: ObjectKind, changes: readonly Change[], context: ApplyContext): Promise<void> {
  const field = kind.travel.links?.(context.zabbix.version);
  if (field === undefined) return;
  const references = referencesOf(kind, context.zabbix.version).filter(({ path }) =>
    path.startsWith(`${field}[]`),
  );
  // A backup that does not record links says nothing about them.
  const recorded = changes.filter(({ desired }) => Object.hasOwn(desired.content, field));
  const wanted = recorded.map((change) => ({
    change,
    after: objectsIn(change.desired.content[field]),
    before: change.type === 'update' ? objectsIn(change.live.content[field]) : [],
  }));
  for (const { change, after, before } of wanted) {
    const kept = before.filter((link) => after.some((other) => sameJson(other, link)));
    if (kept.length < before.length) await writeLinks(kind, change, field, kept, references, context);
  }
  for (const { change, after, before } of wanted) {
    const texts = (links: JsonObject[]): string => links.map(stableText).sort(byText).join('\n');
    if (texts(after) !== texts(before)) await writeLinks(kind, change, field, after, references, context);
  }
}

async function writeLinks(
  kind: ObjectKind,
  change: Change,
  field: string,
  links: readonly JsonObject[],
  references: Kind['references'],
  context: ApplyContext,
): Promise<void> {
  if (context.report.isBlocked(change)) return;
  const content: JsonObject = { [field]: structuredClone([...links]) };
  const places = referencePlaces(content, references);
  for (const { parent, field: place, to } of places) {
    const key = text(parent[place]);
    const id = context.names.idOf(to, key);
    if (id === undefined) {
      context.report.fail(change, `its link to ${to} "${key}" leads nowhere: that one was not restored`);
      return;
    }
    parent[place] = id;
  }
  const id = context.names.idOf(kind.name, change.key);
  try {
    await repeatable(() =>
      context.zabbix.call(
        `${kind.lookup.api}.update`,
        { [kind.lookup.idField]: id, ...content },
        callOptions(context),
      ),
    );
  } catch (error) {
    if (!(error instanceof ZabbixApiError)) throw error;
    context.report.fail(change, reasonOf(error));
  }
}
