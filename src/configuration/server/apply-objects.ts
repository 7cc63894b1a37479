import { counted } from '../../terminal/counted.ts';
import { OutcomeUnknownError, ZabbixApiError } from '../../zabbix/errors.ts';
import { type JsonObject, text } from '../json.ts';
import { type Kind, methodOf, type ObjectKind } from '../kind.ts';
import { partsOf } from '../kinds/all-kinds.ts';
import { closedFor, madeUpForUpdate } from '../needs.ts';
import type { Change, Create, Update } from '../plan.ts';
import { withIds } from '../to-rows.ts';
import {
  type ApplyContext,
  callOptions,
  concernsOneWrite,
  reasonOf,
  repeatable,
  withReferences,
} from './apply-context.ts';
import { createParts } from './create-parts.ts';
import { awaited, type DeferredWrite, withoutAwaited } from './deferred.ts';
import { haveAppeared } from './have-appeared.ts';
import { addLinks, linksOf, takeLinksAway } from './links.ts';
import { takeBackLockOut } from './lock-out.ts';
import { reportDone } from './report-done.ts';

/** Carries out the changes of a kind that is written by X.create and X.update. */
export async function applyObjects(
  kind: ObjectKind,
  changes: readonly Change[],
  context: ApplyContext,
): Promise<void> {
  const ready = await withReferences(kind, changes, context);
  const creates = ready.filter((change): change is Create => change.type === 'create');
  const updates = ready.filter((change): change is Update => change.type === 'update');
  const lacking = new Map<Change, readonly string[]>();
  if (kind.travel.addedTo === undefined) {
    for (const part of createParts(creates, kind.travel.createdAlone))
      await createTogether(kind, part, lacking, context);
  } else {
    // What is added to something that is there is an update of that, which may stand in a host of a new name.
    await context.names.findIds(
      kind.name,
      creates.map(({ key }) => key),
      context.signal,
    );
    for (const create of creates) {
      await updateOne(kind, create, new Set(Object.keys(create.desired.content)), context);
    }
  }
  // A link that goes may stand in the way of a field that comes: a service with children takes no problem tags.
  const links = linksOf(kind, ready, context);
  await takeLinksAway(links, context);
  const waiting = new Set<Change>();
  for (const update of updates) {
    if (awaited(kind, update.desired.content, context).length > 0) waiting.add(update);
    else await updateOne(kind, update, fieldsOfUpdate(kind, update), context);
  }
  await addLinks(links, context);
  for (const change of ready) {
    if (context.report.isBlocked(change) || wasRefused(change, context)) continue;
    if (lacking.has(change) || waiting.has(change)) {
      context.deferred.push(putOff(kind, change, lacking.get(change), context));
    } else reportDone(change, context);
  }
  for (const { name } of partsOf(kind)) context.names.forget(name);
}

function wasRefused(change: Change, { refused }: ApplyContext): boolean {
  return refused?.some((other) => other.change === change) === true;
}

/** Makes the updates again that were refused while what stands in their way was not written yet. */
export async function updateRefused(context: ApplyContext): Promise<void> {
  const { refused = [], ...final } = context;
  for (const { kind, change, changed } of refused) {
    for (const { name } of partsOf(kind)) context.names.forget(name);
    // What it names may have been forgotten since: the checks of a discovery rule that was refused as well.
    const [ready] = await withReferences(kind, [change], final);
    if (ready) await updateOne(kind, ready, changed, final);
    if (!context.report.isBlocked(change)) reportDone(change, context);
  }
}

/** The second write of an object that was created without some of its fields, or the only one of an update that waits. */
function putOff(
  kind: ObjectKind,
  change: Change,
  lacking: readonly string[] | undefined,
  context: ApplyContext,
): DeferredWrite {
  return {
    kind,
    change,
    write: async () => {
      const fields =
        change.type === 'update' ? fieldsOfUpdate(kind, change) : fieldsToSend(kind, new Set(lacking));
      await updateOne(kind, change, fields, context);
      if (!context.report.isBlocked(change) && !wasRefused(change, context)) reportDone(change, context);
    },
  };
}

/**
 * Creates these objects in one call; where Zabbix refuses it, each by itself.
 * @param lacking is told of the fields that are not yet whole because they point to what comes later
 */
async function createTogether(
  kind: ObjectKind,
  creates: readonly Create[],
  lacking: Map<Change, readonly string[]>,
  context: ApplyContext,
): Promise<void> {
  const prepared = await Promise.all(creates.map((create) => forCreate(kind, create, context)));
  creates.forEach((create, index) => {
    const fields = prepared[index]?.lacking ?? [];
    if (fields.length > 0) lacking.set(create, fields);
  });
  let created: readonly (string | undefined)[] = [];
  try {
    const ids = await createAll(kind, prepared, context);
    creates.forEach((create, index) => {
      context.names.learn(kind.name, ids[index] ?? '', create.key);
      const { closed } = prepared[index] as Prepared;
      if (closed !== undefined) context.report.need(create, closed);
      context.progress.advance(kind.name);
    });
    remember(kind, prepared, context);
    created = ids;
  } catch (error) {
    if (
      error instanceof OutcomeUnknownError &&
      creates.every((create) => kind.key?.(create.desired.content) !== undefined)
    ) {
      created = await lookFor(kind, creates, error, context);
    } else if (!concernsOneWrite(error, context.signal)) {
      throw error;
    } else if (creates.length === 1 || error instanceof OutcomeUnknownError) {
      for (const create of creates) context.report.fail(create, reasonOf(error));
    } else for (const create of creates) await createTogether(kind, [create], lacking, context);
  }
  for (const [index, id] of created.entries()) {
    if (id === undefined) continue;
    const { content } = prepared[index] as Prepared;
    await settleCreated(kind, creates[index] as Create, content, id, context);
  }
}

async function settleCreated(
  kind: ObjectKind,
  create: Create,
  content: JsonObject,
  id: string,
  context: ApplyContext,
): Promise<void> {
  try {
    await settle(kind, content, undefined, id, context);
  } catch (error) {
    if (!concernsOneWrite(error, context.signal)) throw error;
    context.report.fail(create, reasonOf(error));
  }
}

/** What a single write does not take: see ObjectTravel.settle. */
async function settle(
  kind: ObjectKind,
  fields: JsonObject,
  live: JsonObject | undefined,
  id: string,
  context: ApplyContext,
): Promise<void> {
  const { zabbix } = context;
  const { toApi } = kind.travel;
  const method = methodOf(kind, 'update');
  await kind.travel.settle?.(fields, live, id, zabbix, async (more) => {
    const sent = { ...(toApi?.(more, zabbix.version) ?? more), [kind.lookup.idField]: id };
    await repeatable(() => zabbix.call(method, sent, callOptions(context)));
  });
}

/**
 * No answer came to a create: what is there was created. The rest may be under way still, and is not created again.
 * @returns the ids of the objects; undefined of what is not there
 */
async function lookFor(
  kind: ObjectKind,
  creates: readonly Create[],
  error: OutcomeUnknownError,
  context: ApplyContext,
): Promise<(string | undefined)[]> {
  context.signal?.throwIfAborted();
  await haveAppeared(creates, context);
  for (const create of creates) {
    if (context.names.idOf(kind.name, create.key) === undefined) {
      context.report.fail(create, reasonOf(error));
      continue;
    }
    const closed = closedFor(kind, create.desired.content, context.zabbix.version);
    if (closed) context.report.need(create, closed.needs);
  }
  return creates.map(({ key }) => context.names.idOf(kind.name, key));
}

interface Prepared {
  readonly parameters: JsonObject;
  /** The same as a Configuration has it, with ids. */
  readonly content: JsonObject;
  /** What a person must put in place of a made-up secret. */
  readonly closed: string | undefined;
  /** Fields of which something was left out, to be put in place by an update. */
  readonly lacking: readonly string[];
}

async function forCreate(kind: ObjectKind, create: Create, context: ApplyContext): Promise<Prepared> {
  const { version } = context.zabbix;
  const now = withoutAwaited(kind, create.desired.content, context);
  const content = withIds(kind, now.content, context.names, version);
  const closed = closedFor(kind, content, version);
  const links = kind.travel.links?.(version);
  if (links !== undefined) delete content[links];
  const fields = { ...content, ...closed?.fields };
  const complete = (await kind.travel.completeCreate?.(fields, context.zabbix)) ?? fields;
  return {
    parameters: kind.travel.toApi?.(complete, version) ?? complete,
    content,
    closed: closed?.needs,
    lacking: now.lacking,
  };
}

async function createAll(
  kind: ObjectKind,
  prepared: readonly Prepared[],
  context: ApplyContext,
): Promise<string[]> {
  const answer = await context.zabbix.call<JsonObject>(
    methodOf(kind, 'create'),
    prepared.map(({ parameters }) => parameters),
    callOptions(context),
  );
  const ids = answer[`${kind.lookup.idField}s`];
  if (Array.isArray(ids) && ids.length === prepared.length) return ids.map(text);
  throw new OutcomeUnknownError(methodOf(kind, 'create'), {
    why: `Zabbix answered with ${Array.isArray(ids) ? counted(ids.length, 'id') : 'no ids'} for ${counted(prepared.length, 'object')}`,
  });
}

function fieldsOfUpdate(kind: ObjectKind, update: Update): Set<string> {
  return fieldsToSend(kind, new Set(update.differences.flatMap(({ path }) => path.slice(0, 1))));
}

/** These fields and those that Zabbix takes only along with them. */
function fieldsToSend(kind: ObjectKind, changed: ReadonlySet<string>): Set<string> {
  const fields = new Set(changed);
  for (const group of kind.travel.together ?? []) {
    if (group.some((field) => changed.has(field))) for (const field of group) fields.add(field);
  }
  return fields;
}

/** @param changed the fields to send; of a kind that is updated as a whole all are */
async function updateOne(
  kind: ObjectKind,
  update: Change,
  changed: ReadonlySet<string>,
  context: ApplyContext,
): Promise<void> {
  const { version } = context.zabbix;
  const id = context.names.idOf(kind.name, update.key);
  if (id === undefined) {
    context.report.fail(update, 'it was there when the target was read and is no longer');
    return;
  }
  const fields = withIds(kind, update.desired.content, context.names, version);
  const links = kind.travel.links?.(version);
  for (const field of Object.keys(fields)) {
    const sent = kind.travel.update === 'whole' || changed.has(field);
    if (!sent || field === links || kind.travel.createOnly?.includes(field)) delete fields[field];
  }
  const needed = update.type === 'update' ? madeUpForUpdate(kind, update, version) : undefined;
  if (Object.keys(fields).length > 0) {
    const parameters = { ...fields, ...needed?.fields };
    const complete = (await kind.travel.completeUpdate?.(parameters, id, context.zabbix)) ?? parameters;
    const own = kind.travel.single ? {} : { [kind.lookup.idField]: id };
    const sent = { ...(kind.travel.toApi?.(complete, version) ?? complete), ...own };
    try {
      // An update sets what it says however often it is made: safe to make again where no answer came.
      const method = methodOf(kind, 'update');
      await repeatable(() => context.zabbix.call(method, sent, callOptions(context)));
      remember(kind, [{ parameters: sent }], context);
      await settle(kind, fields, update.type === 'update' ? update.live.content : undefined, id, context);
      const risky = kind.travel.mayLockOut && update.type === 'update';
      const lockedOut = risky ? await takeBackLockOut(kind, update, sent, context) : undefined;
      if (lockedOut !== undefined) {
        context.report.fail(update, lockedOut);
        return;
      }
    } catch (error) {
      if (!concernsOneWrite(error, context.signal)) throw error;
      const mayPass = error instanceof ZabbixApiError;
      if (mayPass && context.refused) context.refused.push({ kind, change: update, changed });
      else context.report.fail(update, reasonOf(error));
      return;
    }
  }
  if (needed) context.report.need(update, needed.needs);
  context.progress.advance(kind.name);
}

function remember(kind: Kind, sent: readonly { parameters: JsonObject }[], context: ApplyContext): void {
  context.sent.get(kind.name)?.push(...sent.map(({ parameters }) => parameters));
}
