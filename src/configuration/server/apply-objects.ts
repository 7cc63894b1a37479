import { OutcomeUnknownError, ZabbixApiError } from '../../zabbix/errors.ts';
import { type JsonObject, text } from '../json.ts';
import type { Kind, ObjectKind } from '../kind.ts';
import type { Change, Create, Update } from '../plan.ts';
import { withIds } from '../to-rows.ts';
import { type ApplyContext, callOptions, reasonOf, repeatable, withReferences } from './apply-context.ts';
import { wasRenamed } from './apply-documents.ts';
import { addLinks, linksOf, takeLinksAway } from './links.ts';

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
  // A link that goes may stand in the way of a field that comes: a service with children takes no problem tags.
  const links = linksOf(kind, ready, context);
  await takeLinksAway(links, context);
  for (const update of updates) await updateOne(kind, update, context);
  await addLinks(links, context);
  for (const change of ready) {
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
  await context.names.findIds(
    kind.name,
    creates.map(({ key }) => key),
    context.signal,
  );
  for (const create of creates) {
    if (context.names.idOf(kind.name, create.key) !== undefined) {
      const closed = kind.travel.closed?.(create.desired.content, context.zabbix.version);
      if (closed) context.report.need(create, closed.needs);
      continue;
    }
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
  const content = withIds(kind, create.desired.content, context.names, version);
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
  const fields = withIds(kind, update.desired.content, context.names, version);
  const links = kind.travel.links?.(version);
  const changed = new Set(update.differences.map(({ path }) => path[0]));
  for (const group of kind.travel.together ?? []) {
    if (group.some((field) => changed.has(field))) for (const field of group) changed.add(field);
  }
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
