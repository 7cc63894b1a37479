import { byText, type JsonObject, objectsIn, sameJson, stableText, text } from '../json.ts';
import type { ObjectKind, Reference } from '../kind.ts';
import { referencesOf } from '../kinds/all-kinds.ts';
import type { Change } from '../plan.ts';
import { referencePlaces } from '../references.ts';
import { type ApplyContext, callOptions, concernsOneWrite, reasonOf, repeatable } from './apply-context.ts';

/*
 * Links among objects of one kind are put in place when all of them exist: first what goes is taken away everywhere,
 * then what comes is added, so that a link can move from one object to another.
 */

interface LinkChange {
  readonly kind: ObjectKind;
  readonly change: Change;
  readonly field: string;
  readonly references: readonly Reference[];
  readonly before: readonly JsonObject[];
  readonly after: readonly JsonObject[];
}

/** The links of these changes, before and after. None for a kind without, or where the backup does not record them. */
export function linksOf(kind: ObjectKind, changes: readonly Change[], context: ApplyContext): LinkChange[] {
  const { version } = context.zabbix;
  const field = kind.travel.links?.(version);
  if (field === undefined) return [];
  const references = referencesOf(kind, version).filter(({ path }) => path.startsWith(`${field}[]`));
  return changes
    .filter(({ desired }) => Object.hasOwn(desired.content, field))
    .map((change) => ({
      kind,
      change,
      field,
      references,
      before: change.type === 'update' ? objectsIn(change.live.content[field]) : [],
      after: objectsIn(change.desired.content[field]),
    }));
}

/** First step: removes the links that are not wanted, so that none that comes is one too many or closes a circle. */
export async function takeLinksAway(links: readonly LinkChange[], context: ApplyContext): Promise<void> {
  for (const link of links) {
    const kept = link.before.filter((one) => link.after.some((other) => sameJson(other, one)));
    if (kept.length < link.before.length) await writeLinks(link, kept, context);
  }
}

/** Second step, when none that must go is left anywhere: writes the links that are wanted. */
export async function addLinks(links: readonly LinkChange[], context: ApplyContext): Promise<void> {
  for (const link of links) {
    if (asText(link.after) !== asText(link.before)) await writeLinks(link, link.after, context);
  }
}

function asText(links: readonly JsonObject[]): string {
  return links.map(stableText).sort(byText).join('\n');
}

async function writeLinks(
  link: LinkChange,
  links: readonly JsonObject[],
  context: ApplyContext,
): Promise<void> {
  const { kind, change, field, references } = link;
  if (context.report.isBlocked(change)) return;
  const content: JsonObject = { [field]: structuredClone([...links]) };
  for (const { parent, field: place, to } of referencePlaces(content, references)) {
    const key = text(parent[place]);
    const id = context.names.idOf(to, key);
    if (id === undefined) {
      context.report.fail(change, `its link to ${to} "${key}" leads nowhere: that one was not restored`);
      return;
    }
    parent[place] = id;
  }
  const id = context.names.idOf(kind.name, change.key);
  const parameters = { [kind.lookup.idField]: id, ...content };
  try {
    await repeatable(() =>
      context.zabbix.call(`${kind.lookup.api}.update`, parameters, callOptions(context)),
    );
  } catch (error) {
    if (!concernsOneWrite(error, context.signal)) throw error;
    context.report.fail(change, reasonOf(error));
  }
}
