import { RefusedError } from '../errors.ts';
import type { Identity } from './configuration.ts';
import type { Plan } from './plan.ts';

/** More than this share of a kind, of which the target has this many or more, is not changed without being told to. */
const LARGEST_SHARE = 0.3;
const SMALLEST_KIND = 10;

export interface KindShare {
  readonly kind: string;
  readonly changed: number;
  readonly present: number;
}

/**
 * The kinds of which a plan would update or delete too large a share. Creations harm nothing and do not count.
 * @param begun whether an earlier restore that did not come to its end was making this object
 * @param deleted objects that go besides
 */
export function kindsOverThreshold(
  plan: Plan,
  begun: (object: Identity) => boolean = () => false,
  deleted: readonly Identity[] = [],
): KindShare[] {
  const changed = new Map<string, number>();
  for (const { kind } of deleted) changed.set(kind, (changed.get(kind) ?? 0) + 1);
  for (const change of [...plan.changes, ...plan.deletes]) {
    if (change.type !== 'create' && !begun(change))
      changed.set(change.kind, (changed.get(change.kind) ?? 0) + 1);
  }
  return [...changed]
    .map(([kind, count]) => ({ kind, changed: count, present: plan.liveCounts.get(kind) ?? 0 }))
    .filter(({ changed: count, present }) => present >= SMALLEST_KIND && count > present * LARGEST_SHARE);
}

/** @throws RefusedError with the numbers where a plan changes too much to be right by default. */
export function refuseTooMany(over: readonly KindShare[]): void {
  if (over.length === 0) return;
  throw new RefusedError(`The restore would change ${sharesText(over)}`, {
    why: `more than ${LARGEST_SHARE * 100} % of a kind of which there are ${SMALLEST_KIND} or more may be a wrong server or a wrong backup`,
    remedy: 'Look at it with --dry-run; if it is meant, run the same command again with --allow-many.',
  });
}

/** How much of which kinds: '35 of 36 hosts (97 %)'; '' of none. */
export function sharesText(shares: readonly KindShare[]): string {
  return shares
    .map(
      ({ kind, changed, present }) =>
        `${changed} of ${present} ${kind} (${Math.round((changed / present) * 100)} %)`,
    )
    .join(', ');
}
