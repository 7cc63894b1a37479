import type { Difference } from './compare.ts';
import { EXACT } from './exact/section.ts';
import { INHERITED } from './inherited/section.ts';
import { isObject, text } from './json.ts';
import { isHolderKind } from './kind.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import { lossIn } from './lists.ts';
import type { Plan } from './plan.ts';

/** The list of a host's or template's own macros. */
const MACROS = 'macros';

/** Something inside an object that stays, or that hangs on it, which a plan removes. */
export interface Loss {
  readonly kind: string;
  readonly key: string;
  /** What it is: 'item', 'discovery rule' … */
  readonly what: string;
  readonly name: string;
  /** Whether history and trends go with it, which no backup holds. */
  readonly history: boolean;
}

/** What an element is called of a list of which nobody knows what it holds. */
export const UNKNOWN_ELEMENT = 'unknown element';

/** What goes from such a list: history too, for all that is known. A Zabbix newer than this program may have some. */
const UNKNOWN = { what: UNKNOWN_ELEMENT, history: true };

/** Everything that a plan removes from inside objects that stay. */
export function lossesOf(plan: Plan): Loss[] {
  return plan.changes.flatMap((change) => {
    if (change.type !== 'update') return [];
    const kind = kindNamed(change.kind);
    const { travel } = kind;
    const cost = travel.by === 'object' && travel.costs?.(change.desired.content, change.live.content);
    if (cost) return [{ kind: change.kind, key: change.key, ...cost, history: false }];
    if (!kind.holdsMacros) return [];
    const here = change.differences.filter(({ path }) => isHolderKind(kind) || path[0] === MACROS);
    return here.flatMap(lossesIn).map((loss) => ({ kind: change.kind, key: change.key, ...loss }));
  });
}

/** What goes with a difference: an element of a list, or a list as a whole of which nothing is known. */
function lossesIn({ path, desired, live }: Difference): Omit<Loss, 'kind' | 'key'>[] {
  // What is said of an inherited object, or of a text, is no object by itself.
  if (desired !== undefined || path[0] === INHERITED || path[0] === EXACT) return [];
  const last = path.at(-1) ?? '';
  if (!last.startsWith('[')) {
    const isUnknownList = Array.isArray(live) && lossIn(last) === 'unknown';
    return isUnknownList ? live.map(() => ({ ...UNKNOWN, name: `in ${last}` })) : [];
  }
  const list = path.at(-2) ?? '';
  const loss = lossIn(list);
  if (loss === undefined) return [];
  if (loss === 'unknown') return [{ ...UNKNOWN, name: `in ${list}` }];
  // Its value is what no API gives back.
  const isSecret = list === MACROS && isObject(live) && live.type === 'SECRET_TEXT';
  return [
    {
      what: isSecret ? `secret ${loss.what}` : loss.what,
      name: isObject(live) ? nameOf(live) : '',
      history: loss.history,
    },
  ];
}

function nameOf(element: Record<string, unknown>): string {
  const { key, macro, host, name } = element as Record<string, string>;
  return text(key ?? macro ?? host ?? name);
}
