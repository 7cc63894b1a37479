import type { Difference } from './compare.ts';
import { EXACT } from './exact/section.ts';
import { INHERITED } from './inherited/section.ts';
import { isObject, text } from './json.ts';
import { isHolderKind } from './kind.ts';
import { kindNamed } from './kinds/all-kinds.ts';
import type { Plan } from './plan.ts';

/** The list of a host's or template's own macros. */
const MACROS = 'macros';

/** Something inside an object that stays, or that hangs on it, which a plan removes and nothing brings back. */
export interface Loss {
  readonly kind: string;
  readonly key: string;
  /** What it is: 'item', 'discovery rule' … */
  readonly what: string;
  readonly name: string;
}

/**
 * Lists whose elements take something with them that no backup holds: history and trends, what discovery found, a value
 * that no API gives back.
 */
const LOSING: Readonly<Record<string, string>> = {
  items: 'item',
  discovery_rules: 'discovery rule',
  item_prototypes: 'item prototype',
  host_prototypes: 'host prototype',
  httptests: 'web scenario',
  templates: 'template link',
  macros: 'secret macro',
};

/** Everything that a plan removes from inside objects that stay, at the price of something that is not in the backup. */
export function lossesOf(plan: Plan): Loss[] {
  return plan.changes.flatMap((change) => {
    if (change.type !== 'update') return [];
    const kind = kindNamed(change.kind);
    const { travel } = kind;
    const cost = travel.by === 'object' && travel.costs?.(change.desired.content, change.live.content);
    if (cost) return [{ kind: change.kind, key: change.key, ...cost }];
    if (!kind.holdsMacros) return [];
    const lost = change.differences.filter(
      (difference) => isLoss(difference) && (isHolderKind(kind) || difference.path[0] === MACROS),
    );
    return lost.map(({ path, live }) => ({
      kind: change.kind,
      key: change.key,
      what: LOSING[path.at(-2) ?? ''] ?? '',
      name: isObject(live) ? nameOf(live) : '',
    }));
  });
}

function nameOf(element: Record<string, unknown>): string {
  const { key, macro, host, name } = element as Record<string, string>;
  return text(key ?? macro ?? host ?? name);
}

/** An element of such a list that only the live side has. */
function isLoss({ path, live, desired }: Difference): boolean {
  const list = path.at(-2) ?? '';
  // What is said of an inherited object, or of a text, is no object by itself.
  if (path[0] === INHERITED || path[0] === EXACT) return false;
  if (desired !== undefined || !path.at(-1)?.startsWith('[') || !Object.hasOwn(LOSING, list)) return false;
  return list !== MACROS || (isObject(live) && live.type === 'SECRET_TEXT');
}
