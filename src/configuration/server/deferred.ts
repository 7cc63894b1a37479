import type { JsonObject } from '../json.ts';
import { isObject, text } from '../json.ts';
import { isDocumentKind, type Kind, type Reference } from '../kind.ts';
import { referencesOf } from '../kinds/all-kinds.ts';
import type { Change } from '../plan.ts';
import { fieldsAt, type ReferencePlace, referencePlaces } from '../references.ts';
import { type ApplyContext, findReferences, missingReference } from './apply-context.ts';

/*
 * References that may be put in place later (`deferred`): an object is created, or imported, without what names a target that
 * is not there yet, and completed when it is. So circles among kinds, and among the objects of one kind, can be written.
 */

/** A write that waits for what it points to. */
export interface DeferredWrite {
  readonly kind: Kind;
  readonly change: Change;
  /** Makes it, and says in the report what came of it. */
  readonly write: () => Promise<void>;
}

type Known = Pick<ApplyContext, 'names' | 'zabbix'>;

function deferredReferences(kind: Kind, context: Known): Reference[] {
  return referencesOf(kind, context.zabbix.version).filter(({ deferred }) => deferred !== undefined);
}

/** The places of an object that name what is not there yet and may come later. */
export function awaited(kind: Kind, content: JsonObject, context: Known): ReferencePlace[] {
  return referencePlaces(content, deferredReferences(kind, context)).filter((place) =>
    isAwaited(place, context),
  );
}

function isAwaited({ parent, field, to }: ReferencePlace, { names }: Known): boolean {
  const value = parent[field];
  return !isObject(value) && names.idOf(to, text(value)) === undefined;
}

/** What of an object can be created now, and the fields of it that lack something. */
export function withoutAwaited(
  kind: Kind,
  content: JsonObject,
  context: Known,
): { readonly content: JsonObject; readonly lacking: readonly string[] } {
  const references = deferredReferences(kind, context);
  const isWhole = (object: JsonObject, reference: Reference): boolean =>
    !referencePlaces(object, [reference]).some((place) => isAwaited(place, context));
  const lacking = references.filter((reference) => !isWhole(content, reference));
  if (lacking.length === 0) return { content, lacking: [] };
  const copy = structuredClone(content);
  for (const reference of lacking) {
    const list = listOf(reference);
    if (list === undefined) {
      for (const place of referencePlaces(copy, [reference])) {
        if (isAwaited(place, context)) delete place.parent[place.field];
      }
      continue;
    }
    const inside = { ...reference, path: reference.path.slice(list.length + 1) };
    for (const { parent, field } of [...fieldsAt(copy, list.replace(/\[\]$/, ''))]) {
      const elements = parent[field];
      if (!Array.isArray(elements)) continue;
      parent[field] = elements.filter((element) => !isObject(element) || isWhole(element, inside));
    }
  }
  return { content: copy, lacking: [...new Set(lacking.map(({ path }) => firstStep(path)))] };
}

/** The list whose element is left out: the path of the list, `[]` included. */
function listOf({ path, deferred }: Reference): string | undefined {
  if (typeof deferred === 'string') return deferred;
  const end = path.lastIndexOf('[]');
  return end < 0 ? undefined : path.slice(0, end + 2);
}

function firstStep(path: string): string {
  return path.split('.')[0]?.replace(/\[\]$/, '') ?? path;
}

/**
 * Makes the writes whose targets are there by now.
 * @param which 'all': nothing comes any more; what still lacks its target has failed
 */
export async function finishDeferred(which: 'what can be' | 'all', context: ApplyContext): Promise<void> {
  for (const { kind, change, write } of context.deferred.splice(0)) {
    if (which === 'all') await findReferences(kind, [change.desired], context);
    if (awaited(kind, change.desired.content, context).length === 0) await write();
    else if (which === 'what can be') context.deferred.push({ kind, change, write });
    else {
      const reason = missingReference(kind, change.desired, context, new Set(), 'deferred') ?? '';
      const done = change.type === 'create' ? 'created' : 'updated';
      const whole = change.type === 'update' && !isDocumentKind(kind);
      const made = whole ? 'it was not updated' : `it was ${done} without a part of it`;
      context.report.fail(change, `${made}: ${reason}`);
    }
  }
}
