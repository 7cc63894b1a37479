import type { Difference } from './compare.ts';
import { EXACT } from './exact/section.ts';
import { INHERITED } from './inherited/section.ts';
import { isObject, type JsonValue, text } from './json.ts';
import { isHolderKind } from './kind.ts';
import { kindNamed } from './kinds/all-kinds.ts';
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

/** Lists whose elements take history and trends with them: their own, of what discovery found, of what came by a link. */
const WITH_HISTORY: Readonly<Record<string, string>> = {
  items: 'item',
  discovery_rules: 'discovery rule',
  item_prototypes: 'item prototype',
  host_prototypes: 'host prototype',
  httptests: 'web scenario',
  templates: 'template link',
};

/** Lists whose elements go by themselves. */
const WITHOUT_HISTORY: Readonly<Record<string, string>> = {
  triggers: 'trigger',
  trigger_prototypes: 'trigger prototype',
  graphs: 'graph',
  graph_prototypes: 'graph prototype',
  valuemaps: 'value map',
  dashboards: 'dashboard',
  screens: 'screen',
  applications: 'application',
  macros: 'macro',
};

/** Everything that a plan removes from inside objects that stay. */
export function lossesOf(plan: Plan): Loss[] {
  return plan.changes.flatMap((change) => {
    if (change.type !== 'update') return [];
    const kind = kindNamed(change.kind);
    const { travel } = kind;
    const cost = travel.by === 'object' && travel.costs?.(change.desired.content, change.live.content);
    if (cost) return [{ kind: change.kind, key: change.key, ...cost, history: false }];
    if (!kind.holdsMacros) return [];
    const lost = change.differences.filter(
      (difference) => isLoss(difference) && (isHolderKind(kind) || difference.path[0] === MACROS),
    );
    return lost.map(({ path, live }) => {
      const list = path.at(-2) ?? '';
      return {
        kind: change.kind,
        key: change.key,
        what: whatOf(list, live),
        name: isObject(live) ? nameOf(live) : '',
        history: Object.hasOwn(WITH_HISTORY, list),
      };
    });
  });
}

function whatOf(list: string, element: JsonValue | undefined): string {
  const what = WITH_HISTORY[list] ?? WITHOUT_HISTORY[list] ?? '';
  // Its value is what no API gives back.
  return list === MACROS && isObject(element) && element.type === 'SECRET_TEXT' ? `secret ${what}` : what;
}

function nameOf(element: Record<string, unknown>): string {
  const { key, macro, host, name } = element as Record<string, string>;
  return text(key ?? macro ?? host ?? name);
}

/** An element of such a list that only the live side has. */
function isLoss({ path, desired }: Difference): boolean {
  const list = path.at(-2) ?? '';
  // What is said of an inherited object, or of a text, is no object by itself.
  if (path[0] === INHERITED || path[0] === EXACT) return false;
  if (desired !== undefined || !path.at(-1)?.startsWith('[')) return false;
  return Object.hasOwn(WITH_HISTORY, list) || Object.hasOwn(WITHOUT_HISTORY, list);
}
